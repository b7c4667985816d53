import TensorFiles
import TestSupport
import Testing

struct RegionDecoderTests {
  struct Layout: Sendable, CustomTestStringConvertible {
    let shape: [Int]
    let isColumnMajor: Bool
    let isBigEndian: Bool
    var testDescription: String {
      "\(shape) column-major \(isColumnMajor) big-endian \(isBigEndian)"
    }
  }

  static let layouts = [[5, 7], [1, 9], [9, 1], [6], [2, 3, 4], [3, 1, 2, 5], [70, 130]].flatMap {
    shape in
    [false, true].flatMap { columnMajor in
      [false, true].map { Layout(shape: shape, isColumnMajor: columnMajor, isBigEndian: $0) }
    }
  }

  @Test(arguments: layouts)
  func `every order of an array holds the same values`(layout: Layout) throws {
    let source = try numbered(layout)
    let tensor = source.tensors[0]
    let count = layout.shape.reduce(1, *)
    #expect(source.values(of: tensor) == (0..<count).map { Float($0) })
    #expect(
      source.content(of: tensor) == (0..<count).flatMap { littleEndian(Float($0).bitPattern) })
  }

  @Test(arguments: layouts)
  func `a region is cut out of the whole`(layout: Layout) throws {
    let source = try numbered(layout)
    let tensor = source.tensors[0]
    let all = source.values(of: tensor)
    var random = SplitMix64(seed: 7)
    for _ in 0..<20 {
      let region = TensorRegion(
        rows: range(in: tensor.rows, &random), columns: range(in: tensor.columns, &random))
      let expected = region.rows.flatMap { row in
        region.columns.map { all[row * tensor.columns + $0] }
      }
      #expect(source.values(of: tensor, in: region) == expected, "\(region)")
    }
  }

  @Test(arguments: [StoredType.f64, .f32, .f16, .bf16, .f8e4m3, .f8e5m2])
  func `an odd offset decodes as an even one`(type: StoredType) throws {
    var random = SplitMix64(seed: 3)
    let content = (0..<(24 * type.bits / 8)).map { _ in UInt8.random(in: 0...0x3E, using: &random) }
    let even = try open(content, as: "a.bin", request: RawLayout(dtype: type, shape: [2, 12]))
    let odd = try open(
      [1, 2, 3] + content, as: "a.bin", request: RawLayout(dtype: type, shape: [2, 12], offset: 3))
    let values = even.values(of: even.tensors[0])
    #expect(values == odd.values(of: odd.tensors[0]))
    #expect(values.count == 24 && !values.contains { $0.isNaN })
  }

  @Test func `complex numbers keep their parts in order`() throws {
    let parts: [Float] = [1, 2, 3, 4]
    let source = try open(
      npy(npyHeader(">c8", shape: "(2,)"), data: parts.flatMap { bigEndian($0.bitPattern) }),
      as: "c.npy")
    #expect(source.content(of: source.tensors[0]) == parts.flatMap { littleEndian($0.bitPattern) })
  }

  @Test func `content stops when its reader has enough`() throws {
    let source = try open([UInt8](repeating: 0, count: 5 << 20), as: "a.bin")
    var pieces = 0
    source.withContent(of: source.tensors[0]) { _ in
      pieces += 1
      return pieces < 2
    }
    #expect(pieces == 2)
  }

  /// An npy file whose element at row-major index i is i.
  private func numbered(_ layout: Layout) throws -> any TensorSource {
    let shape = layout.shape
    let count = shape.reduce(1, *)
    let stored = (0..<count).map { position in
      layout.isColumnMajor ? rowMajorIndex(ofColumnMajor: position, shape) : position
    }
    let data = stored.flatMap { index in
      let bits = Float(index).bitPattern
      return layout.isBigEndian ? bigEndian(bits) : littleEndian(bits)
    }
    let header = npyHeader(
      layout.isBigEndian ? ">f4" : "<f4", fortran: layout.isColumnMajor,
      shape: "(" + shape.map { "\($0)," }.joined() + ")")
    return try open(npy(header, data: data), as: "numbered.npy")
  }

  private func rowMajorIndex(ofColumnMajor position: Int, _ shape: [Int]) -> Int {
    var rest = position
    var index = 0
    var stride = shape.reduce(1, *)
    for dimension in shape {
      stride /= dimension
      index += rest % dimension * stride
      rest /= dimension
    }
    return index
  }

  private func range(in count: Int, _ random: inout SplitMix64) -> Range<Int> {
    let ends = [
      Int.random(in: 0...count, using: &random), Int.random(in: 0...count, using: &random),
    ]
    return (ends.min() ?? 0)..<(ends.max() ?? 0)
  }
}
