import QuantCore
import TestSupport
import Testing

/// A format whose decoded value tells the place of an element in its block: index · amax.
///
/// A tile gathered from or scattered to wrong places changes the sums over its errors.
private struct PlaceFormat: QuantizationFormat {
  let shape: BlockShape
  let id = FormatID(name: "place")
  let rule = "place"
  let element = ElementGrid(signedBits: 8)
  let scaleType = ScaleType.f32

  func blockShape(rows: Int, columns: Int) -> BlockShape { shape }

  func codec(for summary: TensorSummary) -> any TensorCodec {
    TiledCodec(Codec(), shape: shape)
  }

  struct Codec: BlockCodec {
    func scale(for block: Span<Float>) -> BlockScale {
      BlockScale(code: 0, value: block.amax, multiplier: block.amax)
    }

    func encode(
      _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
    ) -> Int {
      for index in block.indices { codes[index] = UInt8(index) }
      return block.count == 6 ? 0 : 1
    }

    func decode(
      _ codes: Span<UInt8>, scale: BlockScale, into values: inout MutableSpan<Float>
    ) {
      for index in codes.indices { values[index] = Float(codes[index]) * scale.multiplier }
    }
  }
}

struct TileTests {
  static let sizes = [(2, 3), (4, 6), (5, 7), (1, 1), (1, 3), (2, 2), (3, 16), (7, 33)]
  static let shapes = [(2, 3), (1, 4), (3, 1), (4, 4), (100, 100)]

  @Test(arguments: sizes, shapes)
  func `each element meets its own block at its own place`(size: (Int, Int), shape: (Int, Int)) {
    let (rows, columns) = size
    let values = Self.values(rows: rows, columns: columns)
    let format = PlaceFormat(shape: BlockShape(rows: shape.0, columns: shape.1))
    let found = Self.statistics(values, columns: columns, format: format)
    let decoded = Self.decoded(values, rows: rows, columns: columns, shape: shape)
    var expected = ErrorStatistics()
    for row in 0..<rows {
      let range = (row * columns)..<((row + 1) * columns)
      expected.add(original: Array(values[range]).span, decoded: Array(decoded[range]).span)
    }
    #expect(found.errors == expected)
    #expect(found.blocks.count == format.shape.count(rows: rows, columns: columns))
  }

  @Test func `ragged tiles are as short as the tensor's edge leaves them`() {
    let values = Self.values(rows: 5, columns: 7)
    let format = PlaceFormat(shape: BlockShape(rows: 2, columns: 3))
    let found = Self.statistics(values, columns: 7, format: format)
    // 4 whole tiles of six, 2 of two, 2 of three, 1 of one.
    #expect(found.blocks.count == 9)
    #expect(found.blocks.clippedCount == 5)
    #expect(found.blocks.codeCounts[..<6] == [9, 8, 6, 4, 4, 4])
  }

  @Test func `a tile with NaN is left out whole`() {
    var values = Self.values(rows: 4, columns: 6)
    values[2 * 6 + 4] = .nan
    let format = PlaceFormat(shape: BlockShape(rows: 2, columns: 3))
    let found = Self.statistics(values, columns: 6, format: format, mayHoldNonfinite: true)
    #expect(found.blocks.nonfiniteCount == 1)
    #expect(found.blocks.count == 4)
    #expect(found.errors.count == 18)
    #expect(found.blocks.codeCounts[..<6] == [3, 3, 3, 3, 3, 3])
  }

  static func values(rows: Int, columns: Int) -> [Float] {
    var random = SplitMix64(seed: UInt64(rows * 100 + columns))
    return random.normals(rows * columns)
  }

  /// Index in the tile times the tile's amax, from the definition.
  static func decoded(
    _ values: [Float], rows: Int, columns: Int, shape: (Int, Int)
  ) -> [Float] {
    (0..<rows * columns).map { place in
      let (row, column) = (place / columns, place % columns)
      let (top, left) = (row / shape.0 * shape.0, column / shape.1 * shape.1)
      let width = min(shape.1, columns - left)
      var amax: Float = 0
      for y in top..<min(top + shape.0, rows) {
        for x in left..<(left + width) { amax = max(amax, values[y * columns + x].magnitude) }
      }
      let index = (row - top) * width + column - left
      return Float(UInt8(truncatingIfNeeded: index)) * amax
    }
  }

  static func statistics(
    _ values: [Float], columns: Int, format: any QuantizationFormat,
    mayHoldNonfinite: Bool = false
  ) -> FormatStatistics {
    var statistics = FormatStatistics(format: format)
    var encoded = EncodedBand()
    format.codec(for: summarize(values, columns: columns)).encode(
      values.span, columns: columns, mayHoldNonfinite: mayHoldNonfinite, into: &encoded)
    statistics.add(encoded, of: values.span)
    return statistics
  }
}
