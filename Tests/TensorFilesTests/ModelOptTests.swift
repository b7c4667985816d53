import QuantCore
import TensorFiles
import TestSupport
import Testing

/// What ModelOpt alone stores: scales of inputs, rows in pairs, experts whose blocks lie down the columns.
struct ModelOptTests {
  private static let weight = PackedSample.random("m.weight", "U8", [3, 24])
  private static let nvfp4 = [
    weight, PackedSample.random("m.weight_scale", "F8_E4M3", [3, 3]),
    PackedSample.factor("m.weight_scale_2", [0.003]),
  ]

  private func open(_ tensors: [PackedSample.Tensor]) throws -> MatrixSource {
    MatrixSource(
      try TensorFilesTests.open(PackedSample.file(tensors), as: "m.safetensors"))
  }

  @Test(arguments: ["F32", "F16", "BF16"])
  func `columns are multiplied by the scales of their inputs`(type: String) throws {
    let inputs = PackedSample.random("m.pre_quant_scale", type, [48], seed: 11)
    let plain = try open(Self.nvfp4)
    let source = try open(Self.nvfp4 + [inputs])
    let tensor = try #require(source.tensors.first { $0.name == "m.weight" })
    let scales = source.stored.values(
      of: try #require(source.stored.tensors.first { $0.name == "m.pre_quant_scale" }))
    let without = plain.values(of: plain.tensors[0])
    let expected = without.indices.map { without[$0] * scales[$0 % 48] }
    #expect(source.values(of: tensor).map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(source.parts.map(\.name).contains("m.pre_quant_scale"))
    let weight = try #require(source.encoded(tensor))
    let elements = try #require(weight.elements(row: 1, columns: 40..<48))
    #expect((40..<48).map { elements.inputScale(of: $0) } == scales[40..<48].map { $0 })
    #expect(elements.inputScale(of: 39) == nil)
    #expect(
      weight.survey().facts.contains(
        "columns times pre_quant_scale, which scales their inputs (AWQ, SmoothQuant)"))
    let other = try #require(plain.encoded(plain.tensors[0]))
    #expect(!other.survey().facts.joined().contains("inputs"))
    #expect(source.identity(of: tensor) != plain.identity(of: plain.tensors[0]))
  }

  @Test func `rows in pairs have the even row in the low bits`() throws {
    let codes = PackedSample.Tensor(
      name: "m.weight", dtype: "U8", shape: [1, 3], data: [0x71, 0x8F, 0x08])
    let source = try open([codes, PackedSample.factor("m.weight_scale", [1, 10], shape: [2, 1])])
    #expect(source.matrices.map(\.shape) == [[2, 3]])
    #expect(source.values(of: source.tensors[0]) == [1, -1, -8, 70, -80, 0])
    let elements = try #require(
      source.encoded(source.tensors[0])?.elements(row: 1, columns: 0..<3))
    #expect(elements.codes == [7, 8, 0] && elements.element.name == "INT4")
    #expect(elements.places.map(\.byte) == [0, 1, 2] && elements.places.allSatisfy { $0.bit == 4 })
  }

  @Test func `the blocks of experts lie down their columns`() throws {
    // Two experts of 32 rows and 3 columns; 2 is 1.0 in E2M1, 0x38 is 1.0 in E4M3, 0x40 is 2.0.
    let codes = PackedSample.Tensor(
      name: "experts.down_proj", dtype: "U8", shape: [2, 16, 3],
      data: [UInt8](repeating: 0xA2, count: 96))
    let scales = PackedSample.Tensor(
      name: "experts.down_proj_weight_scale", dtype: "F8_E4M3", shape: [2, 2, 3],
      data: [0x38, 0x40, 0x38, 0x38, 0x38, 0x40, 0x40, 0x38, 0x38, 0x38, 0x38, 0x38])
    for factors in [[Float(0.5)], [0.5, 4]] {
      let source = try open([
        codes, scales, PackedSample.factor("experts.down_proj_weight_scale_2", factors),
      ])
      let matrix = try #require(source.matrices.first)
      #expect(matrix.shape == [2, 32, 3] && matrix.format == "nvfp4")
      #expect(matrix.block.rows == 16 && matrix.block.columns == 1)
      let values = source.values(of: source.tensors[0])
      let units: [Float] = [1, 2, 1, 1, 1, 2, 2, 1, 1, 1, 1, 1]
      for row in 0..<64 {
        for column in 0..<3 {
          let factor = factors.count == 1 ? 0.5 : factors[row / 32]
          let expected = units[row / 16 * 3 + column] * factor * (row % 2 == 0 ? 1 : -1)
          #expect(values[row * 3 + column] == expected)
        }
      }
    }
  }

  static let misfits: [([PackedSample.Tensor], String)] = [
    (
      nvfp4 + [PackedSample.random("m.pre_quant_scale", "BF16", [47])],
      "its input scale is BF16 [47], expected F32, F16 or BF16 [48]"
    ),
    (
      nvfp4 + [PackedSample.random("m.pre_quant_scale", "U8", [48])],
      "its input scale is U8 [48], expected F32, F16 or BF16 [48]"
    ),
    (
      [
        PackedSample.random("e.up", "U8", [2, 16, 3]),
        PackedSample.random("e.up_weight_scale", "F8_E4M3", [2, 2, 3]),
      ],
      "there is no \"e.up_weight_scale_2\""
    ),
    (
      [
        PackedSample.random("e.up", "U8", [2, 16, 3]),
        PackedSample.random("e.up_weight_scale", "F8_E4M3", [2, 3, 2]),
        PackedSample.factor("e.up_weight_scale_2", [1]),
      ],
      "its scales are F8_E4M3 [2, 3, 2], expected [2, 2, 3]"
    ),
    (
      [
        PackedSample.random("e.up", "U8", [2, 12, 3]),
        PackedSample.random("e.up_weight_scale", "F8_E4M3", [2, 2, 3]),
        PackedSample.factor("e.up_weight_scale_2", [1]),
      ],
      "blocks of 16 do not divide its 24 rows"
    ),
    (
      [
        PackedSample.random("m.weight_packed", "I32", [2, 1]),
        PackedSample.shape("m.weight_shape", [2, 8]),
        PackedSample.factor("m.weight_scale", [1]),
        PackedSample.Tensor(name: "m.weight_zero_point", dtype: "I8", shape: [1], data: [0xF7]),
      ],
      "its zero point is -9, which no code of 4 bits stands for"
    ),
  ]

  @Test(arguments: misfits.indices)
  func `what does not fit stays as it is stored, with the reason`(index: Int) throws {
    let (tensors, reason) = Self.misfits[index]
    let source = try open(tensors)
    #expect(source.matrices.isEmpty)
    #expect(
      source.description.notes.map { $0.hasSuffix("is left as it is stored: \(reason)") } == [true])
  }

  @Test func `bytes with other scales are no pairs of rows`() throws {
    for shape in [[], [1], [3], [3, 1], [5, 1]] {
      let scale = PackedSample.factor(
        "m.weight_scale", [Float](repeating: 1, count: shape.reduce(1, *)), shape: shape)
      let source = try open([Self.weight, scale])
      #expect(source.matrices.isEmpty && source.description.notes.isEmpty)
    }
  }

  @Test func `bytes have a scale for each matrix of a stack, or zero points for tiles`() throws {
    let codes = (0..<4096).map { UInt8($0 % 251) }
    let scales: [Float] = [0.5, 2, 0.25, 3, 1, 0.125, 4, 5]
    let zeros: [UInt8] = [0, 3, 0xFD, 7, 1, 2, 0xFF, 9]
    for (shape, side, scaleShape, isZeroed) in [
      ([2, 32, 64], [32, 64], [2, 1, 1], false), ([2, 32, 64], [32, 64], [2], false),
      ([64, 64], [16, 32], [4, 2], true), ([2, 32, 64], [16, 32], [2, 2, 2], true),
    ] {
      let count = scaleShape.reduce(1, *)
      var tensors = [
        PackedSample.Tensor(name: "m.weight", dtype: "I8", shape: shape, data: codes),
        PackedSample.factor("m.weight_scale", Array(scales.prefix(count)), shape: scaleShape),
      ]
      if isZeroed {
        tensors.append(
          PackedSample.Tensor(
            name: "m.weight_zero_point", dtype: "I8", shape: scaleShape,
            data: Array(zeros.prefix(count))))
      }
      let settings =
        #"{"quantization_config":"{\"block_structure\":[16,32],\"quant_method\":\"compressed-tensors\"}"}"#
      let source = MatrixSource(
        try TensorFilesTests.open(
          PackedSample.file(tensors, metadata: settings), as: "m.safetensors"))
      let format = isZeroed ? "int8-16x32:asym" : "int8-tensor"
      #expect(source.matrices.map(\.format) == [format], "\(scaleShape)")
      let expected = codes.indices.map { index in
        let (row, column) = (index / 64, index % 64)
        let block = row / side[0] * (64 / side[1]) + column / side[1]
        let zero = isZeroed ? Float(Int8(bitPattern: zeros[block])) : 0
        return (Float(Int8(bitPattern: codes[index])) - zero) * scales[block]
      }
      #expect(source.values(of: source.tensors[0]) == expected)
    }
  }

  @Test func `groups of one column follow their index`() throws {
    let words = PackedSample.random("m.qweight", "I32", [2, 8])
    let zeros = PackedSample.random("m.qzeros", "I32", [16, 1], seed: 8)
    let scales = PackedSample.random("m.scales", "F16", [16, 8], seed: 9)
    let order = (0..<16).map { Int32(($0 * 5 + 3) % 16) }
    let index = PackedSample.Tensor(
      name: "m.g_idx", dtype: "I32", shape: [16], data: order.flatMap { littleEndian($0) })
    let source = try open([words, zeros, scales, index])
    let tensor = try #require(source.tensors.first { $0.name == "m.weight" })
    let weight = try #require(source.encoded(tensor))
    let values = source.values(of: tensor)
    for row in 0..<8 {
      let elements = try #require(weight.elements(row: row, columns: 0..<16))
      for column in 0..<16 {
        let block = try #require(elements.block(of: column))
        #expect(block.index == Int(order[column]))
        let unit = elements.element.values[Int(elements.codes[column])]
        #expect(
          (unit - block.scale.offset) * block.scale.multiplier == values[row * 16 + column])
      }
    }
  }

  @Test func `a low-rank part is said to be left out`() throws {
    for name in ["m.weight_quantizer._svdquant_lora_a", "m.svdquant_lora_a"] {
      let source = try open(Self.nvfp4 + [PackedSample.random(name, "BF16", [2, 48])])
      let survey = try #require(source.encoded(source.tensors[0])).survey()
      #expect(
        survey.facts.last == "SVDQuant's low-rank part is stored beside it and not added")
    }
    #expect(ModelPlace(name: "model.layers.0.mlp.up_proj.pre_quant_scale").role == .scale)
  }
}
