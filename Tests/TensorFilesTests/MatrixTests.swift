import QuantCore
import TensorFiles
import TestSupport
import Testing

struct MatrixTests {
  /// Files of other libraries, and the hash of what NumPy makes of their bytes by the formulas of each layout.
  @Test(arguments: [
    (
      "ct_int4_g128", "model.layers.0.mlp.up_proj.weight", "int4-g128+f32",
      "00718a9aa544a3e7b8dda9964f0204576403e8590455270be37f51172a5fef74"
    ),
    (
      "ct_nvfp4", "model.layers.0.mlp.up_proj.weight", "nvfp4",
      "944045f6e53bf94ced91bbc675dcfc2e1dca3f71d488fa5df714225d754ef5f7"
    ),
    (
      "mxfp4_blocks_scales", "block.0.mlp.mlp1_weight", "mxfp4",
      "6f7e14f132179533905f5ac209d5f22026d93c6aa9b8bce58323f0441cbee266"
    ),
    (
      "mxfp4_blocks_scales", "model.layers.0.mlp.experts.gate_up_proj", "mxfp4",
      "6f7e14f132179533905f5ac209d5f22026d93c6aa9b8bce58323f0441cbee266"
    ),
  ])
  func `a weight of another library has its values`(
    file: String, name: String, format: String, sha256: String
  ) throws {
    let source = MatrixSource(try TensorFile.open(Fixtures.path("files/\(file).safetensors")))
    let tensor = try #require(source.tensors.first { $0.name == name })
    let matrix = try #require(source.matrices.first { $0.name == name })
    #expect(matrix.format == format && tensor.type.name == format && tensor.isAnalysable)
    #expect(tensor.rows == 64 && tensor.columns == 128)
    #expect(hash(source.values(of: tensor)) == sha256)
    #expect(source.tensors.count == source.matrices.count)
    #expect(source.description.notes.isEmpty)
    let stored = Set(source.stored.tensors.map(\.name))
    #expect(source.matrices.flatMap { $0.parts.map(\.name) }.allSatisfy { stored.contains($0) })
  }

  @Test(arguments: PackedSample.all)
  func `every layout is recognised and decodes as it is specified`(sample: PackedSample) throws {
    let source = MatrixSource(try open(sample.bytes, as: "m.safetensors"))
    #expect(source.description.notes.isEmpty)
    let matrix = try #require(source.matrices.first)
    #expect(matrix.name == "m.weight" && matrix.format == sample.format)
    #expect(matrix.shape == sample.shape)
    let tensor = try #require(source.tensors.first { $0.name == "m.weight" })
    let all = source.values(of: tensor)
    let expected = try #require(MatrixReference(matrix, in: source.stored)).values()
    #expect(all.map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(Set(all).count > 12)
    var random = SplitMix64(seed: 7)
    for _ in 0..<50 {
      let rows = range(in: tensor.rows, &random)
      let columns = range(in: tensor.columns, &random)
      let region = TensorRegion(rows: rows, columns: columns)
      let part = rows.flatMap { row in columns.map { all[row * tensor.columns + $0].bitPattern } }
      #expect(source.values(of: tensor, in: region).map(\.bitPattern) == part, "\(region)")
    }
  }

  @Test func `a weight takes the place of its parts and the rest stays`() throws {
    let sample = try #require(
      PackedSample.all.first { $0.tensors.contains { $0.name == "m.input_scale" } })
    let plain = PackedSample.random("a.norm", "BF16", [8])
    let source = MatrixSource(
      try open(PackedSample.file([plain] + sample.tensors), as: "m.safetensors"))
    #expect(source.tensors.map(\.name) == ["a.norm", "m.weight", "m.input_scale"])
    #expect(source.tensors[1].byteCount == 72 + 9 + 4)
    #expect(source.parts.map(\.name) == ["m.weight_scale", "m.weight_scale_2"])
    #expect(source.content(of: source.tensors[1]) == sample.tensors[0..<3].flatMap(\.data))
    #expect(source.values(of: source.tensors[0]).count == 8)
    #expect(source.stored.tensors.count == 5)
  }

  @Test func `a group index with -1 in it leaves columns in their order`() throws {
    let sample = PackedSample.all[0]
    let expected = MatrixSource(try open(sample.bytes, as: "m.safetensors"))
    let values = expected.values(of: expected.tensors[0])
    // A whole one the other way round, one of -1 alone, and one with a single -1.
    let reversed = (0..<256).map { Int32(1 - $0 / 128) }
    let cases: [([Int32], Bool)] = [
      (reversed, false), ([Int32](repeating: -1, count: 256), true),
      (Array(reversed.dropLast()) + [-1], true),
    ]
    for (groups, isPlain) in cases {
      let index = PackedSample.Tensor(
        name: "m.weight_g_idx", dtype: "I32", shape: [256],
        data: groups.flatMap { littleEndian($0) })
      let source = MatrixSource(
        try open(PackedSample.file(sample.tensors + [index]), as: "m.safetensors"))
      #expect(source.tensors.map(\.name) == ["m.weight"])
      let found = source.values(of: source.tensors[0])
      #expect((found.map(\.bitPattern) == values.map(\.bitPattern)) == isPlain)
      let survey = try #require(source.encoded(source.tensors[0])).survey()
      #expect(survey.strayColumns.count == 0 && survey.isReordered == !isPlain)
    }
  }

  @Test func `tiles of FP8 are counted anew in each expert`() throws {
    let codes = PackedSample.random("m.gate_up_proj", "F8_E4M3", [2, 24, 20])
    let scales = (1...8).map { Float($0) / 1000 }
    let source = MatrixSource(
      try open(
        PackedSample.file([
          codes, PackedSample.factor("m.gate_up_proj_scale_inv", scales, shape: [2, 2, 2]),
        ]), as: "m.safetensors"))
    #expect(source.matrices.map(\.format) == ["fp8-16x16"])
    let tensor = source.tensors[0]
    let elements = source.stored.values(of: source.stored.tensors[0])
    let expected = elements.indices.map { index in
      let (row, column) = (index / 20, index % 20)
      return elements[index] * scales[row / 24 * 4 + row % 24 / 16 * 2 + column / 16]
    }
    #expect(source.values(of: tensor).map(\.bitPattern) == expected.map(\.bitPattern))
    let region = TensorRegion(rows: 13..<31, columns: 10..<18)
    let part = region.rows.flatMap { row in region.columns.map { expected[row * 20 + $0] } }
    #expect(source.values(of: tensor, in: region) == part)
    let survey = try #require(source.encoded(tensor)).survey()
    #expect(survey.isComplete && survey.smallest == 0.001 && survey.largest == 0.008)
    #expect(survey.warnings.isEmpty)
  }

  @Test func `codes of FP8 whose scales no layout has are left with the reason`() throws {
    for (type, scale, shape) in [
      ("F8_E5M2", "m.weight_scale", [1]), ("F8_E4M3", "m.scale", [3, 1]),
      ("F8_E4M3", "m.weight_scale_2", [1]),
    ] {
      var codes = PackedSample.random("m.weight", "F8_E4M3", [4, 64])
      codes.dtype = type
      let scales = PackedSample.factor(
        scale, [Float](repeating: 1, count: shape.reduce(1, *)), shape: shape)
      let source = MatrixSource(try open(PackedSample.file([codes, scales]), as: "m.safetensors"))
      #expect(source.matrices.isEmpty)
      let reason =
        "no layout that quantview reads has \(type) codes with scales \"\(scale)\", F32 \(shape)"
      #expect(
        source.description.notes == ["tensor \"m.weight\" is left as it is stored: \(reason)"])
      let tensor = try #require(source.tensors.first { $0.name == "m.weight" })
      #expect(source.unreadReason(of: tensor) == reason)
    }
  }

  @Test func `parts may lie in different files`() throws {
    let sample = try #require(PackedSample.all.first { $0.format == "mxfp4" })
    try withTemporaryDirectory { directory in
      let paths = try sample.tensors.enumerated().map { index, tensor in
        try directory.write(PackedSample.file([tensor]), to: "\(index).safetensors")
      }
      let apart = MatrixSource(try CheckpointSource.open(paths))
      let together = MatrixSource(try open(sample.bytes, as: "m.safetensors"))
      let values = together.values(of: together.tensors[0])
      #expect(apart.matrices.map(\.format) == ["mxfp4"])
      #expect(apart.values(of: apart.tensors[0]).map(\.bitPattern) == values.map(\.bitPattern))
    }
  }

  @Test func `the factor of NVFP4 in GGUF multiplies, one for all or one for each expert`() throws {
    var random = SplitMix64(seed: 3)
    let data = (0..<(4 * 36)).map { _ in UInt8.random(in: 0...255, using: &random) }
    var sample = GGUFSample()
    sample.tensors = [
      .init(name: "f.weight", shape: [2, 2, 64], type: 40, data: data),
      .init(
        name: "f.scale", shape: [2], type: 0,
        data: [Float(0.3).bitPattern, Float(7).bitPattern].flatMap { littleEndian($0) }),
      .init(name: "g.weight", shape: [4, 64], type: 40, data: data),
    ]
    let source = MatrixSource(try open(sample.bytes, as: "m.gguf"))
    #expect(source.tensors.map(\.name) == ["f.weight", "g.weight"])
    let parts = source.matrices.map { $0.parts.map(\.name) }
    #expect(parts == [["f.weight", "f.scale"]])
    let plain = source.values(of: source.tensors[1])
    let scaled = source.values(of: source.tensors[0])
    let expected = plain.prefix(128).map { $0 * 0.3 } + plain.dropFirst(128).map { $0 * 7 }
    #expect(scaled == expected)
    let region = TensorRegion(rows: 1..<4, columns: 5..<40)
    let cut = (1..<4).flatMap { row in scaled.dropFirst(row * 64 + 5).prefix(35) }
    #expect(source.values(of: source.tensors[0], in: region) == cut)
  }

  /// A sample with one of its tensors changed, and what the note has to say.
  static let misfits: [(Int, String, PackedSample.Tensor?, String)] = [
    (0, "m.weight_scale", nil, "there is no \"m.weight_scale\""),
    (0, "m.weight_shape", nil, "there is no \"m.weight_shape\""),
    (0, "m.weight_shape", PackedSample.shape("m.weight_shape", [5, 300]), "no 300 columns"),
    (0, "m.weight_shape", PackedSample.shape("m.weight_shape", [4, 256]), "does not fit"),
    (0, "m.weight_shape", PackedSample.shape("m.weight_shape", [5, -1]), "does not fit"),
    (
      0, "m.weight_shape", PackedSample.shape("m.weight_shape", [5, Int(Int64.max)]), "does not fit"
    ),
    (0, "m.weight_scale", PackedSample.random("m.weight_scale", "U8", [5, 2]), "expected F32"),
    (0, "m.weight_scale", PackedSample.random("m.weight_scale", "F32", [4, 2]), "F32 [4, 2]"),
    (0, "m.weight_scale", PackedSample.random("m.weight_scale", "F32", [5, 0]), "F32 [5, 0]"),
    (0, "m.weight_scale", PackedSample.random("m.weight_scale", "F32", [5, 200]), "200 groups"),
    (
      6, "m.weight_zero_point", PackedSample.random("m.weight_zero_point", "I32", [1, 2]),
      "zero points"
    ),
    (9, "m.weight_global_scale", nil, "there is no \"m.weight_global_scale\""),
    (
      9, "m.weight_global_scale", PackedSample.factor("m.weight_global_scale", [1, 2]),
      "tensor scale"
    ),
    (9, "m.weight_global_scale", PackedSample.factor("m.weight_global_scale", []), "tensor scale"),
    (9, "m.weight_scale", PackedSample.random("m.weight_scale", "F8_E4M3", [3, 3]), "[3, 4]"),
    (11, "m.weight_scale", nil, "there is no \"m.weight_scale\""),
    (13, "m.weight_scale", PackedSample.random("m.weight_scale", "BF16", [3, 1]), "[4, 1]"),
    (16, "m.weight_scales", PackedSample.random("m.weight_scales", "U8", [2, 2, 2]), "[2, 3, 2]"),
  ]

  @Test(arguments: misfits.indices)
  func `parts that do not fit stay as they are stored`(index: Int) throws {
    let (number, name, changed, expected) = Self.misfits[index]
    var tensors = PackedSample.all[number].tensors
    let place = try #require(tensors.firstIndex { $0.name == name })
    tensors.replaceSubrange(place...place, with: changed.map { [$0] } ?? [])
    let source = MatrixSource(try open(PackedSample.file(tensors), as: "m.safetensors"))
    #expect(source.matrices.isEmpty)
    #expect(source.tensors == source.stored.tensors)
    let note = try #require(source.description.notes.first)
    #expect(note.contains(expected) && source.description.notes.count == 1, "\(note)")
  }

  @Test func `a weight does not hide another tensor of its name`() throws {
    let sample = PackedSample.all[9]
    let other = PackedSample.random("m.weight", "F32", [2])
    let source = MatrixSource(
      try open(PackedSample.file(sample.tensors + [other]), as: "m.safetensors"))
    #expect(source.matrices.isEmpty && source.tensors.count == 4)
    #expect(source.description.notes.first?.contains("another tensor \"m.weight\"") == true)
  }

  @Test func `a selection finds weights first and their parts by name`() throws {
    let source = MatrixSource(try open(PackedSample.all[11].bytes, as: "m.safetensors"))
    #expect(try TensorSelection(["m.w*"], of: source).tensors.map(\.name) == ["m.weight"])
    let part = try TensorSelection(["m.weight_scale"], of: source)
    #expect(part.tensors.map(\.type.name) == ["F8_E4M3"] && part.named.count == 1)
    #expect(source.values(of: part.tensors[0]).count == 9)
    #expect(
      try TensorSelection(["*_scale_?"], of: source).tensors.map(\.name) == ["m.weight_scale_2"])
  }

  @Test func `a listing has the stored tensors and the weights`() throws {
    let source = MatrixSource(try open(PackedSample.all[10].bytes, as: "m.safetensors"))
    let json = try TensorListing(of: source.stored, matrices: source.matrices)
      .json(style: .compact)
    #expect(
      json.hasSuffix(
        #""matrices":[{"name":"m.weight","format":"mxfp4","shape":[3,80],"#
          + #""parts":["m.weight_packed","m.weight_scale"],"layout":"compressed-tensors"}]}"#
          + "\n"))
    #expect(json.contains(#""name":"m.weight_packed","dtype":"U8","shape":[3,40]"#))
  }

  private func range(in count: Int, _ random: inout SplitMix64) -> Range<Int> {
    let start = Int.random(in: 0...count, using: &random)
    return start..<Int.random(in: start...count, using: &random)
  }
}
