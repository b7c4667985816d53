import TensorFiles
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Checkpoints that torch wrote, against what torch says is in them.
struct PyTorchTests {
  typealias Entry = GoldenFilesTests.Entry

  private static func manifest() throws -> [String: [String: Entry]] {
    let data = Data(try bytes(ofFile: Fixtures.path("torch/manifest.json")))
    return try JSONDecoder().decode([String: [String: Entry]].self, from: data)
  }

  @Test(arguments: [
    ("views.pt", "pytorch"), ("views_legacy.pt", "pytorch-legacy"), ("single.pt", "pytorch"),
    ("views_legacy_p3.pt", "pytorch-legacy"), ("views_legacy_p5.pt", "pytorch-legacy"),
  ])
  func `views, shared storages and nested names are as torch says`(
    file: String, container: String
  ) throws {
    let entries = try #require(try Self.manifest()[file])
    let source = try TensorFile.open(Fixtures.path("torch/" + file))
    #expect(source.description.container == container)
    #expect(Set(source.tensors.map(\.name)) == Set(entries.keys))
    for tensor in source.tensors {
      let entry = try #require(entries[tensor.name])
      #expect(tensor.type.name == GoldenFilesTests.storedName(entry.dtype), "\(tensor.name)")
      #expect(tensor.shape == entry.shape, "\(tensor.name)")
      #expect(tensor.byteCount == entry.bytes, "\(tensor.name)")
      #expect(source.sha256(of: tensor) == entry.row_major_le_sha256, "\(tensor.name)")
    }
    try source.verify()
  }

  @Test(arguments: ["views.pt", "views_legacy.pt"])
  func `a view's values are those of the tensor that it is a view of`(file: String) throws {
    let source = try TensorFile.open(Fixtures.path("torch/" + file))
    func values(_ name: String) throws -> [Float] {
      source.values(of: try #require(source.tensors.first { $0.name == "views." + name }))
    }
    let plain = try values("plain")
    func picked(_ rows: [Int], _ columns: [Int]) -> [Float] {
      rows.flatMap { row in columns.map { plain[row * 10 + $0] } }
    }
    #expect(
      try values("transposed")
        == (0..<10).flatMap { column in (0..<6).map { plain[$0 * 10 + column] } })
    #expect(try values("narrow") == picked([1, 2, 3], [2, 3, 4, 5, 6]))
    #expect(try values("stepped") == picked([0, 2, 4], [0, 3, 6, 9]))
    #expect(try values("column") == picked(Array(0..<6), [3]))
    let expanded = try values("expanded")
    #expect(expanded == Array(repeatElement(expanded.prefix(5), count: 4).joined()))
    #expect(try values("scalar") == [3.5])
    #expect(try values("empty") == [])
  }

  @Test(arguments: ["views.pt", "views_legacy.pt"])
  func `a file cut anywhere is refused in one line`(file: String) throws {
    let whole = try bytes(ofFile: Fixtures.path("torch/" + file))
    for length in stride(from: 16, to: whole.count, by: 61) {
      let error = try #require(try openingError(Array(whole[..<length]), as: "cut.pt"))
      #expect(!error.description.contains("\n"))
    }
  }

  static let refusals: [(String, [UInt8], String)] = [
    (
      "a name of another module", global("os", "system") + [0x28] + text("true") + [0x74, 0x52],
      "os.system"
    ),
    ("a name by texts", text("builtins") + text("eval") + [0x93], "builtins.eval"),
    ("an unknown instruction", [0xFF], "0xFF"),
    ("a mark too many", [0x65], "mark"),
    ("an empty stack", [0x30], "lacks its values"),
    ("a call of a number", [0x4B, 1, 0x29, 0x52], "no function"),
    ("an extension", [0x82, 1], "0x82"),
    ("a text beyond the end", [0x58, 0xFF, 0xFF, 0xFF, 0xFF], "ends in the middle"),
    ("a memo that is far away", [0x4E, 0x72, 0xFF, 0xFF, 0xFF, 0xFF], "more values"),
    ("a persistent name that is none", [0x4E, 0x51], "persistent name"),
    ("a list in itself", [0x5D, 0x71, 0, 0x68, 0, 0x61], "too deeply"),
  ]

  @Test(arguments: refusals)
  func `a pickle that is no state dict is refused by what it asks for`(
    what: String, pickle: [UInt8], words: String
  ) throws {
    let archive = StoredZip.archive([("a/data.pkl", [0x80, 2] + pickle + [0x2E])])
    let error = try #require(try openingError(archive, as: "w.pt"), "\(what)")
    #expect(error.kind == .malformed && error.detail.contains(words), "\(error)")
    #expect(!error.description.contains("\n"))
  }

  @Test func `deep nesting is neither a trap nor an answer`() throws {
    let deep = [UInt8](repeating: 0x29, count: 1) + [UInt8](repeating: 0x85, count: 1_000_000)
    let error = try #require(
      try openingError(StoredZip.archive([("a/data.pkl", [0x80, 2] + deep + [0x2E])]), as: "w.pt"))
    #expect(error.detail.contains("hold each other too deeply"), "\(error)")
  }

  @Test func `values without an end of them are refused`() throws {
    for filler: [UInt8] in [[0x4E], [0x29], [0x7D], [0x28], [0x8C, 0, 0x30]] {
      let many = Array(repeatElement(filler, count: 5_000_000).joined())
      let error = try #require(
        try openingError(
          StoredZip.archive([("a/data.pkl", [0x80, 2] + many + [0x2E])]), as: "w.pt"))
      #expect(error.kind == .malformed, "\(error)")
    }
  }

  static let views: [(shape: [Int], strides: [Int], offset: Int, isThere: Bool)] = [
    ([2, 2], [2, 1], 0, true), ([2, 2], [2, 1], 1, false), ([3], [0], 3, true),
    ([2], [3], 0, true), ([2], [4], 0, false), ([1 << 40, 1 << 40], [0, 0], 0, false),
    ([2], [Int.max], 0, false), ([0], [9], 4, true), ([0], [9], 5, false), ([4], [1], 0, true),
    ([1], [Int.max], 3, true),
  ]

  @Test(arguments: views)
  func `a view has to lie within its storage`(
    shape: [Int], strides: [Int], offset: Int, isThere: Bool
  ) throws {
    let pickle =
      [0x80, 2] + Self.global("torch._utils", "_rebuild_tensor_v2") + [0x28, 0x28]
      + Self.text("storage") + Self.global("torch", "FloatStorage") + Self.text("0")
      + Self.text("cpu") + Self.integer(4) + [0x74, 0x51] + Self.integer(offset)
      + [0x28] + shape.flatMap(Self.integer) + [0x74, 0x28] + strides.flatMap(Self.integer)
      + [0x74, 0x89, 0x4E, 0x74, 0x52, 0x2E]
    let archive = StoredZip.archive([
      ("a/data.pkl", pickle), ("a/data/0", [UInt8](repeating: 0, count: 16)),
    ])
    if isThere {
      let source = try open(archive, as: "w.pt")
      #expect(source.values(of: source.tensors[0]).count == shape.reduce(1, *))
    } else {
      let error = try #require(try openingError(archive, as: "w.pt"))
      #expect(error.detail.contains("tensor \"w\""), "\(error)")
    }
  }

  @Test(arguments: [("neg", true), ("conj", true), ("neg", false), ("other", true)])
  func `a view whose values PyTorch has still to compute is refused`(
    mark: String, isSet: Bool
  ) throws {
    let pickle =
      [0x80, 2] + Self.global("torch._utils", "_rebuild_tensor_v2") + [0x28, 0x28]
      + Self.text("storage") + Self.global("torch", "FloatStorage") + Self.text("0")
      + Self.text("cpu") + Self.integer(4) + [0x74, 0x51] + Self.integer(0)
      + [0x28] + Self.integer(4) + [0x74, 0x28] + Self.integer(1) + [0x74, 0x89, 0x4E, 0x7D]
      + Self.text(mark) + [isSet ? 0x88 : 0x89, 0x73, 0x74, 0x52, 0x2E]
    let archive = StoredZip.archive([
      ("a/data.pkl", pickle), ("a/data/0", [UInt8](repeating: 0, count: 16)),
    ])
    if isSet, mark != "other" {
      let error = try #require(try openingError(archive, as: "w.pt"))
      #expect(error.detail.contains("resolve_\(mark)()"), "\(error)")
    } else {
      #expect(try open(archive, as: "w.pt").tensors.count == 1)
    }
  }

  @Test func `tens of thousands of tensors with a storage each are read from one file`() throws {
    let count = 40_000
    var pickle: [UInt8] = [0x80, 2, 0x7D, 0x28]
    let head =
      Self.global("torch._utils", "_rebuild_tensor_v2") + [0x28, 0x28] + Self.text("storage")
    let type = Self.global("torch", "FloatStorage")
    let tail: [UInt8] = [
      0x4B, 4, 0x74, 0x51, 0x4B, 0, 0x4B, 2, 0x4B, 2, 0x86, 0x94, 0x4B, 2, 0x4B, 1, 0x86, 0x94,
      0x89, 0x7D, 0x74, 0x94, 0x52, 0x94,
    ]
    for index in 0..<count {
      pickle += Self.text("model.layers.\(index / 192).mlp.experts.\(index % 192).down_proj.weight")
      pickle += head + type + Self.text("\(index % 7)") + [0x94] + Self.text("cpu") + tail
    }
    pickle += [0x75, 0x2E]
    let storages = (0..<7).map { ("m/data/\($0)", [UInt8](repeating: 0, count: 16)) }
    let source = try open(
      StoredZip.archive([("m/data.pkl", pickle)] + storages), as: "model.pt")
    #expect(source.tensors.count == count)
    #expect(source.tensors.allSatisfy { $0.shape == [2, 2] && $0.byteCount == 16 })
  }

  private static func global(_ module: String, _ name: String) -> [UInt8] {
    [0x63] + Array("\(module)\n\(name)\n".utf8)
  }

  private static func text(_ text: String) -> [UInt8] {
    [0x8C, UInt8(text.utf8.count)] + Array(text.utf8)
  }

  private static func integer(_ value: Int) -> [UInt8] {
    [0x8A, 8] + littleEndian(UInt64(bitPattern: Int64(value)))
  }
}

/// Zip archives as a test needs them: files stored as they are.
enum StoredZip {
  /// An archive of files, in their order.
  static func archive(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for file in files {
      let offset = archive.count
      let sizes = littleEndian(UInt32(file.bytes.count)) + littleEndian(UInt32(file.bytes.count))
      let lengths = littleEndian(UInt16(file.name.utf8.count))
      archive +=
        [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 14) + sizes + lengths + [0, 0]
        + Array(file.name.utf8) + file.bytes
      directory +=
        [0x50, 0x4B, 1, 2] + [UInt8](repeating: 0, count: 16) + sizes + lengths
        + [UInt8](repeating: 0, count: 12) + littleEndian(UInt32(offset)) + Array(file.name.utf8)
    }
    let count = littleEndian(UInt16(files.count))
    return archive + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count
      + littleEndian(UInt32(directory.count)) + littleEndian(UInt32(archive.count)) + [0, 0]
  }
}
