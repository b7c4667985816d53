internal import TensorFiles

/// The shards that the targets of this file find beside what they read.
private func writeShards(in scratch: ScratchDirectory) throws {
  for (file, tensor) in [("a", "x"), ("b", "y")] {
    let header = Array(#"{"\#(tensor)":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#.utf8)
    try scratch.write(
      littleEndian(header.count, bytes: 8) + header + [1, 2], to: file + ".safetensors")
  }
}

/// The index of a sharded checkpoint, `a.safetensors` and `b.safetensors` beside it.
struct ShardIndexTarget: FuzzTarget {
  let name = "index"

  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool {
    try writeShards(in: scratch)
    let path = try scratch.write(bytes, to: "model.safetensors.index.json")
    let isTaken = try ReaderProbe().open(path)
    return try ReaderProbe().open(scratch.path) && isTaken
  }
}

/// The sidecar of a headerless file of 1920 bytes.
struct SidecarTarget: FuzzTarget {
  let name = "sidecar"

  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool {
    let content = try scratch.write([], to: "input.bin", room: 1920)
    try scratch.write(bytes, to: "input.bin.json")
    return try ReaderProbe().open(content)
  }
}

/// The `config.json` of a directory with a packed weight whose groups only that file tells apart.
struct ModelConfigTarget: FuzzTarget {
  let name = "config"
  private static let header = Array(
    (#"{"w.weight_packed":{"dtype":"I32","shape":[4,25],"data_offsets":[16,416]},"#
      + #""w.weight_scale":{"dtype":"F16","shape":[4,2],"data_offsets":[416,432]},"#
      + #""w.weight_shape":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}"#).utf8)

  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool {
    let shape = littleEndian(4, bytes: 8) + littleEndian(200, bytes: 8)
    try scratch.write(
      littleEndian(Self.header.count, bytes: 8) + Self.header + shape, to: "model.safetensors",
      room: 416)
    try scratch.write(bytes, to: "config.json")
    return try ReaderProbe().open(scratch.path)
  }
}
