import QuantCore
import TensorFiles
import TestSupport
import Testing

struct CheckpointDirectoryTests {
  private func shard(_ name: String) -> [UInt8] {
    PackedSample.file([PackedSample.random(name, "BF16", [2, 4])])
  }

  @Test func `a directory is the checkpoint that its index describes`() throws {
    let path = Fixtures.path("files/sharded")
    let names = ["1", "2"].map { "\(path)/model-0000\($0)-of-00002.safetensors" }
    let files = try CheckpointSource.open(names)
    for opened in [path, path + "/", path + "/model.safetensors.index.json"] {
      let source = try TensorFile.open(opened)
      #expect(source.tensors == files.tensors)
      #expect(source.description.container == "safetensors" && source.description.path == path)
      #expect(source.description.byteCount == files.description.byteCount)
      #expect(source.description.directory?.shards == names)
      #expect(source.description.directory?.index == path + "/model.safetensors.index.json")
      #expect(source.description.notes.isEmpty)
      let tensor = source.tensors[20]
      #expect(source.sha256(of: tensor) == files.sha256(of: tensor))
    }
  }

  @Test func `without an index all files of tensors are read and the others lie beside them`()
    throws
  {
    try withTemporaryDirectory { directory in
      try directory.write(shard("b"), to: "b.safetensors")
      try directory.write(shard("a"), to: "a.safetensors")
      try directory.write("{}", to: "config.json")
      try directory.write("x", to: "tokenizer.model")
      let source = try TensorFile.open(directory.path)
      #expect(source.tensors.map(\.name) == ["a", "b"])
      let found = try #require(source.description.directory)
      #expect(found.configuration == directory.path(of: "config.json"))
      #expect(found.sideFiles == ["config.json", "tokenizer.model"].map { directory.path(of: $0) })
      #expect(found.index == nil)
    }
  }

  @Test func `missing shards are named`() throws {
    try withTemporaryDirectory { directory in
      try directory.write(shard("a"), to: "a.safetensors")
      try directory.write(
        #"{"weight_map":{"a":"a.safetensors","b":"b.safetensors","c":"c.safetensors"}}"#,
        to: "model.safetensors.index.json")
      let error = #expect(throws: TensorFileError.self) { try TensorFile.open(directory.path) }
      #expect(error?.kind == .unreadable)
      #expect(
        error?.detail.contains(
          #"2 of 3 shards are missing: "b.safetensors", "c.safetensors""#) == true)
    }
  }

  @Test func `what the index names and no shard has is noted`() throws {
    try withTemporaryDirectory { directory in
      try directory.write(shard("a"), to: "a.safetensors")
      try directory.write(
        #"{"metadata":{"x":[1,{}]},"weight_map":{"a":"a.safetensors","b":"a.safetensors"}}"#,
        to: "model.safetensors.index.json")
      let source = try TensorFile.open(directory.path)
      #expect(source.tensors.count == 1)
      #expect(source.description.notes.count == 1)
      #expect(source.description.notes.first?.contains(#""b" in "a.safetensors""#) == true)
    }
  }

  @Test(arguments: [
    (#"{"weight_map":{"a":"../a.safetensors"}}"#, "no name of a file"),
    (#"{"weight_map":{"a":"/etc/passwd"}}"#, "no name of a file"),
    (#"{"weight_map":{"a":".."}}"#, "no name of a file"), ("{}", "no \"weight_map\""),
    (#"{"weight_map":{"a":1}}"#, "expected a string"), (#"{"weight_map":{}"#, "its end"),
    (#"{"weight_map":{},"weight_map":{}}"#, "twice"), (#"{"weight_map":{}}"#, "no .safetensors"),
  ])
  func `a broken index is refused`(index: String, expected: String) throws {
    try withTemporaryDirectory { directory in
      let path = try directory.write(index, to: "model.safetensors.index.json")
      for opened in [directory.path, path] {
        let error = #expect(throws: TensorFileError.self) { try TensorFile.open(opened) }
        #expect(error?.detail.contains(expected) == true, "\(String(describing: error))")
      }
    }
  }

  @Test func `PyTorch's shards open by their index, and beside what a training run leaves`() throws
  {
    let weights = try bytes(ofFile: Fixtures.path("files/pytorch_model.bin"))
    try withTemporaryDirectory { directory in
      try directory.write(weights, to: "pytorch_model-00001-of-00001.bin")
      try directory.write([1, 2, 3], to: "training_args.bin")
      #expect(try TensorFile.open(directory.path).description.container == "pytorch")
      let path = try directory.write(
        #"{"weight_map":{"x":"pytorch_model-00001-of-00001.bin"}}"#,
        to: "pytorch_model.bin.index.json")
      for opened in [directory.path, path] {
        let source = try TensorFile.open(opened)
        #expect(source.tensors.count > 10)
        #expect(source.description.notes.first?.contains("\"x\"") == true)
      }
      try directory.write(shard("a"), to: "a.safetensors")
      try directory.write(
        #"{"weight_map":{"a":"a.safetensors"}}"#, to: "model.safetensors.index.json")
      #expect(try TensorFile.open(directory.path).tensors.map(\.name) == ["a"])
    }
  }

  @Test func `an empty directory says what it lacks`() throws {
    try withTemporaryDirectory { directory in
      let error = #expect(throws: TensorFileError.self) { try TensorFile.open(directory.path) }
      #expect(error?.detail.contains("this directory has no .safetensors, .gguf, .bin") == true)
    }
  }

  @Test func `groups are as wide as the configuration beside the shards says`() throws {
    try withTemporaryDirectory { directory in
      let sample = PackedSample.words(
        "int4-g128", [3, 192], words: 24, scale: "F16", groups: [2])
      try directory.write(sample.bytes, to: "model.safetensors")
      #expect(
        MatrixSource(try TensorFile.open(directory.path)).matrices.map(\.format) == ["int4-g96"])
      try directory.write(
        #"{"a":[1],"quantization_config":{"config_groups":{"g":{"weights":{"group_size":128}}},"group_size":null}}"#,
        to: "config.json")
      #expect(
        MatrixSource(try TensorFile.open(directory.path)).matrices.map(\.format) == ["int4-g128"])
      try directory.write("{", to: "config.json")
      #expect(
        MatrixSource(try TensorFile.open(directory.path)).matrices.map(\.format) == ["int4-g96"])
    }
  }
}
