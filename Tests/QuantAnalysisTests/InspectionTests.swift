import QuantCore
import TensorFiles
import TestSupport
import Testing

@testable import QuantAnalysis

/// A close look at a few elements in several formats.
@Suite struct InspectionTests {
  /// The fifteen small neighbours of an outlier.
  static let outlier: [Float] = [
    -0.00688, -0.01095, 0.00514, 0.01508, -0.02341, 0.01229, 0.00952, -0.00872, 0.00558, 1.91,
    0.02216, 0.01432, 0.00243, -0.00495, 0.00060, 0.02275,
  ]

  static func look(
    _ ids: [String], _ values: [Float], shape: [Int], row: Int, columns: Range<Int>,
    without omitted: ValueStatistics.Place? = nil
  ) async throws -> Inspection {
    let source = ArraySource(values, shape: shape)
    let tensor = source.tensors[0]
    let formats = try ids.map { try FormatRegistry.format(named: $0) }
    let analyzer = Analyzer(source: source, threads: 1)
    let report = try #require(
      await analyzer.report(for: AnalysisRequest(tensor: tensor, formats: formats)))
    let request = InspectionRequest(
      tensor: tensor, row: row, columns: columns,
      candidates: formats.map {
        InspectionRequest.Candidate($0, summary: report.summary(for: $0.id))
      }, omitted: omitted)
    return try #require(try analyzer.inspect(request))
  }

  /// The mock-up's block, its outlier the tensor's amax, between quiet ones.
  static func mockup(
    _ ids: [String] = ["mxfp4", "nvfp4", "int4-g128"], without omitted: ValueStatistics.Place? = nil
  ) async throws -> Inspection {
    var random = SplitMix64(seed: 4)
    var values = random.normals(4 * 256, deviation: 0.01)
    values.replaceSubrange(256 + 48..<256 + 64, with: outlier)
    return try await look(
      ids, values, shape: [4, 256], row: 1, columns: 48..<64, without: omitted)
  }

  @Test func `an outlier among small values flushes them in all three formats`() async throws {
    let look = try await Self.mockup()
    #expect(look.values == Self.outlier)
    let floor = look.formats[0]
    #expect(floor.blocks[0].scale?.code == 125 && floor.blocks[0].scale?.multiplier == 0.25)
    #expect(floor.elements[9].decoded == 1.5 && floor.elements[9].code == 7)
    #expect(floor.elements[9].isSaturated && floor.blocks[0].saturatedCount == 1)
    #expect(floor.elements.indices.allSatisfy { $0 == 9 || floor.elements[$0].decoded == 0 })
    let nvidia = look.formats[1]
    #expect(nvidia.blocks[0].scale?.code == 0x7e && nvidia.blocks[0].scale?.value == 448)
    #expect(nvidia.tensorScale == 1.91 / 2688)
    #expect(nvidia.blocks[0].flushedCount == 15)
    #expect(abs(nvidia.elements[9].decoded - 1.91) < 1e-6)
    let integers = look.formats[2]
    // 1.91 / 7.5 in F16; the positive maximum lies half a step beyond 7.
    #expect(integers.blocks[0].scale?.value == Binary16.decode(Binary16.encode(1.91 / 7.5)))
    #expect(integers.elements[9].code == 15 && integers.elements[0].code == 8)
    #expect(integers.blocks[0].region == TensorRegion(rows: 1..<2, columns: 0..<128))
  }

  @Test func `without the outlier its neighbours come back`() async throws {
    let place = ValueStatistics.Place(row: 1, column: 57)
    let look = try await Self.mockup(without: place)
    #expect(look.values[9] == 1.91 && look.omitted == place)
    for format in look.formats {
      let change = try #require(format.change)
      #expect(change.before.count == change.after.count)
      #expect((change.after.sqnr ?? 0) > 10 && (change.before.sqnr ?? 0) < 1)
      #expect(change.scaleAfter != change.scaleBefore)
    }
    // amax 0.02341 over 6·1.91/2688, rounded to E4M3.
    let wanted = Float(0.02341) / (6 * (Float(1.91) / 2688))
    #expect(
      look.formats[1].change?.scaleAfter?.code == UInt32(MiniFloat.e4m3.encode(wanted)))
    #expect(look.formats[1].change?.before.flushedCount == 15)
    #expect(look.formats[1].elements[9].decoded == 0)
    // The tensor's scale still follows from the amax.
    #expect(look.formats[1].tensorScale == 1.91 / 2688)
  }

  private static let sample: (values: [Float], shape: [Int]) = {
    var random = SplitMix64(seed: 8)
    return (random.normals(140 * 384, deviation: 0.02), [140, 384])
  }()

  @Test(arguments: FormatRegistry.all.map(\.id.description))
  func `every format shows the codes, values and scales of the whole tensor's encoding`(
    id: String
  ) async throws {
    let (values, shape) = Self.sample
    let format = try FormatRegistry.format(named: id)
    let look = try await Self.look([id], values, shape: shape, row: 131, columns: 160..<176)
    let view = look.formats[0]
    guard format.refusal(rows: shape[0], columns: shape[1]) == nil else {
      #expect(view.refusal == format.refusal(rows: shape[0], columns: shape[1]))
      return
    }
    var known = ValueStatistics()
    for row in 0..<shape[0] {
      known.add(
        values.span.extracting(row * shape[1]..<(row + 1) * shape[1]), row: row, column: 0)
    }
    var summary = known.summary(rows: shape[0], columns: shape[1])
    summary.survey = format.survey(values.span, columns: shape[1], summary: summary)
    var band = EncodedBand()
    format.codec(for: summary).encode(
      values.span, columns: shape[1], mayHoldNonfinite: true, into: &band)
    #expect(view.refusal == nil && view.elements.count == 16)
    let across = (shape[1] - 1) / band.shape.columns + 1
    for (offset, element) in view.elements.enumerated() {
      let spot = 131 * shape[1] + 160 + offset
      #expect(element.decoded == band.decoded[spot])
      #expect(element.value == band.working?.values[spot] ?? values[spot])
      let length = format.element.vectorLength
      let first = spot - (160 + offset) % length
      let code =
        format.element.codeCount > 256
        ? UInt16(band.codes[first]) << 8 | UInt16(band.codes[first + 1])
        : UInt16(band.codes[first])
      #expect(element.code == code)
      let block = try #require(view.block(of: 160 + offset))
      #expect(block.region.rows.contains(131) && block.region.columns.contains(160 + offset))
      guard !block.isTensor else { continue }
      let index = 131 / band.shape.rows * across + (160 + offset) / band.shape.columns
      #expect(block.scale == band.scale(index))
      #expect(block.saturatedCount == Int(band.saturated[index]))
    }
    // Flagged elements and the definition's count agree where a whole block is on show.
    for block in view.blocks where block.region.columns.count <= 16 && block.region.rows.count == 1
    {
      let flagged = block.region.columns.filter { view.elements[$0 - 160].isSaturated }.count
      #expect(flagged == block.saturatedCount)
    }
  }

  @Test func `a block with NaN is left out, and healed without it`() async throws {
    var values = [Float](repeating: 0.5, count: 64)
    values[20] = .nan
    let place = ValueStatistics.Place(row: 0, column: 20)
    let look = try await Self.look(
      ["mxfp4", "nvfp4", "fp8-tensor"], values, shape: [1, 64], row: 0, columns: 0..<32)
    #expect(look.formats[0].blocks[0].scale == nil)
    #expect(look.formats[0].elements.allSatisfy { $0.decoded.isNaN })
    #expect(look.formats[1].blocks.map { $0.scale == nil } == [false, true])
    #expect(
      look.formats[2].elements[20].decoded.isNaN && look.formats[2].elements[19].decoded == 0.5)
    let healed = try await Self.look(
      ["mxfp4"], values, shape: [1, 64], row: 0, columns: 0..<32, without: place)
    let change = try #require(healed.formats[0].change)
    #expect(change.scaleBefore == nil && change.before.count == 0)
    #expect(change.scaleAfter != nil && change.after.count == 31)
  }

  @Test func `bytes hold the codes where each layout has them`() async throws {
    let ids = ["mxfp4", "nvfp4", "int4-g128", "int8-g128", "q4_0", "q8_0", "fp8-row"]
    let (values, shape) = Self.sample
    let look = try await Self.look(ids, values, shape: shape, row: 7, columns: 128..<160)
    let names = look.formats.map { $0.stored.flatMap { $0.holders.map(\.layout) } }
    #expect(names[0] == ["compressed-tensors", "gpt-oss", "gguf", "gguf-tensors"])
    #expect(names[1] == ["compressed-tensors", "modelopt", "gguf", "gguf-tensors"])
    #expect(names[6] == ["compressed-tensors"])
    for format in look.formats {
      #expect(!format.stored.isEmpty)
      for stored in format.stored {
        for column in look.columns {
          let place = try #require(stored.place(of: column))
          let mask = UInt8(truncatingIfNeeded: 1 << place.width - 1)
          var bits = stored.bytes[place.byte] >> UInt8(place.bit) & mask
          // Q8_0 stores two's complement.
          if format.id.name == "q8_0" { bits &+= 127 }
          #expect(UInt16(bits) == format.elements[column - 128].code, "\(format.id)")
        }
      }
    }
    // ggml's NVFP4 holds four blocks with their scales in front.
    let ggml = try #require(
      look.formats[1].stored.first { $0.holders.contains { $0.layout == "gguf" } })
    #expect(ggml.columns == 128..<192 && ggml.bytes.count == 36)
    #expect(ggml.bytes[0] == UInt8(look.formats[1].blocks[0].scale?.code ?? 0))
  }

  @Test func `a matrix that is one large block is not encoded for a look`() async throws {
    let source = SyntheticSource(shape: [4096, 2048]) { Float($0 % 97) / 97 }
    let format = try FormatRegistry.format(named: "e8p2")
    let look = try #require(
      try Analyzer(source: source, threads: 1).inspect(
        InspectionRequest(
          tensor: source.tensor, row: 0, columns: 0..<16,
          candidates: [
            InspectionRequest.Candidate(
              format, summary: .unknown(rows: 4096, columns: 2048))
          ])))
    #expect(look.formats[0].refusal?.contains("encodes 8388608 elements at once") == true)
  }
}
