import TestSupport
import Testing

@testable import QuantCore

struct E8P2Tests {
  private static let codebook = E8P12()
  private static let points = (0...UInt16.max).map { code in
    let point = codebook.point(code)
    return (0..<8).map { point[$0] }
  }

  @Test func `the codebook has 256 patterns and 65,536 distinct points`() {
    #expect(Self.codebook.patternCount == 256)
    #expect(Set(Self.points).count == 65_536)
  }

  @Test func `every point lies a quarter beside halves with an even sum`() {
    let isRight = Self.points.allSatisfy { point in
      [Float(0.25), -0.25].contains { shift in
        let halves = point.map { $0 - shift }
        let norm = halves.reduce(0) { $0 + $1 * $1 }
        return halves.allSatisfy { ($0 - 0.5).remainder(dividingBy: 1) == 0 } && norm <= 12
          && halves.reduce(0, +).remainder(dividingBy: 2) == 0
      }
    }
    #expect(isRight)
  }

  @Test func `the first and last codes are those of the published layout`() {
    // Pattern 0 is ½ everywhere; code 1 has an odd number of ones: shift -¼, no turn left.
    #expect(Self.points[0] == Array(repeating: 0.75, count: 8))
    #expect(Self.points[1] == Array(repeating: 0.25, count: 8))
    // Two turns, of places 0 and 2: the second bit belongs to place 2.
    #expect(Self.points[0xc0] == [-0.25, 0.75, -0.25, 0.75, 0.75, 0.75, 0.75, 0.75])
    // The last pattern, 3 3 1 1 3 3 3 1 halves, has an odd sum: its last place is negative.
    #expect(Self.points[0xff00] == [1.75, 1.75, 0.75, 0.75, 1.75, 1.75, 1.75, -0.25])
  }

  @Test func `every point is nearest to itself`() {
    let isFound = Self.points.enumerated().allSatisfy { code, point in
      Int(Self.codebook.nearest(to: E8P12.Vector { point[$0] })) == code
    }
    #expect(isFound)
  }

  @Test(arguments: [0.3, 1.0, 1.5, 4.0])
  func `no point of all lies nearer than the one found`(deviation: Double) {
    var random = SplitMix64(seed: 0xe8)
    for _ in 0..<60 {
      let vector = (0..<8).map { _ in Float(random.normal() * deviation) }
      func distance(_ point: [Float]) -> Double {
        zip(vector, point).reduce(0) {
          $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
        }
      }
      let found = Self.points[Int(Self.codebook.nearest(to: E8P12.Vector { vector[$0] }))]
      let least = Self.points.map(distance).min() ?? 0
      #expect(distance(found) <= least + 1e-5)
    }
  }

  @Test(arguments: [1, 2, 8, 12, 20, 28, 36, 44, 60, 84, 104, 148, 216, 384, 1200, 1376])
  func `the transform keeps the energy, and its inverse undoes it`(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    let columns = 70
    let values = random.normals(count * columns)
    let transform = OrthonormalTransform(count: count)
    var down = values
    var downSpan = down.mutableSpan
    transform.transformColumns(&downSpan, columns: columns, isInverse: false)
    // Transforming columns is transforming the rows of the transposed matrix.
    var across = (0..<values.count).map { values[$0 % count * columns + $0 / count] }
    var acrossSpan = across.mutableSpan
    transform.transformRows(&acrossSpan, rows: columns, isInverse: false)
    #expect(across.indices.allSatisfy { across[$0] == down[$0 % count * columns + $0 / count] })
    let energies = [values, down].map { $0.reduce(0.0) { $0 + Double($1) * Double($1) } }
    #expect(abs(energies[0] - energies[1]) < 1e-5 * energies[0])
    var back = down
    var backSpan = back.mutableSpan
    transform.transformColumns(&backSpan, columns: columns, isInverse: true)
    #expect(zip(values, back).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test(arguments: [12, 20, 24, 28, 32, 36, 44, 60, 76, 84, 108, 148])
  func `Paley's matrices are Hadamard's`(order: Int) throws {
    let matrix = try #require(PaleyMatrix(order: order))
    #expect(matrix.entries.allSatisfy { $0.magnitude == 1 })
    for row in 0..<order {
      for other in 0..<order {
        let product = (0..<order).reduce(Float(0)) {
          $0 + matrix.entries[row * order + $1] * matrix.entries[other * order + $1]
        }
        #expect(product == (row == other ? Float(order) : 0))
      }
    }
  }

  @Test func `outliers cost nothing: the transform spreads them`() throws {
    let columns = 256
    var random = SplitMix64(seed: 0x0e8)
    var values = random.normals(columns * columns)
    for index in stride(from: 5, to: values.count, by: 509) { values[index] *= 20 }
    let encoding = Encoding(
      values, columns: columns, as: try FormatRegistry.format(named: "e8p2"))
    let energy = values.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(values.count)
    let ratio = energy / encoding.meanSquaredError(against: values)
    #expect(ratio > 10.3 && ratio < 11.4)
  }

  @Test func `a matrix that is given away is worked on where it lies`() throws {
    let columns = 64
    var random = SplitMix64(seed: 0x1e8)
    let values = random.normals(columns * columns)
    let format = try FormatRegistry.format(named: "e8p2")
    let codec = try #require(
      format.codec(for: .unknown(rows: columns, columns: columns)) as? any WholeMatrixCodec)
    var copied = EncodedBand()
    codec.encode(values.span, columns: columns, mayHoldNonfinite: true, into: &copied)
    var matrix = values.map { $0 * 1 }
    let place = unsafe matrix.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    var band = EncodedBand()
    codec.encode(consuming: &matrix, columns: columns, into: &band)
    let end = unsafe band.decoded.withUnsafeBufferPointer {
      UInt(bitPattern: $0.baseAddress)
    }
    #expect(place == end && matrix.isEmpty)
    #expect(band.decoded == copied.decoded && band.codes == copied.codes)
  }

  @Test func `a single NaN leaves out the matrix`() throws {
    let format = try FormatRegistry.format(named: "e8p2")
    var values = [Float](repeating: 1, count: 64)
    values[9] = .nan
    var band = EncodedBand()
    format.codec(for: .unknown(rows: 8, columns: 8))
      .encode(values.span, columns: 8, mayHoldNonfinite: true, into: &band)
    var found = FormatStatistics(format: format)
    found.add(band, of: values.span)
    #expect(found.errors.count == 0 && found.blocks.nonfiniteCount == 1)
    #expect(format.refusal(rows: 8, columns: 12) != nil)
  }
}
