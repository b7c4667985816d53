import QuantCore
import TestSupport
import Testing

struct FormatArithmeticContract {
  private let weights = FormatContract.weights
  private let columns = FormatContract.columns

  @Test(arguments: FormatContract.members)
  func `encoding twice gives the same`(_ member: FormatContract.Member) {
    let first = Encoding(member.weights, columns: member.columns, as: member.format)
    let second = Encoding(member.weights, columns: member.columns, as: member.format)
    #expect(first == second)
  }

  @Test(arguments: FormatContract.blockwise)
  func `every code of the grid decodes to its value times the scale`(
    _ member: FormatContract.Member
  ) throws {
    let grid = member.format.element.values
    let codec = try #require(member.block)
    let codes = grid.indices.map { UInt8($0) }
    for scale in Encoding(weights, columns: columns, as: member.format).scales {
      let values = codec.values(of: codes, scale: scale)
      let isRight = zip(values, grid).allSatisfy { value, element in
        value == (element - scale.offset) * scale.multiplier || !element.isFinite
      }
      #expect(isRight)
    }
  }

  @Test(arguments: FormatContract.nearest)
  func `decoded values encode to themselves under the same scale`(
    _ member: FormatContract.Member
  ) {
    eachBlock(of: weights, as: member.format) { codec, block in
      let scale = codec.scale(for: block.span)
      let once = codec.values(of: codec.codes(of: block, scale: scale).codes, scale: scale)
      let twice = codec.values(of: codec.codes(of: once, scale: scale).codes, scale: scale)
      #expect(once == twice)
    }
  }

  @Test(arguments: FormatContract.nearest)
  func `no value of the grid lies nearer than the one chosen`(_ member: FormatContract.Member) {
    let grid = member.format.element.values
    eachBlock(of: weights, as: member.format) { codec, block in
      let scale = codec.scale(for: block.span)
      let decoded = codec.values(of: codec.codes(of: block, scale: scale).codes, scale: scale)
      let candidates = grid.filter(\.isFinite).map {
        Double(($0 - scale.offset) * scale.multiplier)
      }
      let isNearest = zip(block, decoded).allSatisfy { value, decoded in
        let error = abs(Double(value) - Double(decoded))
        let nearest = candidates.map { abs(Double(value) - $0) }.min() ?? .infinity
        // Quotients and reciprocals round to F32, which can turn a near tie into a tie.
        return error <= nearest + abs(Double(value)) * 0x1p-21
      }
      #expect(isNearest)
    }
  }

  @Test(arguments: FormatContract.blockwise)
  func `what is said to saturate lies beyond the grid`(_ member: FormatContract.Member) {
    let grid = member.format.element.values
    let finite = grid.filter(\.isFinite)
    eachBlock(of: weights, as: member.format) { codec, block in
      let scale = codec.scale(for: block.span)
      let range =
        ((finite.min() ?? 0) - scale.offset)...((finite.max() ?? 0) - scale.offset)
      let (codes, saturated) = codec.codes(of: block, scale: scale)
      let beyond = block.indices.filter { !range.contains(block[$0] / scale.multiplier) }
      #expect(saturated <= beyond.count)
      let atTheEnds = codes.filter { code in
        [finite.min(), finite.max()].contains(grid[Int(code)])
      }
      #expect(saturated <= atTheEnds.count)
    }
  }

  @Test(arguments: FormatContract.signed)
  func `the opposite values become the opposite`(_ member: FormatContract.Member) {
    let grid = member.format.element.values
    let straight = Encoding(weights, columns: columns, as: member.format)
    let opposite = Encoding(weights.map { -$0 }, columns: columns, as: member.format)
    // Integers have one more negative code; only what needs it may differ.
    let isMirrored = weights.indices.allSatisfy { index in
      let values = [grid[Int(straight.codes[index])], grid[Int(opposite.codes[index])]]
      return straight.values[index] == -opposite.values[index]
        || values.contains { !grid.contains(-$0) }
    }
    // A scale can have a sign of its own, and a search can make use of the one negative code more.
    let magnitudes = [straight, opposite].map { $0.scales.map(\.multiplier.magnitude) }
    let isUneven = grid.contains { !grid.contains(-$0) && $0.isFinite }
    #expect(isMirrored || (isUneven && magnitudes[0] != magnitudes[1]))
    #expect(isUneven || magnitudes[0] == magnitudes[1])
  }

  @Test(arguments: FormatContract.blockwise)
  func `a short block equals one padded with zeros`(_ member: FormatContract.Member) throws {
    let width = member.format.blockShape(rows: 1, columns: 4096).columns
    let codec = try #require(member.block)
    for count in [1, 2, 5, 16, 31, 127] where count < min(width, 4096) {
      let short = Array(weights[..<count])
      let padded = short + Array(repeating: 0, count: min(width, 4096) - count)
      let scale = codec.scale(for: short.span)
      #expect(scale == codec.scale(for: padded.span))
      let (codes, saturated) = codec.codes(of: short, scale: scale)
      let (paddedCodes, paddedSaturated) = codec.codes(of: padded, scale: scale)
      #expect(codes == Array(paddedCodes[..<count]))
      #expect(saturated == paddedSaturated)
    }
  }

  @Test(arguments: FormatContract.scaleInvariant)
  func `twice as large a tensor becomes twice as large`(_ member: FormatContract.Member) {
    // F16 scales are normal in this range.
    let weights = member.weights.map { $0 * 16 }
    let straight = Encoding(weights, columns: member.columns, as: member.format)
    for exponent in [-1, 1, 3, 4, 10] {
      let factor = Float(powerOfTwo(exponent))
      let scaled = Encoding(
        weights.map { $0 * factor }, columns: member.columns, as: member.format)
      #expect(scaled.codes == straight.codes)
      #expect(scaled.values == straight.values.map { $0 * factor })
      #expect(scaled.saturated == straight.saturated)
    }
  }

  /// Calls with each block of a tensor whose blocks lie in one row.
  private func eachBlock(
    of values: [Float], as format: any QuantizationFormat,
    _ body: (any BlockCodec, [Float]) -> Void
  ) {
    let summary = summarize(values, columns: columns)
    guard let codec = (format.codec(for: summary) as? TiledCodec)?.block else { return }
    let shape = format.blockShape(rows: summary.rows, columns: columns)
    for top in stride(from: 0, to: summary.rows, by: shape.rows) {
      for left in stride(from: 0, to: columns, by: shape.columns) {
        let width = min(shape.columns, columns - left)
        let block = (top..<min(top + shape.rows, summary.rows)).flatMap { row in
          values.dropFirst(row * columns + left).prefix(width)
        }
        body(codec, block)
      }
    }
  }
}
