internal import FileTargets

extension HostileFile {
  private static let large = 90_000_000

  static let safetensors: [HostileFile] = [
    claim("a header of 2⁶³ bytes", UInt64(1) << 63, "claims 9223372036854775808 bytes"),
    claim("a header of 2⁶⁴ - 1 bytes", .max, "claims 18446744073709551615 bytes"),
    claim("a header longer than the file", 1000, "the file has 2 left"),
    header("tensors that overlap", refused: "overlap") {
      Array(
        #"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[2],"data_offsets":[7,9]}}"#
          .utf8)
    },
    header("a name twice", refused: "twice") {
      many(#"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"#, 1)
        + Array(#""a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#.utf8)
    },
    header("an overflowing shape", refused: "more elements than any file") {
      Array(
        #"{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#.utf8)
    },
    header("an overflowing shape behind a zero", refused: "more elements than any file") {
      Array(
        #"{"a":{"dtype":"U8","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}}"#.utf8)
    },
    header("a million brackets", refused: "nested too deeply") {
      Array(#"{"a":{"x":"#.utf8) + many("[", 1_000_000)
    },
    header("a million braces", refused: "nested too deeply") {
      Array(#"{"a":{"x":"#.utf8) + many(#"{"a":"#, 1_000_000)
    },
    header("more tensors than may be", refused: "more than 131072 tensors") {
      [UInt8(ascii: "{")]
        + each(140_000) { #""t\#($0)":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"# }
        + [UInt8(ascii: "}")]
    },
    header("as many tensors as may be", refused: nil) {
      [UInt8(ascii: "{")]
        + each(131_072) {
          #""model.layers.\#($0).mlp.weight":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#
        } + [UInt8(ascii: "}")]
    },
    header("half a million metadata", refused: "metadata take more than") {
      Array(#"{"__metadata__":{"#.utf8) + each(500_000) { #""k\#($0)":"v""# } + Array("}}".utf8)
    },
    header("a text of ninety million bytes", refused: "at most 16777216") {
      Array(#"{"__metadata__":{"k":""#.utf8) + [UInt8](repeating: 0x61, count: large)
        + Array(#""}}"#.utf8)
    },
    header("a name of ninety million bytes of escapes", refused: "at most 65536") {
      Array(#"{""#.utf8) + many(#"\u0061"#, large / 6) + Array(#"":{}}"#.utf8)
    },
    header("an escape behind another, without an end", refused: "its end") {
      Array(#"{"a":{"x":""#.utf8) + many(#"\n"#, large / 2)
    },
    header("a million members of one tensor", refused: nil) {
      Array(#"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"#.utf8)
        + many(#""x":[1,{"y":null}],"#, 1_000_000) + Array(#""z":0}}"#.utf8)
    },
    header("a dimension of a million digits", refused: "larger than any file") {
      Array(#"{"a":{"dtype":"U8","shape":["#.utf8) + many("9", 1_000_000)
    },
    header("a thousand names that differ by marks alone", refused: nil) {
      [UInt8(ascii: "{")]
        + each(1000) { index in
          let marks = (0..<500).map { $0 == index / 2 ? "\u{301}" : "\u{323}" }.joined()
          let name = "\(index % 2)\(marks)"
          return #""\#(name)":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#
        } + [UInt8(ascii: "}")]
    },
  ]

  private static func claim(
    _ description: String, _ length: UInt64, _ complaint: String
  ) -> HostileFile {
    HostileFile(description, ".safetensors", refused: complaint) {
      littleEndian(Int(truncatingIfNeeded: length), bytes: 8) + Array("{}".utf8)
    }
  }

  private static func header(
    _ description: String, refused complaint: String?,
    _ text: @escaping @Sendable () -> [UInt8]
  ) -> HostileFile {
    HostileFile(description, ".safetensors", refused: complaint) {
      let header = text()
      return littleEndian(header.count, bytes: 8) + header + [UInt8](repeating: 0, count: 9)
    }
  }
}
