import QuantCore
import TestSupport
import Testing

struct RowScaledFormatTests {
  private static let columns = 200
  private static let weights: [Float] = {
    var random = SplitMix64(seed: 0x705)
    return random.normals(6 * columns, deviation: 0.02)
  }()

  private func encoded(_ name: String, _ values: [Float]) throws -> EncodedBand {
    let format = try FormatRegistry.format(named: name)
    var band = EncodedBand()
    format.codec(surveying: values, summary: summarize(values, columns: Self.columns))
      .encode(values.span, columns: Self.columns, mayHoldNonfinite: true, into: &band)
    return band
  }

  @Test func `each row is multiplied by its least-squares factor`() throws {
    let plain = try encoded("mxfp4", Self.weights)
    let scaled = try encoded("mxfp4+row-scale", Self.weights)
    #expect(scaled.rowFactors.count == 6)
    for row in 0..<6 {
      let range = row * Self.columns..<(row + 1) * Self.columns
      let product = range.reduce(0.0) { $0 + Double(Self.weights[$1]) * Double(plain.decoded[$1]) }
      let energy = range.reduce(0.0) { $0 + Double(plain.decoded[$1]) * Double(plain.decoded[$1]) }
      let factor = Float(product / energy)
      #expect(abs(scaled.rowFactors[row] - factor) <= factor.ulp)
      #expect(range.allSatisfy { scaled.decoded[$0] == scaled.rowFactors[row] * plain.decoded[$0] })
    }
    #expect(plain.rowFactors.isEmpty)
  }

  @Test func `no other factor leaves a smaller error`() throws {
    let plain = try encoded("int4-g128", Self.weights)
    let scaled = try encoded("int4-g128+row-scale", Self.weights)
    for row in 0..<6 {
      let range = row * Self.columns..<(row + 1) * Self.columns
      func error(_ factor: Float) -> Double {
        range.reduce(0.0) {
          let error = Double(Self.weights[$1]) - Double(factor) * Double(plain.decoded[$1])
          return $0 + error * error
        }
      }
      let best = scaled.rowFactors[row]
      #expect(error(best) <= error(best * 1.001) && error(best) <= error(best * 0.999))
    }
  }

  @Test func `a row of zeros has the factor 1`() throws {
    var values = Self.weights
    for index in 0..<Self.columns { values[index] = 0 }
    let scaled = try encoded("mxfp4+row-scale", values)
    #expect(scaled.rowFactors[0] == 1)
    #expect(scaled.decoded[..<Self.columns].allSatisfy { $0 == 0 })
  }

  @Test func `blocks that are left out say nothing about the factor`() throws {
    var values = Self.weights
    let straight = try encoded("mxfp4+row-scale", values)
    values[3 * Self.columns] = .infinity
    let scaled = try encoded("mxfp4+row-scale", values)
    #expect(scaled.rowFactors[3].isFinite && scaled.rowFactors[3] != straight.rowFactors[3])
    #expect(scaled.rowFactors[2] == straight.rowFactors[2])
    #expect(scaled.decoded[3 * Self.columns].isNaN)
  }

  @Test func `factors are counted in the bits`() throws {
    let plain = try FormatRegistry.format(named: "mxfp4")
    let scaled = try FormatRegistry.format(named: "mxfp4+row-scale")
    let extra =
      scaled.storedBits(rows: 7, columns: 300) - plain.storedBits(rows: 7, columns: 300)
    #expect(extra == 7 * 32)
  }
}
