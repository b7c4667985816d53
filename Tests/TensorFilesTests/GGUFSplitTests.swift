import TestSupport
import Testing

@testable import TensorFiles

/// A GGUF file in three parts, as gguf-py splits it.
struct GGUFSplitTests {
  private static let names = (1...3).map { "split-0000\($0)-of-00003.gguf" }
  private static let tensors: Set<String> = ["F32", "Q4_0", "I32", "Q6_K", "BF16"]

  private static func part(_ number: Int) -> String {
    Fixtures.path("gguf/" + names[number - 1])
  }

  /// Copies parts into a directory under the names given.
  private static func copy(
    _ parts: [Int: String], to directory: TemporaryDirectory
  ) throws -> [Int: String] {
    try parts.reduce(into: [:]) { paths, part in
      paths[part.key] = try directory.write(bytes(ofFile: Self.part(part.key)), to: part.value)
    }
  }

  private static func check(_ source: any TensorSource) throws {
    #expect(source.description.faults == [])
    #expect(source.description.container == "gguf")
    #expect(source.description.parts.count == 3)
    #expect(Set(source.tensors.map(\.name)) == tensors)
    let metadata = try #require(source.gguf)
    #expect(metadata["general.name"]?.value == .string("blocks of every type"))
    #expect(
      source.description.metadata.summary
        == "llama, \"blocks of every type\", mostly Q4_K medium, quantization version 2")
    let whole = try TensorFile.open(Fixtures.path("gguf/blocks.gguf"))
    for tensor in source.tensors {
      let other = try #require(whole.tensors.first { $0.name == tensor.name })
      #expect(source.sha256(of: tensor) == whole.sha256(of: other))
      #expect(hash(source.values(of: tensor)) == hash(whole.values(of: other)))
    }
    try source.verify()
  }

  @Test(arguments: 1...3)
  func `any part opens the whole`(number: Int) throws {
    try Self.check(try TensorFile.open(Self.part(number)))
  }

  @Test func `parts that are named one by one open once`() throws {
    try Self.check(try CheckpointSource.open((1...3).map(Self.part)))
    try Self.check(try CheckpointSource.open([Self.part(3), Self.part(1)]))
  }

  @Test func `a part that lies elsewhere is found where it is named too`() throws {
    try withTemporaryDirectory { directory in
      let near = try Self.copy([1: Self.names[0], 3: Self.names[2]], to: directory)
      let first = try #require(near[1])
      try Self.check(try CheckpointSource.open([first, Self.part(2)]))
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a directory of first parts that claim far more is told of in a few lines`() throws {
    try withTemporaryDirectory { directory in
      // The same part, patched to say that it is one of 65,535.
      var part = try bytes(ofFile: Self.part(1))
      let key = Array("split.count".utf8)
      let place = try #require(part.indices.first { part[$0...].starts(with: key) })
      let value = place + key.count + 4
      (part[value], part[value + 1]) = (0xFF, 0xFF)
      for number in 0..<40 {
        try directory.write(part, to: "m\(number)-00001-of-65535.gguf")
      }
      let error = #expect(throws: TensorFileError.self) {
        try TensorFile.open(directory.path(of: ""))
      }
      // They have the same tensors.
      #expect(error?.kind == .mismatch)
      let sources = try (0..<40).map { number in
        try TensorFile.openAlone(
          directory.path(of: "m\(number)-00001-of-65535.gguf"), as: RawLayout())
      }
      let faults = GGUFParts.faults(among: sources)
      #expect(faults.count == 3 && faults.last?.detail.contains("claim more than") == true)
    }
  }

  @Test func `a directory of parts opens as the whole`() throws {
    try withTemporaryDirectory { directory in
      _ = try Self.copy([1: Self.names[0], 2: Self.names[1], 3: Self.names[2]], to: directory)
      let source = try TensorFile.open(directory.path(of: ""))
      #expect(source.description.faults == [] && source.description.container == "gguf")
      #expect(Set(source.tensors.map(\.name)) == Self.tensors)
      #expect(source.gguf?["general.name"] != nil)
    }
  }

  @Test(arguments: [1, 2, 3])
  func `a missing part is named and the rest can be read`(missing: Int) throws {
    try withTemporaryDirectory { directory in
      var kept = [1: Self.names[0], 2: Self.names[1], 3: Self.names[2]]
      kept[missing] = nil
      let paths = try Self.copy(kept, to: directory)
      let alone = try TensorFile.open(try #require(paths[missing == 3 ? 1 : 3]))
      let together = try TensorFile.open(directory.path(of: ""))
      for source in [alone, together] {
        let fault = try #require(source.description.faults.first)
        #expect(source.description.faults.count == 1)
        #expect(fault.detail.contains("1 of 3 shards missing: \"\(Self.names[missing - 1])\""))
        #expect(source.tensors.count == (missing == 3 ? 4 : 3))
        for tensor in source.tensors { #expect(!source.content(of: tensor).isEmpty) }
        #expect((source.gguf?["general.name"] != nil) == (missing != 1))
      }
      let lost = missing == 3 ? "1 tensor" : "2 tensors"
      #expect(alone.description.faults[0].detail.hasSuffix("; \(lost) not shown"))
    }
  }

  @Test func `a part under another name says what it is`() throws {
    try withTemporaryDirectory { directory in
      let paths = try Self.copy([2: "model.gguf"], to: directory)
      let source = try TensorFile.open(try #require(paths[2]))
      #expect(source.tensors.count == 2)
      #expect(source.description.faults.count == 1)
      #expect(
        source.description.faults.first?.detail.contains(
          "this is part 2 of 3 of a split file; the others are found by names that end in "
            + "-00002-of-00003.gguf") == true)
    }
  }

  @Test func `a part of another model is told`() throws {
    try withTemporaryDirectory { directory in
      var other = try bytes(ofFile: Self.part(3))
      let key = Array("split.no".utf8)
      let place =
        try #require(
          other.indices.first { other[$0...].starts(with: key) }) + key.count + 4
      other[place] = 1
      let paths = try Self.copy([1: Self.names[0], 2: Self.names[1]], to: directory)
      try directory.write(other, to: Self.names[2])
      let source = try TensorFile.open(try #require(paths[1]))
      #expect(
        source.description.faults.map(\.detail) == [
          "by its header this is part 2 of 3, by its name 3 of 3; does it belong to another model?"
        ])
    }
  }

  @Test func `what is written of a part is whole`() throws {
    let metadata = try #require(try TensorFile.open(Self.part(1)).gguf)
    let plan = FilePlan.gguf([], header: GGUFHeaderPlan(copying: metadata))
    let written = try #require(try open(plan.header, as: "m.gguf").gguf)
    #expect(
      written.entries.map(\.key)
        == metadata.entries.map(\.key).filter { !$0.hasPrefix("split.") })
    #expect(metadata["split.count"]?.value == .unsigned(3) && written["split.count"] == nil)
  }

  @Test func `a big-endian header is written little-endian`() throws {
    let big = try #require(try TensorFile.open(Fixtures.path("gguf/blocks_big.gguf")).gguf)
    let plan = FilePlan.gguf([], header: GGUFHeaderPlan(copying: big))
    let written = try #require(try open(plan.header, as: "m.gguf").gguf)
    #expect(!written.isBigEndian)
    #expect(written.entries.map(\.key) == big.entries.map(\.key))
    #expect(written.entries.map(\.value) == big.entries.map(\.value))
  }

  @Test func `blocks of a big-endian file are turned round to be written`() throws {
    let little = try TensorFile.open(Fixtures.path("gguf/blocks.gguf"))
    let big = try TensorFile.open(Fixtures.path("gguf/blocks_big.gguf"))
    for tensor in big.tensors {
      let other = try #require(little.tensors.first { $0.name == tensor.name })
      var content: [UInt8] = []
      big.withLittleEndianContent(of: tensor) { piece in
        for index in piece.indices { content.append(piece[index]) }
        return true
      }
      #expect(content == little.content(of: other), "\(tensor.name)")
      #expect(tensor.littleEndianRefusal == nil)
    }
  }
}
