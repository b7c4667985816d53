import QuantCore
import TestSupport
import Testing

/// Signal-to-noise ratios of unit-variance samples, made with numpy on other samples.
struct IntegerReferenceFigures {
  struct Figure: Sendable, CustomTestStringConvertible {
    let format: String
    let gaussian: Double
    let laplacian: Double
    let student: Double
    /// The share of Gaussian values that become zero.
    var flushed: Double?
    var slope: Double?
    var testDescription: String { format }
  }

  static let figures = [
    Figure(
      format: "int4-g128+f32", gaussian: 19.12, laplacian: 16.39, student: 15.77, flushed: 0.149),
    Figure(
      format: "int4-g128:sym7+f32", gaussian: 18.62, laplacian: 15.91, student: 15.28,
      flushed: 0.16, slope: 1),
    Figure(
      format: "int4-g128:asym+f32", gaussian: 19.96, laplacian: 17.7, student: 17.49,
      flushed: 0.137, slope: 1),
    Figure(
      format: "int4-g64:asym+f32", gaussian: 20.82, laplacian: 18.99, student: 19,
      flushed: 0.124, slope: 1),
    Figure(
      format: "int4-g32+f32", gaussian: 20.47, laplacian: 18.53, student: 18.43, flushed: 0.124),
    Figure(
      format: "int4-g32:asym+f32", gaussian: 21.86, laplacian: 20.5, student: 20.64,
      flushed: 0.109, slope: 1),
    Figure(
      format: "q4_0", gaussian: 21.32, laplacian: 19.43, student: 19.35, flushed: 0.116,
      slope: 0.998),
    Figure(format: "int3-g128:asym+f32", gaussian: 13.34, laplacian: 11.29, student: 10.93),
    Figure(format: "int3-g64:asym+f32", gaussian: 14.2, laplacian: 12.54, student: 12.41),
    Figure(format: "int2-g128:asym+f32", gaussian: 5.98, laplacian: 4.93, student: 4.48),
    Figure(format: "int2-g64:asym+f32", gaussian: 6.81, laplacian: 5.97, student: 5.65),
    Figure(format: "int2-g32:asym+f32", gaussian: 7.83, laplacian: 7.25, student: 7.04),
    Figure(
      format: "q8_0", gaussian: 45.43, laplacian: 43.44, student: 43.39, flushed: 0.007,
      slope: 1),
    Figure(
      format: "int8-row", gaussian: 41.25, laplacian: 36.82, student: 33.87, flushed: 0.012,
      slope: 1),
    Figure(
      format: "fp8-row", gaussian: 31.55, laplacian: 31.58, student: 31.62, flushed: 0,
      slope: 0.999),
    Figure(
      format: "int8-32x32", gaussian: 42.09, laplacian: 38.24, student: 36.42, flushed: 0.011,
      slope: 1),
    Figure(
      format: "fp8-128x128", gaussian: 31.55, laplacian: 31.55, student: 31.57, flushed: 0,
      slope: 0.999),
    Figure(
      format: "ternary", gaussian: 5.79, laplacian: 4.05, student: 4.38, flushed: 0.31,
      slope: 0.588),
    Figure(
      format: "binary", gaussian: 4.39, laplacian: 3.01, student: 3.37, flushed: 0, slope: 0.637),
  ]

  private static let columns = 4096
  private static let rows = 256
  private static let gaussian: [Float] = {
    var random = SplitMix64(seed: 0x9a55)
    return random.normals(rows * columns)
  }()
  private static let laplacian: [Float] = {
    var random = SplitMix64(seed: 0x91ab)
    return random.laplaces(rows * columns)
  }()
  /// Student's t with five degrees of freedom, scaled to variance 1.
  private static let student: [Float] = {
    var random = SplitMix64(seed: 0x957d)
    return (0..<rows * columns).map { _ in
      let squares = (0..<5).reduce(0.0) { sum, _ in
        let normal = random.normal()
        return sum + normal * normal
      }
      return Float(random.normal() / (squares / 5).squareRoot() * 0.6.squareRoot())
    }
  }()

  @Test(arguments: figures)
  func `Gaussian samples come out within a tenth of a decibel`(_ figure: Figure) throws {
    let errors = try errors(of: Self.gaussian, as: figure.format)
    #expect(abs(try #require(errors.signalToNoise) - figure.gaussian) < 0.1)
    let flushed = Double(errors.flushedCount) / Double(errors.count)
    #expect(abs(flushed - (figure.flushed ?? flushed)) < 0.003)
    let slope = try #require(errors.slope)
    #expect(abs(slope - (figure.slope ?? slope)) < 0.002)
  }

  @Test(arguments: figures)
  func `Laplace samples come out within a tenth of a decibel`(_ figure: Figure) throws {
    let errors = try errors(of: Self.laplacian, as: figure.format)
    #expect(abs(try #require(errors.signalToNoise) - figure.laplacian) < 0.1)
  }

  @Test(arguments: figures)
  func `samples of t(5) come out within sampling error`(_ figure: Figure) throws {
    let errors = try errors(of: Self.student, as: figure.format)
    #expect(abs(try #require(errors.signalToNoise) - figure.student) < 0.3)
  }

  private func errors(of values: [Float], as format: String) throws -> ErrorStatistics {
    let format = try FormatRegistry.format(named: format)
    return TileTests.statistics(values, columns: Self.columns, format: format).errors
  }
}
