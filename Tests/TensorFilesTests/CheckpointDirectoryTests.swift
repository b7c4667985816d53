import QuantCore
import TensorFiles
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

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

  @Test func `missing shards are named and the rest is there`() throws {
    try withTemporaryDirectory { directory in
      try directory.write(shard("a"), to: "a.safetensors")
      let index = try directory.write(
        #"{"weight_map":{"a":"a.safetensors","b":"b.safetensors","d":"b.safetensors","c":"c.safetensors"}}"#,
        to: "model.safetensors.index.json")
      for opened in [directory.path, index] {
        let source = try TensorFile.open(opened)
        #expect(source.tensors.map(\.name) == ["a"] && source.description.notes.isEmpty)
        #expect(source.description.directory?.shards == [directory.path(of: "a.safetensors")])
        #expect(
          source.description.faults.map(\.description) == [
            index
              + #": 2 of 3 shards missing: "b.safetensors", "c.safetensors"; 3 tensors not shown"#
          ])
      }
    }
  }

  @Test func `a checkpoint of which no shard is there does not open`() throws {
    try withTemporaryDirectory { directory in
      let index = try directory.write(
        #"{"weight_map":{"a":"a.safetensors"}}"#, to: "model.safetensors.index.json")
      let error = #expect(throws: TensorFileError.self) { try TensorFile.open(directory.path) }
      #expect(error?.path == index && error?.kind == .unreadable)
      #expect(
        error?.detail == #"1 of 1 shards missing: "a.safetensors"; 1 tensor not shown"#)
    }
  }

  @Test func `a broken shard is named with what is wrong and the rest is there`() throws {
    try withTemporaryDirectory { directory in
      try directory.write(shard("a"), to: "a.safetensors")
      let broken = try directory.write(shard("b").dropLast(), to: "b.safetensors")
      let index = try directory.write(
        #"{"weight_map":{"a":"a.safetensors","b":"b.safetensors"}}"#,
        to: "model.safetensors.index.json")
      let alone = try #require(throws: TensorFileError.self) { try TensorFile.open(broken) }
      let source = try TensorFile.open(directory.path)
      #expect(source.tensors.map(\.name) == ["a"])
      #expect(
        source.description.faults.map(\.description) == [
          "\(alone); 1 of 2 shards; 1 tensor not shown"
        ])
      try directory.write(
        #"{"weight_map":{"a":"a.safetensors","b":"b.safetensors","c":"c.safetensors"}}"#,
        to: "model.safetensors.index.json")
      let place = try #require(alone.byteOffset)
      #expect(
        try TensorFile.open(index).description.faults.map(\.detail) == [
          #"1 of 3 shards missing: "c.safetensors"; 1 of 3 can't be read: "b.safetensors" "#
            + "(byte \(place): \(alone.detail)); 2 tensors not shown"
        ])
    }
  }

  @Test func `shards that are missed by their numbers are named without an index`() throws {
    try withTemporaryDirectory { directory in
      try directory.write(shard("b"), to: "model-00002-of-00004.safetensors")
      try directory.write(shard("d"), to: "model-00004-of-00004.safetensors")
      let source = try TensorFile.open(directory.path)
      #expect(source.tensors.map(\.name) == ["b", "d"])
      #expect(
        source.description.faults.map(\.description) == [
          directory.path
            + #": 2 of 4 shards missing: "model-00001-of-00004.safetensors", "#
            + #""model-00003-of-00004.safetensors""#
        ])
    }
  }

  @Test func `a tensor in two shards is read from the one that the index names`() throws {
    try withTemporaryDirectory { directory in
      let second = PackedSample.random("a", "BF16", [2, 8], seed: 9)
      try directory.write(shard("a"), to: "m-00001-of-00002.safetensors")
      try directory.write(PackedSample.file([second]), to: "m-00002-of-00002.safetensors")
      let unindexed = try TensorFile.open(directory.path)
      #expect(unindexed.tensors.map(\.shape) == [[2, 4]])
      #expect(
        unindexed.description.faults.map(\.detail) == [
          #"tensor "a" stands in "m-00001-of-00002.safetensors" and "#
            + #""m-00002-of-00002.safetensors"; the first is read"#
        ])
      try directory.write(
        #"{"weight_map":{"a":"m-00002-of-00002.safetensors","b":"m-00001-of-00002.safetensors"}}"#,
        to: "model.safetensors.index.json")
      let source = try TensorFile.open(directory.path)
      let tensor = try #require(source.tensors.first)
      #expect(source.tensors.count == 1 && tensor.shape == [2, 8])
      #expect(source.content(of: tensor) == second.data)
      #expect(source.description.faults.count == 2)
      #expect(source.description.faults.last?.detail.contains("the index names is read") == true)
    }
  }

  @Test func `files that are no shards of each other must not have the same tensors`() throws {
    try withTemporaryDirectory { directory in
      try directory.write(shard("a"), to: "one.safetensors")
      try directory.write(shard("a"), to: "two.safetensors")
      let error = #expect(throws: TensorFileError.self) { try TensorFile.open(directory.path) }
      #expect(error?.detail.contains(#"tensor "a" stands in"#) == true)
    }
  }

  @Test func `of several copies the model's safetensors are read and the others named`() throws {
    try withTemporaryDirectory { directory in
      try directory.write(shard("a"), to: "model.safetensors")
      try directory.write(shard("b"), to: "consolidated.safetensors")
      try directory.write([1, 2], to: "pytorch_model.bin")
      try directory.write(
        #"{"weight_map":{"x":"pytorch_model-00001-of-00001.bin"}}"#,
        to: "pytorch_model.bin.index.json")
      let source = try TensorFile.open(directory.path)
      #expect(source.tensors.map(\.name) == ["a"] && source.description.faults.isEmpty)
      #expect(
        source.description.notes == [
          #"read: "model.safetensors"; not read: "consolidated.safetensors", "pytorch_model.bin", "#
            + "which may hold the same weights; name them to read them"
        ])
    }
  }

  @Test func `the folders that have weights are named where the directory has none`() throws {
    try withTemporaryDirectory { directory in
      for name in ["unet", "vae", "docs"] {
        try #require(unsafe mkdir(directory.path(of: name), 0o700) == 0)
      }
      for name in ["unet", "vae"] {
        try directory.write(shard("a"), to: name + "/diffusion_pytorch_model.safetensors")
      }
      let error = #expect(throws: TensorFileError.self) { try TensorFile.open(directory.path) }
      #expect(error?.detail.hasSuffix(#"its folders have some: "unet", "vae""#) == true)
    }
  }

  @Test func `an index and files are one checkpoint, wherever the shards lie`() throws {
    try withTemporaryDirectory { directory in
      try #require(unsafe mkdir(directory.path(of: "else"), 0o700) == 0)
      let first = try directory.write(shard("a"), to: "a.safetensors")
      let second = try directory.write(shard("b"), to: "else/b.safetensors")
      let other = try directory.write(shard("c"), to: "else/c.safetensors")
      let index = try directory.write(
        #"{"weight_map":{"a":"a.safetensors","b":"b.safetensors"}}"#,
        to: "model.safetensors.index.json")
      for paths in [[index, first, second], [second, directory.path], [first, second, index]] {
        let source = try CheckpointSource.open(paths)
        #expect(source.tensors.map(\.name) == ["a", "b"])
        #expect(source.description.faults.isEmpty)
      }
      let lacking = try CheckpointSource.open([index, other])
      #expect(lacking.tensors.map(\.name) == ["a", "c"])
      #expect(lacking.description.faults.count == 1)
    }
  }

  @Test func `what the index names and no shard has is told`() throws {
    try withTemporaryDirectory { directory in
      try directory.write(shard("a"), to: "a.safetensors")
      try directory.write(
        #"{"metadata":{"x":[1,{}]},"weight_map":{"a":"a.safetensors","b":"a.safetensors"}}"#,
        to: "model.safetensors.index.json")
      let source = try TensorFile.open(directory.path)
      #expect(source.tensors.count == 1)
      #expect(source.description.faults.count == 1)
      #expect(
        source.description.faults.first?.detail
          == #"the index names tensor "b" in "a.safetensors", which no shard has"#)
    }
  }

  @Test func `what the index names twice, or in another shard than has it, is told`() throws {
    try withTemporaryDirectory { directory in
      for name in ["a", "b", "c"] { try directory.write(shard(name), to: name + ".safetensors") }
      for (map, expected) in [
        (
          #""a":"a.safetensors","b":"b.safetensors","c":"c.safetensors","b":"b.safetensors""#,
          #"the index names tensor "b" more than once, last in "b.safetensors""#
        ),
        (
          #""a":"a.safetensors","b":"b.safetensors","c":"c.safetensors","a":"b.safetensors""#,
          #"the index names tensor "a" more than once, last in "b.safetensors""#
        ),
        (
          #""a":"b.safetensors","b":"a.safetensors","c":"c.safetensors""#,
          #"the index names tensor "a" in "b.safetensors", and it stands in "a.safetensors"; 1 more so"#
        ),
      ] {
        try directory.write(
          #"{"weight_map":{\#(map)}}"#, to: "model.safetensors.index.json")
        let source = try TensorFile.open(directory.path)
        #expect(source.tensors.map(\.name) == ["a", "b", "c"])
        #expect(source.description.faults.map(\.detail) == [expected])
      }
    }
  }

  @Test func `an index that was left behind gives way to the whole model`() throws {
    try withTemporaryDirectory { directory in
      let index = try directory.write(
        #"{"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}"#,
        to: "model.safetensors.index.json")
      try directory.write(shard("x"), to: "adapter.safetensors")
      #expect(throws: TensorFileError.self) { try TensorFile.open(directory.path) }
      try directory.write(shard("a"), to: "model.safetensors")
      let source = try TensorFile.open(directory.path)
      #expect(source.tensors.map(\.name) == ["a"] && source.description.faults.isEmpty)
      #expect(
        source.description.notes == [
          #""model.safetensors.index.json" names 2 shards that are not there; read: "model.safetensors"; "#
            + #"not read: "adapter.safetensors", which may hold the same weights; name it to read it"#
        ])
      // Who names the index means it.
      #expect(throws: TensorFileError.self) { try TensorFile.open(index) }
      try directory.write(shard("a"), to: "model-00001-of-00002.safetensors")
      #expect(try TensorFile.open(directory.path).description.faults.count == 1)
    }
  }

  @Test func `a directory of NumPy's archives is a checkpoint, too`() throws {
    try withTemporaryDirectory { directory in
      let file = try bytes(ofFile: Fixtures.path("../../Fuzzing/Seeds/npz/two.npz"))
      try directory.write(file, to: "weights.npz")
      try directory.write(file, to: "calibration.npz")
      let source = try TensorFile.open(directory.path)
      #expect(source.tensors.count == 2)
      #expect(source.description.notes.first?.contains("calibration.npz") == true)
      try directory.write(shard("x"), to: "x.safetensors")
      let other = try TensorFile.open(directory.path)
      #expect(other.tensors.map(\.name) == ["x"] && other.description.notes.isEmpty)
    }
  }

  @Test func `an index gives way to a whole model of its own kind alone`() throws {
    try withTemporaryDirectory { directory in
      try directory.write(
        #"{"weight_map":{"a":"a.safetensors"}}"#, to: "model.safetensors.index.json")
      try directory.write(GGUFSample().bytes, to: "model.gguf")
      let error = #expect(throws: TensorFileError.self) { try TensorFile.open(directory.path) }
      #expect(error?.detail.contains("1 of 1 shards missing") == true)
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
        #expect(source.description.faults.first?.detail.contains("\"x\"") == true)
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
