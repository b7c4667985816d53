import QuantCore
import TestSupport
import Testing

struct RotatedFormatTests {
  private static func normals(_ count: Int, seed: UInt64 = 0x40d) -> [Float] {
    var random = SplitMix64(seed: seed)
    return random.normals(count)
  }

  private static func rotate(_ values: [Float]) -> [Float] {
    var rotated = values
    var span = rotated.mutableSpan
    Hadamard.rotate(&span, in: values.indices)
    return rotated
  }

  @Test(arguments: [1, 2, 16, 32, 64, 128])
  func `a rotation is the product with Sylvester's matrix`(count: Int) {
    let values = Self.normals(count)
    let rotated = Self.rotate(values)
    for column in 0..<count {
      let exact = (0..<count).reduce(0.0) { sum, row in
        let isNegative = (row & column).nonzeroBitCount % 2 == 1
        return sum + (isNegative ? -1 : 1) * Double(values[row])
      }
      #expect(abs(exact / Double(count).squareRoot() - Double(rotated[column])) < 2e-6)
    }
  }

  @Test(arguments: [16, 32, 64, 128])
  func `a rotation keeps the energy and undoes itself`(count: Int) {
    let values = Self.normals(count)
    let rotated = Self.rotate(values)
    let energies = [values, rotated].map { $0.reduce(0.0) { $0 + Double($1) * Double($1) } }
    #expect(abs(energies[0] - energies[1]) < 1e-5 * energies[0])
    let back = Self.rotate(rotated)
    #expect(zip(values, back).allSatisfy { abs($0 - $1) < 2e-6 })
  }

  @Test func `the format inside encodes the rotated values`() throws {
    let values = Self.normals(4 * 128)
    let rotated = stride(from: 0, to: values.count, by: 32).flatMap { start in
      Self.rotate(Array(values[start..<start + 32]))
    }
    for name in ["mxfp4", "nvfp4", "int4-g128"] {
      let outer = Encoding(
        values, columns: 128, as: try FormatRegistry.format(named: name + "+h32"))
      let inner = Encoding(rotated, columns: 128, as: try FormatRegistry.format(named: name))
      #expect(outer.codes == inner.codes)
      #expect(outer.scales == inner.scales)
      // The tensor's scale too is that of the rotated values.
      #expect(outer.tensorScale == inner.tensorScale)
      let back = stride(from: 0, to: values.count, by: 32).flatMap { start in
        Self.rotate(Array(inner.values[start..<start + 32]))
      }
      #expect(outer.values == back)
    }
  }

  @Test func `what needs nothing of the tensor surveys nothing`() throws {
    for (name, foreknowledge) in [("mxfp4+h32", Foreknowledge.none), ("nvfp4+h32", .survey)] {
      let format = try FormatRegistry.format(named: name)
      #expect(format.foreknowledge == foreknowledge)
      let values = Self.normals(64)
      let survey = format.survey(
        values.span, columns: 64, summary: summarize(values, columns: 64))
      #expect((survey == Survey()) == (foreknowledge == .none))
    }
  }

  @Test func `sizes that a run does not divide are refused by name`() throws {
    let format = try FormatRegistry.format(named: "int4-g128+h128+row-scale")
    #expect(
      format.refusal(rows: 1, columns: 300)
        == "needs columns that are a multiple of 128, this tensor has 300")
    #expect(format.refusal(rows: 1, columns: 384) == nil)
  }

  @Test(arguments: [
    ("mxfp4+h128", 1, 128), ("mxfp4+h16", 1, 32), ("int4-g128+h32", 1, 128), ("nvfp4+h16", 1, 16),
    ("mxfp4+h16+row-scale", 1, 1024),
  ])
  func `a unit holds whole runs and whole blocks`(name: String, rows: Int, columns: Int) throws {
    let unit = try FormatRegistry.format(named: name).unitShape(rows: 64, columns: 1024)
    #expect(unit == BlockShape(rows: rows, columns: columns))
  }

  @Test(arguments: [("mxfp4+h128", 128, 4), ("int4-g128+h32", 128, 1), ("mxfp4+h32", 32, 1)])
  func `a run with NaN is left out with the blocks it touches`(
    name: String, elements: Int, blocks: Int
  ) throws {
    let format = try FormatRegistry.format(named: name)
    var values = Self.normals(2 * 384)
    values[150] = .nan
    let codec = format.codec(for: .unknown(rows: 2, columns: 384))
    var band = EncodedBand()
    codec.encode(values.span, columns: 384, mayHoldNonfinite: true, into: &band)
    var found = FormatStatistics(format: format)
    found.add(band, of: values.span)
    #expect(found.errors.count == values.count - elements)
    #expect(found.blocks.nonfiniteCount == blocks)
    #expect(band.decoded[150].isNaN)
    #expect(found.errors.noise.isFinite)
  }

  @Test func `a rotation that overflows decodes to infinities, not to NaN`() throws {
    let format = try FormatRegistry.format(named: "mxfp4+h32")
    var values = Self.normals(64)
    for index in 0..<32 { values[index] = index % 2 == 0 ? 3e38 : -3e38 }
    let decoded = Encoding(values, columns: 64, as: format).values
    #expect(decoded[..<32].allSatisfy { !$0.isFinite && !$0.isNaN })
    #expect(zip(decoded[..<32], values).allSatisfy { $0.sign == $1.sign })
    #expect(decoded[32...].allSatisfy { $0.isFinite })
  }

  @Test func `rotations of one kind exclude one another`() {
    #expect(throws: UnknownFormat.self) { try FormatRegistry.format(named: "mxfp4+h16+h32") }
  }
}
