import QuantCore
import TensorFiles
import TestSupport
import Testing

struct ListingTests {
  private func digest(_ pieces: [[UInt8]]) -> String {
    var hash = SHA256()
    for piece in pieces { hash.update(piece.span) }
    return hash.hexDigest()
  }

  /// The examples that NIST publishes with FIPS 180.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `published messages have their published hash`(message: String, hash: String) {
    #expect(digest([Array(message.utf8)]) == hash)
  }

  @Test func `a million times the letter a`() {
    let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1000)
    #expect(
      digest(Array(repeating: piece, count: 1000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func `pieces of any size make the same hash`() {
    let message = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
    let whole = digest([message])
    for cut in 0...message.count {
      #expect(digest([Array(message[..<cut]), Array(message[cut...])]) == whole, "cut at \(cut)")
    }
  }

  @Test func `a listing is the stored tensors as JSON`() throws {
    let source = try open(
      safetensors(
        #"{"q\u202e":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"s":{"dtype":"BF16","shape":[],"data_offsets":[3,5]}}"#,
        dataBytes: 5), as: "x.safetensors")
    let json = try TensorListing(of: source, includesHashes: true).json(style: .compact)
    let tail = json.drop { $0 != "," }.drop { $0 != "{" }
    let path = source.description.path
    #expect(
      String(tail)
        == #"{"path":"\#(path)","container":"safetensors","bytes":125,"guessed":false},"tensors":["#
        + #"{"name":"q\u202e","dtype":"U8","shape":[3],"offset":120,"bytes":3,"sha256":"709e80c88487a2411e1ee4dfb9f22a861492d20c4765150c0c794abd70f8147c","role":"vector"},"#
        + #"{"name":"s","dtype":"BF16","shape":[],"offset":123,"bytes":2,"sha256":"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7","role":"vector"}"#
        + "],\"matrices\":[]}\n")
  }

  @Test func `an indented listing keeps a shape on one line`() throws {
    let source = try open([UInt8](repeating: 0, count: 32), as: "w.bin")
    let json = try TensorListing(of: source).json()
    #expect(json.contains("\n      \"shape\": [1, 16],\n"))
    #expect(json.contains("\"guessed\": true"))
    #expect(json.contains("\"sha256\": null"))
  }
}

struct PrintableNameTests {
  @Test(arguments: [
    ("model.layers.0.weight", "model.layers.0.weight"), ("größe 漢 😀", "größe 漢 😀"),
    ("a\nb\r\tc", #"a\nb\r\tc"#), ("\u{1B}[31m", #"\u{1B}[31m"#),
    ("\u{7F}\u{9B}", #"\u{7F}\u{9B}"#),
    ("a\u{202E}b\u{2066}", #"a\u{202E}b\u{2066}"#), ("\u{61C}\u{200F}", #"\u{61C}\u{200F}"#),
    ("\u{200B}\u{FEFF}\u{2028}", #"\u{200B}\u{FEFF}\u{2028}"#), ("\u{3164}", #"\u{3164}"#),
    (#"C:\x"#, #"C:\\x"#), ("", ""),
  ])
  func `what would not show as itself is escaped`(name: String, shown: String) {
    #expect(PrintableName.escaped(name) == shown)
  }

  @Test func `a quoted name is cut where it is long`() {
    #expect(PrintableName.quoted("a\u{0}") == #""a\u{0}""#)
    #expect(PrintableName.quoted("abcdef", limit: 3) == "\"abc..\"")
    #expect(PrintableName.quoted("abc", limit: 3) == "\"abc\"")
  }

  @Test func `a path with control characters does not reach the terminal`() {
    let error = TensorFileError(.unreadable, path: "a\u{1B}[2J", byteOffset: 3, "gone")
    #expect(error.description == #"a\u{1B}[2J: byte 3: gone"#)
  }
}
