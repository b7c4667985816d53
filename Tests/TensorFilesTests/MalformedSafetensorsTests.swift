import TensorFiles
import TestSupport
import Testing

struct MalformedSafetensorsTests {
  private static let good =
    #"{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}"#

  @Test func `a file that ends anywhere in its header is refused`() throws {
    let whole = safetensors(Self.good, dataBytes: 24)
    for length in 0..<whole.count {
      let error = try #require(
        try openingError(Array(whole[..<length]), as: "x.safetensors"), "\(length) bytes opened")
      #expect(error.kind == .malformed, "\(length): \(error)")
    }
  }

  @Test func `a header that ends anywhere is refused`() throws {
    let header = Array(Self.good.utf8)
    for length in 0..<header.count {
      let bytes = safetensors(Array(header[..<length]), data: [UInt8](repeating: 0, count: 24))
      #expect(try openingError(bytes, as: "x.safetensors")?.kind == .malformed, "\(length)")
    }
  }

  /// Members of a tensor's entry, and what the error has to say about them.
  @Test(arguments: [
    (#""dtype":"F32","shape":[2,3]"#, "data_offsets"),
    (#""dtype":"F32","data_offsets":[0,24]"#, "found dtype, data_offsets"),
    (#""shape":[2,3],"data_offsets":[0,24]"#, "expected dtype"),
    (#""dtype":"F32","shape":[2,3],"data_offsets":[0,20]"#, "takes 24 bytes, data_offsets give 20"),
    (#""dtype":"F64","shape":[2,3],"data_offsets":[0,24]"#, "takes 48 bytes"),
    (#""dtype":"F32","shape":[2,3],"data_offsets":[24,0]"#, "data_offsets [24, 0]"),
    (
      #""dtype":"F32","shape":[2,4],"data_offsets":[0,32]"#,
      "data_offsets [0, 32] end beyond the file's 24 bytes of data; is it cut short?"
    ),
    (#""dtype":"F32","shape":[2,3],"data_offsets":[0]"#, "data_offsets [0]"),
    (#""dtype":"F32","shape":[2,3],"data_offsets":[0,24,0]"#, "more than 2"),
    (#""dtype":"F32","shape":[2,3],"data_offsets":[-1,24]"#, "whole number"),
    (#""dtype":"F32","shape":[2.0,3],"data_offsets":[0,24]"#, "whole number"),
    (#""dtype":"F32","shape":[2e0,3],"data_offsets":[0,24]"#, "whole number"),
    (#""dtype":"F32","shape":[02,3],"data_offsets":[0,24]"#, "whole number"),
    (#""dtype":"F32","shape":"2,3","data_offsets":[0,24]"#, #"expected "[""#),
    (#""dtype":"\u001b]0;x","shape":[2,3],"data_offsets":[0,24]"#, #""\u{1B}]0;x" is no name"#),
    (#""dtype":"","shape":[2,3],"data_offsets":[0,24]"#, #""" is no name"#),
    (#""dtype":5,"shape":[2,3],"data_offsets":[0,24]"#, "expected a string"),
    (#""dtype":"F4","shape":[3],"data_offsets":[0,1]"#, "no whole number"),
    (#""dtype":"F32","dtype":"F32","shape":[2,3],"data_offsets":[0,24]"#, #""dtype" twice"#),
    (#""dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,24]"#, "more elements"),
    (#""dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]"#, "more elements"),
    (#""dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]"#, "takes no whole number"),
    (#""dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,24]"#, "larger than any file"),
    (#""dtype":"F32","shape":[2,3],"data_offsets":[0,18446744073709551640]"#, "larger than any"),
    (#""dtype":"F32","shape":[2,3],"data_offsets":[0,24],"#, "expected a string"),
    (#""dtype":"F32","shape":[2,3,],"data_offsets":[0,24]"#, "whole number"),
    (#""dtype":"F32" "shape":[2,3],"data_offsets":[0,24]"#, #"expected "}""#),
  ])
  func `a broken claim is named`(members: String, expected: String) throws {
    let bytes = safetensors("{\"a\":{\(members)}}", dataBytes: 24)
    let error = try #require(try openingError(bytes, as: "x.safetensors"))
    #expect(error.kind == .malformed)
    #expect(error.detail.contains(expected), "\(error)")
    #expect(error.byteOffset != nil && !error.description.contains("\n"))
  }

  @Test(arguments: [
    ("{} x", "nothing more"), ("{\"a\":1}", #"expected "{""#), ("{}\0", "nothing more"),
    (#"{"a\x":{}}"#, "escape"), (#"{"\ud800":{}}"#, "surrogate"),
    (#"{"\udc00\ud800":{}}"#, "surrogate"),
    (#"{"\ud800\u0041":{}}"#, "surrogate"), (#"{"\u12g4":{}}"#, "hexadecimal"),
    ("{\"a\nb\":{}}", "control character"), (#"{"a":{"x":tru}}"#, "expected a value"),
    (#"{"a":{"x":-}}"#, "expected a value"), (#"{"a":{"x":1.}}"#, "expected a value"),
    (#"{"__metadata__":3}"#, #"expected "{""#),
  ])
  func `what is no JSON is refused`(header: String, expected: String) throws {
    let error = try #require(try openingError(safetensors(header), as: "x.safetensors"))
    #expect(error.detail.contains(expected), "\(error)")
  }

  @Test func `a name that is not UTF-8 is refused`() throws {
    let header = Array(#"{""#.utf8) + [0xFF, 0xFE] + Array(#"":{}}"#.utf8)
    let error = try #require(try openingError(safetensors(header, data: []), as: "x.safetensors"))
    #expect(error.detail.contains("UTF-8"))
  }

  @Test func `deep nesting is refused, not followed`() throws {
    let deep = String(repeating: "[", count: 1_000_000)
    let error = try #require(
      try openingError(safetensors("{\"a\":{\"x\":\(deep)"), as: "x.safetensors"))
    #expect(error.detail.contains("nested too deeply"))
  }

  @Test func `overlapping tensors are refused by their names`() throws {
    let header =
      #"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[2],"data_offsets":[7,9]}}"#
    let error = try #require(
      try openingError(safetensors(header, dataBytes: 9), as: "x.safetensors"))
    #expect(error.detail == #"tensors "a" and "b" overlap"#)
  }

  @Test(arguments: [#""a""#, #""__metadata__""#])
  func `a name that stands there twice is refused`(name: String) throws {
    let value = name == #""a""# ? #"{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"# : "{}"
    let error = try #require(
      try openingError(safetensors("{\(name):\(value),\(name):\(value)}"), as: "x.safetensors"))
    #expect(error.detail.contains("twice"))
  }

  @Test(arguments: [
    UInt64(100_000_001), UInt64(Int.max), UInt64.max, UInt64.max - 7, 1000,
  ])
  func `a claimed header length beyond reason or the file is refused`(length: UInt64) throws {
    let bytes = littleEndian(length) + Array("{}".utf8)
    let error = try #require(try openingError(bytes, as: "x.safetensors"))
    #expect(error.kind == .malformed && error.byteOffset == 0)
    #expect(error.detail.contains("claims \(length) bytes"))
  }

  @Test func `a tensor with too many dimensions is refused`() throws {
    let shape = [String](repeating: "1", count: 65).joined(separator: ",")
    let header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[\(shape)],\"data_offsets\":[0,1]}}"
    let error = try #require(
      try openingError(safetensors(header, dataBytes: 1), as: "x.safetensors"))
    #expect(error.detail.contains("more than 64"))
  }

  @Test func `a name of many parts or bytes is refused`() throws {
    let name = String(repeating: "0.", count: 10_000)
    let header = #"{"\#(name)":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#
    let error = try #require(try openingError(safetensors(header), as: "x.safetensors"))
    #expect(error.detail.contains("has 20000 bytes, at most 4096"))
  }

  @Test func `names of many bytes together are refused`() throws {
    let filler = String(repeating: "n", count: 4091)
    let value = #"{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#
    // 8192 names of 4096 bytes may be, and not one more.
    func header(count: Int) -> String {
      let members = (10_000..<(10_000 + count)).map { "\"\($0)\(filler)\":\(value)" }
      return "{" + members.joined(separator: ",") + "}"
    }
    #expect(try openingError(safetensors(header(count: 8192)), as: "x.safetensors") == nil)
    let error = try #require(
      try openingError(safetensors(header(count: 8193)), as: "x.safetensors"))
    #expect(error.kind == .malformed)
    #expect(error.detail.contains("names take more than 33554432 bytes together"))
  }

  @Test func `an error shows a hostile name escaped and cut`() throws {
    let name = "\u{202E}" + String(repeating: "n", count: 500)
    let error = try #require(
      try openingError(safetensors("{\"\(name)\":{}}"), as: "x.safetensors"))
    #expect(error.detail.contains(#"\u{202E}nnn"#) && error.detail.contains("n..\""))
    #expect(error.detail.count < 300)
  }
}
