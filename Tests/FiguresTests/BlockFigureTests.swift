import Foundation
import Charts
import QuantAnalysis
import QuantCore
import TensorFiles
import TestSupport
import Testing

@testable import Figures

/// Codes, scales and blocks in words.
@Suite struct BlockFigureTests {
  private static let outlier: [Float] = [
    -0.00688, -0.01095, 0.00514, 0.01508, -0.02341, 0.01229, 0.00952, -0.00872, 0.00558, 1.91,
    0.02216, 0.01432, 0.00243, -0.00495, 0.00060, 0.02275,
  ]

  private func look(
    _ ids: [String], _ values: [Float], shape: [Int], columns: Range<Int>,
    without omitted: ValueStatistics.Place? = nil
  ) async throws -> Inspection {
    let source = ArraySource(values, shape: shape)
    let analyzer = Analyzer(source: source, threads: 1)
    let formats = try ids.map { try FormatRegistry.format(named: $0) }
    let tensor = source.tensors[0]
    let report = try #require(
      await analyzer.report(for: AnalysisRequest(tensor: tensor, formats: formats)))
    return try #require(
      try analyzer.inspect(
        InspectionRequest(
          tensor: tensor, row: 0, columns: columns,
          candidates: formats.map {
            InspectionRequest.Candidate($0, summary: report.summary(for: $0.id))
          }, omitted: omitted)))
  }

  private func figure(_ inspection: Inspection) -> BlockFigure {
    BlockFigure(inspection, formats: inspection.formats.map(\.id))
  }

  @Test func `a float's code is its sign, exponent and mantissa`() {
    let seven = CodeFields(7, of: ElementGrid(.e2m1))
    #expect(seven.hex == "0x7" && seven.bits == "0|11|1" && seven.words == "2^2 x 1.5 = 6")
    let minus = CodeFields(9, of: ElementGrid(.e2m1))
    #expect(minus.bits == "1|00|1" && minus.words == "-2^0 x 0.5 = -0.5 (subnormal)")
    #expect(CodeFields(8, of: ElementGrid(.e2m1)).words == "-0")
    let largest = CodeFields(0x7e, of: ElementGrid(.e4m3))
    #expect(largest.bits == "0|1111|110" && largest.words == "2^8 x 1.75 = 448")
    #expect(CodeFields(0x7f, of: ElementGrid(.e4m3)).words == "NaN")
    #expect(CodeFields(0xfc, of: ElementGrid(.e5m2)).words == "-infinity")
  }

  @Test(arguments: [MiniFloat.e2m1, .e2m3, .e3m2, .e4m3, .e5m2])
  func `every code's fields make its value`(type: MiniFloat) {
    for code in 0..<type.codeCount {
      let fields = CodeFields(UInt16(code), of: ElementGrid(type))
      #expect(fields.bits.filter { $0 != "|" }.count == type.bits)
      #expect(Int(fields.bits.filter { $0 != "|" }, radix: 2) == code)
      let value = type.decode(UInt8(code))
      guard value.isFinite, value != 0 else { continue }
      let text = fields.words.replacingOccurrences(of: " (subnormal)", with: "")
      let shown = Float(text.split(separator: " ").last ?? "") ?? .nan
      #expect(abs(shown - value) <= 1e-6 * abs(value), "\(fields.words)")
    }
  }

  @Test func `integers and tables say what a code counts from`() throws {
    #expect(CodeFields(15, of: ElementGrid(signedBits: 4)).words == "15 - 8 = 7")
    #expect(CodeFields(5, of: ElementGrid(unsignedBits: 4)).words == "5")
    let eight = try FormatRegistry.format(named: "mxint8").element
    #expect(CodeFields(254, of: eight).words == "(254 - 127) / 64 = 1.984375")
    let normal = try FormatRegistry.format(named: "nf4-b64").element
    #expect(CodeFields(15, of: normal).words == "value 15 of the table = 1")
    let vector = try FormatRegistry.format(named: "vq2-d4").element
    #expect(CodeFields(200, of: vector).words == "one code for 4 columns")
  }

  @Test func `scales say their bits and their arithmetic`() async throws {
    let look = try await look(
      ["mxfp4", "nvfp4", "int4-g128", "int4-g128:asym", "mxfp4:mbs", "ternary", "fp8-row"],
      Self.outlier, shape: [1, 16], columns: 0..<16)
    let texts = look.formats.map { BlockScaleText($0.blocks[0], in: $0) }
    #expect(texts[0].arithmetic == "0x7D 2^-2 = 0.25")
    #expect(texts[0].fields == "01111101: 125 - 127 = -2")
    #expect(texts[1].arithmetic == "0x7E 448 x 7.1057e-4 = 0.31833")
    #expect(texts[1].fields == "0|1111|110 2^8 x 1.75 = 448")
    #expect(texts[0].names == "exponent" && texts[1].names == "sign|exponent|mantissa")
    #expect(texts[2].arithmetic == "0x3413 0.25464")
    #expect(texts[2].fields == "0|01101|0000010011")
    #expect(texts[3].arithmetic.hasSuffix(", zero point 0"))
    // 6 / 1.91 = 1.5707 · 2: the top eight bits of its mantissa are 146.
    #expect(texts[4].arithmetic.contains(" / 1.5703 = "))
    #expect(texts[5].arithmetic.hasPrefix("tensor scale ") && texts[5].fields == nil)
    #expect(texts[6].fields?.split(separator: "|").map(\.count) == [1, 8, 23])
  }

  @Test func `brackets show which elements share a scale`() async throws {
    let values = (0..<64).map { Float($0 % 13) * 0.1 }
    let figure = figure(
      try await look(["mxfp4", "nvfp4", "int4-g128"], values, shape: [1, 64], columns: 0..<32))
    func edges(_ slot: Int) -> [BlockFigure.Edge?] { figure.rows.map { $0.cells[slot]?.edge } }
    #expect(edges(0).first == .first && edges(0).last == .last)
    #expect(edges(0).count { $0 == .middle } == 30)
    #expect([0, 16].allSatisfy { edges(1)[$0] == .first })
    #expect([15, 31].allSatisfy { edges(1)[$0] == .last })
    #expect(edges(2).first == .first && edges(2).last == .middle)
  }

  @Test func `outcomes are letters, and words name the largest`() async throws {
    let look = try await look(
      ["mxfp4", "nvfp4", "int4-g128"], Self.outlier, shape: [1, 16], columns: 0..<16)
    let figure = figure(look)
    #expect(figure.rows[9].cells.map { $0?.outcome } == [.saturated, .exact, .saturated])
    #expect(figure.rows[0].cells.allSatisfy { $0?.outcome == .flushed })
    let notes = BlockNotes(figure, of: look, deviation: 0.02).facts
    #expect(notes.first == "15 of 16 flushed (F) to 0 in all three")
    #expect(notes.contains("column 9: |w| = 1.91, 95.5 sigma"))
    #expect(notes.contains("mxfp4 clips 1.91 to 1.5 (err 0.41)"))
  }

  @Test func `what if says scale, ratio and flushed elements before and after`() async throws {
    let look = try await look(
      ["mxfp4", "nvfp4", "ternary"], Self.outlier, shape: [1, 16], columns: 0..<16,
      without: ValueStatistics.Place(row: 0, column: 9))
    let text = try #require(WhatIfText(look))
    #expect(text.premise == "what if [0,9] were 0: the tensor's scale and amax unchanged")
    #expect(text.facts[0].hasPrefix("mxfp4 0x7D -> 0x77, other 15: 0.0 dB -> "))
    #expect(text.facts[1].hasPrefix("nvfp4 0x7E -> 0x4B, other 15: 0.0 dB -> 23.4 dB, F 15 -> 1"))
    #expect(text.facts[2].hasPrefix("ternary the tensor's scale, other 15: "))
    let figure = figure(look)
    #expect(figure.rows[9].isOmitted && figure.rows[9].value == 1.91)
  }

  @Test func `numbers share a power of ten and keep their width`() {
    let small = BlockNumbers([1.91, -0.00688, .nan])
    #expect(small.factor == nil)
    #expect(small.text(1.91, width: 7) == "1.9100" && small.text(-0.00688, width: 8) == "-0.00688")
    let tiny = BlockNumbers([0.0234, -0.00688])
    #expect(tiny.factor == "1e-3" && tiny.text(0.0234, width: 7) == "23.400")
    #expect(BlockNumbers([3e30]).factor == "1e30")
    #expect(BlockNumbers([.leastNonzeroMagnitude]).text(0x1p-149, width: 8).count <= 8)
    #expect(BlockNumbers([]).text(0, width: 6) == "0.000")
    for (value, name) in [(Double.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")] {
      #expect(small.text(value, width: 7) == name)
    }
    var random = SplitMix64(seed: 5)
    for _ in 0..<2000 {
      let value = random.anyFloat()
      guard value.isFinite else { continue }
      let numbers = BlockNumbers([value])
      for width in [6, 7, 8, 9] {
        #expect(numbers.text(Double(value), width: width).count <= width, "\(value)")
      }
    }
  }

  @Test func `bars are magnitudes over the scale, beside the grid's values`() async throws {
    let look = try await look(
      ["mxfp4", "int4-g128:asym", "vq2-d2"], Self.outlier, shape: [1, 16], columns: 0..<16)
    let chart = try #require(BlockGridChart(look.formats[0], columns: 0..<16, cursor: 9))
    #expect(chart.chart.bars[9] == Double(Float(1.91)) / 0.25)
    #expect(chart.chart.vertical.ticks.map(\.value) == [0, 0.5, 1, 1.5, 2, 3, 4, 6])
    #expect(chart.chart.markers == [9.5])
    let shifted = try #require(BlockGridChart(look.formats[1], columns: 0..<16))
    #expect(shifted.chart.vertical.ticks.last?.value == 15)
    #expect(BlockGridChart(look.formats[2], columns: 0..<16) == nil)
  }

  @Test func `stored bytes name their order and point at an element`() async throws {
    let values = Self.outlier + Self.outlier
    let look = try await look(["mxfp4", "q8_0"], values, shape: [1, 32], columns: 0..<32)
    let figures = look.formats[0].stored.map { StoredBytesFigure($0, column: 9) }
    #expect(
      figures[0].title
        == "compressed-tensors W_packed, gpt-oss W_blocks (U8): the even column in the low nibble")
    #expect(figures[0].element == "column 9: byte 4 = 0x70 = 0111|0000, the high nibble")
    #expect(figures[0].facts.contains("scales in W_scale, W_scales: 7D"))
    #expect(figures[1].title.contains("17 bytes for 32, the scale first"))
    // Elements 9 and 25 share a byte in ggml's order, behind the scale's.
    #expect(figures[1].element == "column 9: byte 10 = 0x77 = 0111|0111, the low nibble")
    #expect(figures[1].lines[0].contains("[77]"))
    let eight = look.formats[1].stored.map { StoredBytesFigure($0, column: 9) }
    #expect(eight[0].element == "column 9: byte 11 = 0x7F = 01111111")
  }

  @Test func `a rank names its place and ratio`() async throws {
    let source = ArraySource(Self.outlier + Self.outlier.map { $0 / 2 }, shape: [2, 16])
    let format = try FormatRegistry.format(named: "mxfp4")
    let worst = try #require(
      try await Analyzer(source: source, threads: 1).worstBlocks(
        of: WorstBlocksRequest(
          tensor: source.tensors[0], format: format, summary: .unknown(rows: 2, columns: 16))))
    #expect(
      WorstBlockText.rank(1, of: worst)
        == "worst block 2 of 2 by squared error: row 1 cols 0-15, 13.3 dB")
    #expect(WorstBlockText.rank(2, of: worst) == nil)
  }
}
