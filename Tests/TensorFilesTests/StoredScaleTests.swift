import QuantCore
import TensorFiles
import TestSupport
import Testing

/// What is said about stored scales, right ones and suspicious ones.
struct StoredScaleTests {
  private typealias Tensor = PackedSample.Tensor

  private func survey(_ tensors: [PackedSample.Tensor]) throws -> ScaleSurvey {
    let source = MatrixSource(try open(PackedSample.file(tensors), as: "m.safetensors"))
    let tensor = try #require(source.tensors.first { $0.type.encoding == .matrix })
    return try #require(source.encoded(tensor)).survey()
  }

  private func tensor(_ name: String, _ dtype: String, _ shape: [Int], _ data: [UInt8]) -> Tensor {
    Tensor(name: name, dtype: dtype, shape: shape, data: data)
  }

  /// NVFP4 `[3, 32]` under either convention; every code is 0x7 and -0x7 in turn.
  private func nvfp4(
    _ scales: [UInt8] = [0x7E, 0x38, 0x70, 0x60, 0x50, 0x40], divisor: Float? = nil,
    multiplier: Float? = nil, codes: [UInt8] = [UInt8](repeating: 0xF7, count: 48)
  ) -> [PackedSample.Tensor] {
    if let divisor {
      return [
        tensor("m.weight_packed", "U8", [3, 16], codes),
        tensor("m.weight_scale", "F8_E4M3", [3, 2], scales),
        PackedSample.factor("m.weight_global_scale", [divisor]),
      ]
    }
    return [
      tensor("m.weight", "U8", [3, 16], codes),
      tensor("m.weight_scale", "F8_E4M3", [3, 2], scales),
    ] + (multiplier.map { [PackedSample.factor("m.weight_scale_2", [$0], shape: [])] } ?? [])
  }

  @Test func `the two conventions of the tensor scale are told apart and said`() throws {
    let multiplied = try survey(nvfp4(multiplier: 0.5 / 2688))
    let divided = try survey(nvfp4(divisor: 2688 / 0.5))
    #expect(multiplied.largestWeight == 0.5 && divided.largestWeight == 0.5)
    #expect(multiplied.warnings.isEmpty && divided.warnings.isEmpty)
    #expect(
      multiplied.tensorScaleText
        == "weight_scale_2 0.000186 multiplies (the multiplier amax/2688, as ModelOpt stores it)")
    #expect(
      divided.tensorScaleText
        == "weight_global_scale 5376 divides (the divisor 2688/amax, as compressed-tensors stores it)"
    )
    #expect(multiplied.tensorMultiplier == 0.5 / 2688 && divided.tensorMultiplier == 1 / 5376)
    #expect(multiplied.codeCounts[0x7E] == 1 && multiplied.codeCounts.reduce(0, +) == 6)
    #expect(multiplied.facts.first == "decoded from modelopt nvfp4")
  }

  @Test func `a tensor scale of either convention that was stored as the other looks inverted`()
    throws
  {
    let multiplied = try survey(nvfp4(multiplier: 2688 / 0.5)).warnings
    let divided = try survey(nvfp4(divisor: 0.5 / 2688)).warnings
    #expect(multiplied.count == 1 && divided.count == 1)
    #expect(
      multiplied[0].contains("\"m.weight_scale_2\" looks inverted: by its name it multiplies"))
    #expect(multiplied[0].hasSuffix("would be 14450000; divided it would be 0.5"))
    #expect(divided[0].contains("by its name it divides"))
    #expect(divided[0].hasSuffix("multiplied it would be 0.5"))
    // A tiny one is as odd as a huge one.
    let tiny = try survey(nvfp4(multiplier: 0x1p-40)).warnings
    #expect(tiny.isEmpty, "its inverse makes no more sense: \(tiny)")
    let small = try survey(nvfp4([UInt8](repeating: 0x01, count: 6), multiplier: 0x1p-10))
      .warnings
    #expect(small.count == 1 && small[0].contains("looks inverted"))
  }

  @Test func `odd tensor scales are named`() throws {
    for (value, word) in [
      (Float.nan, "NaN"), (0, "0"), (.infinity, "infinite"), (-0.001, "negative"),
    ] {
      let warnings = try survey(nvfp4(multiplier: value)).warnings
      #expect(warnings.count == 1)
      #expect(
        warnings.first?.hasPrefix("the tensor scale \"m.weight_scale_2\" is \(word): ") == true)
    }
  }

  static let unusual: [(multiplier: Float, divisor: Float?, words: String)] = [
    (0x1p-139, nil, "is too small: every weight under it is below 2^-40"),
    (3e38, nil, "is too large: weights under it decode to infinity"),
    (1, nil, "is 1, as before it is calibrated"),
    (0.125, nil, "looks like amax itself: by its name it multiplies as amax/2688"),
    (0, 0x1p-139, "is too small: weights under it decode to infinity"),
    (0, 3e38, "is too large: every weight under it is below 2^-40"),
    (0, 1, "is 1, as before it is calibrated"),
    (0, 0.125, "looks like amax itself: by its name it divides as 2688/amax"),
  ]

  @Test(arguments: unusual)
  func `tensor scales that no weights go with are named`(
    multiplier: Float, divisor: Float?, words: String
  ) throws {
    let scales: [UInt8] = [0x7E, 0x70, 0x70, 0x70, 0x68, 0x68]
    let tensors =
      divisor.map { nvfp4(scales, divisor: $0) } ?? nvfp4(scales, multiplier: multiplier)
    let name = divisor == nil ? "m.weight_scale_2" : "m.weight_global_scale"
    let warnings = try survey(tensors).warnings
    #expect(warnings.count == 1, "\(warnings)")
    #expect(
      warnings.first?.hasPrefix("the tensor scale \"\(name)\" \(words)") == true, "\(warnings)")
  }

  @Test func `usual weights and outliers make no tensor scale suspicious`() throws {
    for amax in [0.001, 0.5, 30, 1000] as [Float] {
      // One block has the largest weight, and the others a thousandth of it.
      let scales: [UInt8] = [0x7E, 0x28, 0x28, 0x28, 0x28, 0x28]
      for tensors in [
        nvfp4(scales, multiplier: amax / 2688), nvfp4(scales, divisor: 2688 / amax),
      ] {
        let warnings = try survey(tensors).warnings
        #expect(warnings.isEmpty, "\(amax): \(warnings)")
      }
    }
    // A scale of 1 belongs to block scales that are made without one.
    #expect(try survey(nvfp4([0x10, 0x11, 0x12, 0x13, 0x14, 0x15], multiplier: 1)).warnings == [])
  }

  @Test func `powers of two that underflowed are counted, and zeros are not`() throws {
    func powers(_ codes: [UInt8]) throws -> ScaleSurvey {
      try survey([
        tensor("m.weight_packed", "U8", [1, 32], codes),
        tensor("m.weight_scale", "U8", [1, 2], [0, 0]),
      ])
    }
    let found = try powers([UInt8](repeating: 0x11, count: 32))
    #expect(found.underflowed.count == 2 && found.zero.count == 0)
    #expect(
      found.warnings == [
        "2 of 2 E8M0 scales are 0x00 while their codes are not, the first at [0,0]: "
          + "they underflowed, and their weights decode to next to 0"
      ])
    #expect(try powers([UInt8](repeating: 0x80, count: 32)).warnings.isEmpty)
  }

  @Test func `odd block scales are counted and their first place is said`() throws {
    var codes = [UInt8](repeating: 0xF7, count: 48)
    // The block in row 1 from column 16 on is all zero, so that its zero scale hides nothing.
    for index in 24..<32 { codes[index] = 0x80 }
    let found = try survey(
      nvfp4([0x7E, 0x7F, 0xB8, 0x00, 0x00, 0xFF], multiplier: 0.5 / 2688, codes: codes))
    #expect(found.nan.count == 2 && found.nan.first == ValueStatistics.Place(row: 0, column: 16))
    #expect(found.negative.count == 1 && found.zero.count == 2 && found.underflowed.count == 1)
    #expect(
      found.warnings == [
        "2 of 6 E4M3 scales are NaN (0x7F), the first at [0,16]: their weights decode to NaN",
        "1 of 6 E4M3 scales is 0 while their codes are not, the first at [2,0]: "
          + "they underflowed, and their weights decode to 0",
        "1 of 6 E4M3 scales is negative, the first at [1,0]: their weights have the other sign",
      ])
    let powers = try survey([
      tensor("m.weight_packed", "U8", [1, 32], [UInt8](repeating: 0x11, count: 32)),
      tensor("m.weight_scale", "U8", [1, 2], [120, 255]),
    ])
    #expect(
      powers.warnings == [
        "1 of 2 E8M0 scales is NaN (0xFF), the first at [0,32]: their weights decode to NaN"
      ])
    #expect(powers.codeCounts[120] == 1 && powers.codeCounts[255] == 1)
  }

  @Test func `scales of FP8 that are the wrong way round are noticed`() throws {
    let codes = PackedSample.random("m.weight", "F8_E4M3", [4, 8])
    let right = try survey([codes, PackedSample.factor("m.weight_scale", [0.001], shape: [])])
    #expect(right.warnings.isEmpty)
    let wrong = try survey([codes, PackedSample.factor("m.weight_scale", [1000], shape: [])])
    #expect(wrong.warnings.count == 1 && wrong.warnings[0].contains("look inverted"))
    // What DeepSeek calls an inverse multiplies all the same.
    let tiles = try survey([
      codes, PackedSample.factor("m.weight_scale_inv", [0.001], shape: [1, 1]),
    ])
    #expect(tiles.matrix.layout == "deepseek" && tiles.largestWeight == 0.448)
  }

  /// GPTQ `[8, 32]`, four bits, groups of 16; zero points and groups as given.
  private func gptq(
    zeros: UInt32 = 0x7777_7777, groups: [Int32]? = nil, scales: [Int] = [2, 8], words: Int = 4
  ) -> [PackedSample.Tensor] {
    let scale = littleEndian(Float16Bits.hundredth)
    return [
      PackedSample.random("m.qweight", "I32", [words, 8]),
      tensor(
        "m.qzeros", "I32", [2, 1], littleEndian(zeros) + littleEndian(zeros)),
      tensor(
        "m.scales", "F16", scales, (0..<scales.reduce(1, *)).flatMap { _ in scale }),
    ]
      + (groups.map { [tensor("m.g_idx", "I32", [$0.count], $0.flatMap { littleEndian($0) })] }
        ?? [])
  }

  private enum Float16Bits {
    /// 0.01 in binary16.
    static let hundredth: UInt16 = 0x211F
  }

  @Test func `zero points that readers take for different numbers are counted`() throws {
    let found = try survey(gptq(zeros: 0x7777_77F7))
    #expect(found.matrix.layout == "gptq" && found.matrix.format == "int4-g16:asym")
    #expect(found.ambiguousZeroPoints.count == 2)
    #expect(
      found.warnings == [
        "2 of 16 zero points are out of range, stored as 15, the first at [1,0]: "
          + "one more is 0 here, 16 to readers that keep the carry"
      ])
    #expect(found.zeroPoints.map(\.code) == [7, 15])
    #expect(found.matrix.assumptions.count == 1)
    let second = try survey(gptq(zeros: 0x8888_8888))
    #expect(second.matrix.layout == "gptq_v2" && second.warnings.isEmpty)
    #expect(second.facts.contains("zero points stored as they are, all 8"))
  }

  @Test func `columns of a group that is not there decode to NaN and are counted`() throws {
    var groups = (0..<32).map { Int32($0 / 16) }
    groups[5] = 7
    groups[9] = -1
    let tensors = gptq(groups: groups)
    let found = try survey(tensors)
    #expect(found.isReordered && found.strayColumns.count == 2)
    #expect(
      found.warnings == [
        "2 of 32 columns are of a group that is not there, the first at [0,5]: "
          + "their weights decode to NaN"
      ])
    let source = MatrixSource(try open(PackedSample.file(tensors), as: "m.safetensors"))
    let values = source.values(of: source.tensors[0])
    for row in 0..<8 {
      for column in 0..<32 {
        #expect(values[row * 32 + column].isNaN == [5, 9].contains(column))
      }
    }
  }

  /// Tensors that can't be put together, and what the note has to say.
  static let misfits: [(String, [PackedSample.Tensor], String)] = {
    let tests = StoredScaleTests()
    func without(_ name: String) -> [PackedSample.Tensor] {
      tests.gptq().filter { $0.name != name }
    }
    return [
      ("m.scales", without("m.scales"), "there is no \"m.scales\""),
      ("m.qzeros", without("m.qzeros"), "there is no \"m.qzeros\""),
      (
        "scales of another shape", tests.gptq(scales: [2, 9]), "expected 8 columns (GPTQ), 64 (AWQ)"
      ),
      ("scales of more groups", tests.gptq(scales: [3, 8]), "zero points are I32 [2, 1]"),
      ("short groups", tests.gptq(groups: [0, 1]), "group index is I32 [2], expected I32 [32]"),
      (
        "three bits",
        [
          PackedSample.random("m.qweight", "I32", [7, 32]),
          PackedSample.random("m.qzeros", "I32", [2, 3]),
          PackedSample.random("m.scales", "F16", [2, 32]),
        ], "no whole columns of 3 bits"
      ),
      (
        "AWQ's zero points",
        [
          PackedSample.random("m.qweight", "I32", [64, 2]),
          PackedSample.random("m.qzeros", "I32", [3, 2]),
          PackedSample.random("m.scales", "F16", [2, 16]),
        ], "expected I32 [2, 2]"
      ),
      (
        "tiles",
        [
          PackedSample.random("m.weight", "F8_E4M3", [130, 140]),
          PackedSample.factor("m.weight_scale_inv", [1, 2, 3], shape: [3, 1]),
        ], "expected [2, 2] for 128x128"
      ),
      (
        "bytes",
        [
          PackedSample.Tensor(
            name: "m.weight", dtype: "I8", shape: [2, 8], data: [UInt8](repeating: 1, count: 16)),
          PackedSample.factor("m.weight_scale", [1, 2, 3], shape: [3, 1]),
        ], "expected [2, 1]"
      ),
      ("m.weight_scale_2", tests.nvfp4(), "there is no \"m.weight_scale_2\""),
    ]
  }()

  @Test(arguments: misfits.indices)
  func `what does not fit stays as it is stored, with one line`(index: Int) throws {
    let (name, tensors, expected) = Self.misfits[index]
    let source = MatrixSource(try open(PackedSample.file(tensors), as: "m.safetensors"))
    #expect(source.matrices.isEmpty, "\(name)")
    #expect(source.tensors == source.stored.tensors)
    #expect(source.description.notes.count == 1)
    let note = source.description.notes.first ?? ""
    #expect(note.contains(expected), "\(name): \(note)")
  }

  @Test func `columns that were reordered are not read without their groups`() throws {
    try withTemporaryDirectory { directory in
      try directory.write(PackedSample.file(gptq()), to: "model.safetensors")
      try directory.write(#"{"bits":4,"desc_act":true,"sym":true}"#, to: "quantize_config.json")
      for path in [directory.path, directory.path + "/model.safetensors"] {
        let source = MatrixSource(try TensorFile.open(path))
        #expect(source.matrices.isEmpty)
        #expect(
          source.description.notes == [
            "tensor \"m.qweight\" is left as it is stored: its columns were reordered (desc_act), and "
              + "there is no \"m.g_idx\""
          ])
      }
      try directory.write(#"{"bits":4,"desc_act":false,"sym":true}"#, to: "quantize_config.json")
      let source = MatrixSource(try TensorFile.open(directory.path))
      #expect(source.matrices.map(\.title) == ["gptq int4-g16"])
      #expect(source.matrices.flatMap(\.assumptions).isEmpty)
    }
  }

  @Test func `a quantized file stands beside its original under names of their own`() throws {
    try withTemporaryDirectory { directory in
      let left = try directory.write(PackedSample.file(nvfp4(divisor: 5376)), to: "q.safetensors")
      let right = try directory.write(
        PackedSample.file([PackedSample.random("m.weight", "F32", [3, 32])]), to: "o.safetensors")
      let parts = try [left, right].map { try TensorFile.open($0) }
      let source = MatrixSource(try CheckpointSource(tellingApart: parts))
      #expect(source.tensors.map(\.name) == ["q:m.weight", "o:m.weight"])
      #expect(source.tensors.map(\.type.name) == ["nvfp4", "F32"])
    }
  }

  @Test func `a listing says what is stored for each weight`() throws {
    let source = MatrixSource(
      try open(PackedSample.file(nvfp4(multiplier: 0.5 / 2688)), as: "m.safetensors"))
    let surveys = source.surveys(of: ["m.weight"])
    let text = try TensorListing(of: source.stored, matrices: source.matrices, surveys: surveys)
      .json(style: .compact)
    let json = try JSONValue.parse(text)
    let stored = json["matrices"][0]["stored"]
    #expect(json["matrices"][0]["layout"].string == "modelopt")
    #expect(stored["tensor_scale"]["stored_as"].string == "multiplier")
    #expect(stored["scale_type"].string == "E4M3" && stored["scale_count"].number == 6)
    #expect(stored["scale_codes"].elements.count == 6 && stored["scales_read"] == .bool(true))
    #expect(try SchemaChecker.faults(inDocument: text) == [])
    // Where much is to be read, the tensor's scale alone is looked at.
    let brief = try #require(source.surveys(of: ["m.weight"], limit: 3).first)
    #expect(!brief.isComplete && brief.tensorScales == [0.5 / 2688] && brief.largestWeight == 0.5)
  }
}

/// What is missing beside codes, and what tells who wrote them.
struct MissingScaleTests {
  @Test func `codes without scales are pointed out where others have them`() throws {
    let codes = PackedSample.random("a.weight", "F8_E4M3", [4, 64])
    var without = codes
    without.name = "b.weight"
    var norm = PackedSample.random("n.weight", "F8_E4M3", [64])
    norm.shape = [64]
    let scale = PackedSample.factor("a.weight_scale", [0.5], shape: [])
    let source = MatrixSource(
      try open(PackedSample.file([codes, scale, without, norm]), as: "m.safetensors"))
    #expect(
      source.description.notes == [
        "tensor \"b.weight\" is left as it is stored: there is no \"b.weight_scale\", as others have"
      ])
    let plain = MatrixSource(try open(PackedSample.file([without, norm]), as: "m.safetensors"))
    #expect(plain.description.notes.isEmpty)
  }

  @Test(arguments: [
    // AutoAWQ's gemv_fast, bitsandbytes' four bits, and a weight that is not quantized at all.
    ("awq", "I16", [4, 64], true), ("bitsandbytes", "U8", [128, 1], true),
    ("aqlm", "I8", [4, 8, 2], true), ("fp8", "F32", [4, 64], false),
  ])
  func `a method whose layout is not read is named`(
    method: String, type: String, shape: [Int], isSaid: Bool
  ) throws {
    let codes = PackedSample.random("a.weight", type, shape)
    try withTemporaryDirectory { directory in
      let path = try directory.write(PackedSample.file([codes]), to: "model.safetensors")
      #expect(MatrixSource(try TensorFile.open(path)).description.notes.isEmpty)
      try directory.write(
        #"{"quantization_config":{"quant_method":"\#(method)","bits":4}}"#, to: "config.json")
      let notes = MatrixSource(try TensorFile.open(path)).description.notes
      #expect(notes.count == (isSaid ? 1 : 0))
      #expect(notes.allSatisfy { $0.hasPrefix("the configuration says that \"\(method)\"") })
    }
  }

  @Test func `hf_quant_config tells FP8 of ModelOpt from that of compressed-tensors`() throws {
    let bytes = PackedSample.file([
      PackedSample.random("a.weight", "F8_E4M3", [4, 64]),
      PackedSample.factor("a.weight_scale", [0.5], shape: []),
    ])
    try withTemporaryDirectory { directory in
      let path = try directory.write(bytes, to: "model.safetensors")
      #expect(MatrixSource(try TensorFile.open(path)).matrices[0].layout == "compressed-tensors")
      _ = try directory.write(
        Array(#"{"producer":{"version":"0.4","name":"modelopt"},"quantization":{}}"#.utf8),
        to: "hf_quant_config.json")
      #expect(MatrixSource(try TensorFile.open(path)).matrices[0].layout == "modelopt")
    }
  }
}
