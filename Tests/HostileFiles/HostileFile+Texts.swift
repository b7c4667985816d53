extension HostileFile {
  private static let index = ".safetensors.index.json"

  static let texts: [HostileFile] = [
    HostileFile("forty thousand shards", index, refused: "more than 16384 shards") {
      Array(#"{"weight_map":{"#.utf8) + each(40_000) { #""t\#($0)":"s\#($0).safetensors""# }
        + Array("}}".utf8)
    },
    HostileFile(
      "a hundred thousand tensors in a shard that is not there", index, refused: "missing"
    ) {
      Array(#"{"weight_map":{"#.utf8) + each(100_000) { #""t\#($0)":"s.safetensors""# }
        + Array("}}".utf8)
    },
    HostileFile("a shard beyond the folder", index, refused: "no name of a file") {
      Array(#"{"weight_map":{"t":"../../../etc/passwd"}}"#.utf8)
    },
    HostileFile("an index that is its own shard", index, refused: "this is an index of shards") {
      Array(#"{"weight_map":{"t":"hostile.safetensors.index.json"}}"#.utf8)
    },
    HostileFile("an index of brackets", index, refused: "nested too deeply") {
      Array(#"{"weight_map":{},"x":"#.utf8) + many("[", 1_000_000)
    },
    HostileFile("two maps", index, refused: "twice") {
      Array(#"{"weight_map":{},"weight_map":{}}"#.utf8)
    },
    HostileFile("a shard whose name drives the terminal", index, refused: #"\u{1B}[2J"#) {
      Array(#"{"weight_map":{"t":"\u001b[2J\u202e.safetensors"}}"#.utf8)
    },
    HostileFile("bytes of no kind", ".tensors", refused: "by its content") {
      (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
    },
    HostileFile("nothing at all", ".safetensors", refused: "the file is empty") { [] },
    HostileFile("a picture", ".safetensors", refused: "PNG") {
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
    },
  ]
}
