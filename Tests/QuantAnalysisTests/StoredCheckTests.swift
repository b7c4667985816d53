import QuantAnalysis
import QuantCore
import TensorFiles
import TestSupport
import Testing

/// What other tools made of a weight, measured against its original.
struct StoredCheckTests {
  private func check(_ quantized: String, against original: String) async throws -> CheckReport {
    try await Checker(
      try TensorFile.open(quantized), against: try TensorFile.open(original), threads: 2
    ).report()
  }

  @Test func `a weight of ModelOpt differs from its original as its values do`() async throws {
    let path = Fixtures.path("stored/modelopt")
    let report = try await check(path, against: Fixtures.path("stored/original.safetensors"))
    let tensor = try #require(report.tensors.first)
    #expect(report.tensors.count == 1 && tensor.storedAs == "nvfp4")
    let errors = try #require(tensor.errors)
    let stored = MatrixSource(try TensorFile.open(path))
    let weight = try #require(stored.tensors.first { $0.name == "mo.nvfp4.weight" })
    let original = try TensorFile.open(Fixtures.path("stored/original.safetensors"))
    let pairs = zip(stored.values(of: weight), original.values(of: original.tensors[0]))
    let signal = pairs.reduce(0.0) { $0 + Double($1.1) * Double($1.1) }
    let noise = pairs.reduce(0.0) {
      $0 + (Double($1.1) - Double($1.0)) * (Double($1.1) - Double($1.0))
    }
    #expect(abs(errors.signal - signal) <= 1e-12 * signal)
    #expect(abs(errors.noise - noise) <= 1e-12 * noise)
    let survey = try #require(tensor.stored)
    #expect(survey.matrix.layout == "modelopt" && survey.isComplete && survey.warnings.isEmpty)
    // What was written as the definition has it is what the definition finds.
    let format = try FormatRegistry.format(named: "nvfp4")
    let own = try await Analyzer(source: original, threads: 2).report(
      for: AnalysisRequest(tensor: original.tensors[0], formats: [format]))
    #expect(own?.format(format.id)?.sqnr == errors.signalToNoise)
  }

  @Test func `experts are compared the way round that fits`() async throws {
    let path = Fixtures.path("stored/gpt_oss.safetensors")
    let source = MatrixSource(try TensorFile.open(path))
    let weight = source.tensors[0]
    let values = source.values(of: weight)
    let (experts, rows, columns) = (weight.shape[0], weight.shape[1], weight.shape[2])
    let turned = (0..<experts).flatMap { expert in
      (0..<columns).flatMap { column in
        (0..<rows).map { values[(expert * rows + $0) * columns + column] }
      }
    }
    try await withTemporaryDirectory { directory in
      for (values, shape, isTransposed) in [
        (values, [experts, rows, columns], false), (turned, [experts, columns, rows], true),
      ] {
        let file = try directory.write(
          safetensors(named: weight.name, shape: shape, values), to: "original.safetensors")
        let report = try await check(path, against: file)
        let tensor = try #require(report.tensors.first)
        #expect(tensor.isTransposed == isTransposed)
        #expect(tensor.errors?.noise == 0 && tensor.errors?.count == values.count)
        let both = MatrixSource(
          try CheckpointSource(tellingApart: [try TensorFile.open(path), try TensorFile.open(file)])
        )
        let stored = try #require(both.tensors.first { $0.type.encoding == .matrix })
        let original = try #require(both.tensors.first { $0.type == .f32 })
        let request = try #require(ComparisonRequest(stored: stored, original: original))
        var found: OriginalComparison?
        for await event in Analyzer(source: both, threads: 2).comparison(for: request) {
          if case .finished(let comparison) = event { found = comparison }
        }
        #expect(found?.isTransposed == isTransposed && found?.errors == tensor.errors)
      }
    }
  }

  @Test func `norms that took in scales are pointed out`() async throws {
    let path = Fixtures.path("stored/gpt_oss.safetensors")
    let weight = MatrixSource(try TensorFile.open(path))
    let values = weight.values(of: weight.tensors[0])
    let norm = "model.layers.0.input_layernorm.weight"
    try await withTemporaryDirectory { directory in
      let plain = try directory.write(
        safetensors(named: weight.tensors[0].name, shape: weight.tensors[0].shape, values),
        to: "weight.safetensors")
      func norms(_ factor: Float) throws -> String {
        try directory.write(
          safetensors(named: norm, shape: [4], [1, 2, 3, 4].map { $0 * factor }),
          to: "\(factor).safetensors")
      }
      func words(_ norm: String, _ weights: String) async throws -> String? {
        try await Checker(
          try CheckpointSource.open([weights, norm]),
          against: try CheckpointSource.open([plain, try norms(1)]), threads: 1
        ).report().movedScales
      }
      let found = try #require(try await words(norms(1.5), path))
      #expect(
        found.hasPrefix(
          "\(norm) differs by more than rounding (relative error over 2^-6): where scales"))
      // Rounding to 8 bits of precision is no move, nor is anything where no weight is quantized.
      #expect(try await words(norms(1.00390625), path) == nil)
      #expect(try await words(norms(1.5), plain) == nil)
    }
  }

  @Test func `one tensor of large numbers does not hide the others`() async throws {
    let values = (0..<64).map { Float($0 % 8) - 3.5 }
    let huge = values.map { $0 * 1e37 }
    let names = ["a", "b", "c"]
    let original = ArraySource(
      names.map { (name: $0, shape: [2, 32], values: values) }
        + [(name: "huge", shape: [2, 32], values: huge)])
    let quantized = ArraySource(
      [("a", 1.5), ("b", 1.25), ("c", 1.0)].map { name, factor in
        (name: name, shape: [2, 32], values: values.map { $0 * Float(factor) })
      } + [(name: "huge", shape: [2, 32], values: huge.map { $0 * 1.0078125 })])
    let total = try await Checker(quantized, against: original, threads: 1).report().total
    let expected = ((0.25 + 0.0625 + 0.0078125 * 0.0078125) / 3).squareRoot()
    let found = try #require(total.relativeError)
    let worst = try #require(total.worst)
    let largest = try #require(worst.relativeError)
    let median = try #require(total.median)
    #expect(abs(found - expected) < 1e-7 && abs(largest - 0.5) < 1e-7 && worst.name == "a")
    #expect(abs(median - 0.25) < 1e-7)
    #expect(total.tensorCount == 3 && total.elements == 192 && total.undefinedCount == 0)
    #expect(
      total.signalToNoise == ErrorStatistics.signalToNoise(signal: 1, noise: found * found))
  }

  @Test func `values that decode to NaN are no exact ones`() async throws {
    let values = (0..<64).map { Float($0) + 1 }
    var spoilt = values
    spoilt[3] = .nan
    let original = ArraySource([
      (name: "a", shape: [2, 32], values: values), (name: "b", shape: [2, 32], values: values),
    ])
    let quantized = ArraySource([
      (name: "a", shape: [2, 32], values: spoilt), (name: "b", shape: [2, 32], values: values),
    ])
    let report = try await Checker(quantized, against: original, threads: 1).report()
    let tensor = try #require(report.tensors.first)
    #expect(tensor.lostCount == 1 && tensor.differs && tensor.relativeError == nil)
    #expect(report.total.undefinedCount == 1 && report.total.worst?.name == "a")
    #expect(report.total.relativeError == nil)
  }

  @Test func `two checkpoints in each other's places are noticed`() async throws {
    let (made, kept) = (
      Fixtures.path("stored/modelopt"), Fixtures.path("stored/original.safetensors")
    )
    #expect(try await check(made, against: kept).swap == nil)
    let words = try #require(try await check(kept, against: made).swap)
    #expect(words.hasPrefix("the two look swapped: no tensor of "))
    #expect(words.hasSuffix("try check \(made) --against \(kept)"))
    #expect(try await check(made, against: made).swap == nil)
  }

  @Test func `an analysis tells what the file stores, once`() async throws {
    let source = MatrixSource(try TensorFile.open(Fixtures.path("stored/gptq")))
    let format = try FormatRegistry.format(named: "int4-g32")
    for tensor in source.tensors where tensor.type.encoding == .matrix {
      let report = try #require(
        try await Analyzer(source: SelectedSource([tensor], of: source), threads: 2).report(
          for: AnalysisRequest(tensor: tensor, formats: [format])))
      let stored = try #require(report.stored)
      #expect(stored.isComplete && stored.matrix.layout == "gptq")
      #expect(stored.zeroPoints.reduce(0) { $0 + Int($1.count) } == stored.scaleCount)
      #expect(
        stored.isReordered
          == ["m.b4_act.weight", "m.b3.weight", "m.b8.weight"].contains(tensor.name))
    }
  }

  @Test(arguments: [
    ("stored/gptq", "m.b4_act.weight"), ("stored/modelopt", "mo.nvfp4.weight"),
    ("stored/deepseek.safetensors", ""), ("stored/gpt_oss.safetensors", ""),
    ("gguf/blocks.gguf", "NVFP4"), ("gguf/blocks.gguf", "Q8_0"), ("gguf/blocks.gguf", "Q4_K"),
    ("gguf/blocks.gguf", "Q6_K"), ("gguf/blocks.gguf", "TQ1_0"),
  ])
  func `a map of stored scales has each block's own`(file: String, name: String) async throws {
    let source = MatrixSource(try TensorFile.open(Fixtures.path(file)))
    let tensor = try #require(source.tensors.first { name.isEmpty || $0.name == name })
    let weight = try #require(source.encoded(tensor))
    let block = weight.matrix.block
    let whole = (
      rows: (tensor.rows - 1) / block.rows + 1, columns: (tensor.columns - 1) / block.columns + 1
    )
    for (first, cell) in [(0, 1), (1, 1), (0, 2)] {
      let window = ScaleWindow(
        top: first, left: first, cellRows: cell, cellColumns: cell,
        rows: (whole.rows - first - 1) / cell + 1, columns: (whole.columns - first - 1) / cell + 1)
      let request = StoredScaleMapRequest(
        tensor: tensor, window: window, format: FormatID(name: "int8-row"))
      var last: ScaleMap?
      for await event in Analyzer(source: source, threads: 2).scaleMap(for: request) {
        if case .finished(let map) = event { last = map }
      }
      let map = try #require(last)
      #expect(map.isComplete && map.block == block)
      var seen = 0
      for row in first..<whole.rows {
        let elements = try #require(
          weight.elements(row: row * block.rows, columns: 0..<tensor.columns))
        for found in elements.blocks where found.index >= first {
          let cell = map[(row - first) / cell, (found.index - first) / cell]
          let multiplier = found.scale.multiplier.magnitude
          seen += 1
          guard multiplier.isFinite, multiplier > 0 else {
            #expect(multiplier == 0 ? cell.zeroBlocks > 0 : cell.nonfiniteBlocks > 0)
            continue
          }
          let low = try #require(cell.minimum).multiplier
          let high = try #require(cell.maximum).multiplier
          #expect((low...high).contains(multiplier))
          if window.cellRows == 1 { #expect(low == multiplier && cell.blocks == 1) }
        }
      }
      let mapped = map.cells.reduce(0) { $0 + $1.blocks + $1.zeroBlocks + $1.nonfiniteBlocks }
      #expect(seen == mapped)
    }
  }

  private func safetensors(named name: String, shape: [Int], _ values: [Float]) -> [UInt8] {
    let sides = shape.map { "\($0)" }.joined(separator: ",")
    let header = Array(
      #"{"\#(name)":{"dtype":"F32","shape":[\#(sides)],"data_offsets":[0,\#(values.count * 4)]}}"#
        .utf8)
    func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
      (0..<(number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    return bytes(UInt64(header.count)) + header + values.flatMap { bytes($0.bitPattern) }
  }
}
