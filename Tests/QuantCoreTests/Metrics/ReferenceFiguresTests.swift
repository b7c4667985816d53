import QuantCore
import TestSupport
import Testing

/// Signal-to-noise ratios of unit-variance samples, made with numpy and ml_dtypes on other samples.
///
/// Power-of-two scales are not scale invariant: the figures hold for a variance of 1.
struct ReferenceFiguresTests {
  struct Figure: Sendable, CustomTestStringConvertible {
    let format: String
    let gaussian: Double
    let laplacian: Double
    /// The share of Gaussian values that become zero.
    let flushed: Double
    let slope: Double
    var testDescription: String { format }
  }

  // Divided by an F32 scale, most negative group maxima reach -8; by one rounded to F16, about half.
  // Hence the two slopes.
  static let figures = [
    Figure(format: "mxfp4:ceil", gaussian: 16.82, laplacian: 15.45, flushed: 0.175, slope: 0.993),
    Figure(format: "mxfp4:floor", gaussian: 18.79, laplacian: 18.01, flushed: 0.088, slope: 0.98),
    Figure(format: "mxfp4:rceil", gaussian: 18.76, laplacian: 17.57, flushed: 0.107, slope: 0.99),
    Figure(format: "mxfp4:even", gaussian: 19.03, laplacian: 18.17, flushed: 0.097, slope: 0.99),
    Figure(format: "nvfp4", gaussian: 20.43, laplacian: 20.66, flushed: 0.068, slope: 0.995),
    Figure(
      format: "int4-g128+f32", gaussian: 19.12, laplacian: 16.39, flushed: 0.149, slope: 0.999),
    Figure(format: "int4-g128", gaussian: 19.12, laplacian: 16.39, flushed: 0.149, slope: 0.997),
  ]

  private static let columns = 4096
  private static let gaussian: [Float] = {
    var random = SplitMix64(seed: 0x6a55)
    return random.normals(256 * columns)
  }()
  private static let laplacian: [Float] = {
    var random = SplitMix64(seed: 0x1ab1)
    return random.laplaces(256 * columns)
  }()

  @Test(arguments: figures)
  func `Gaussian samples come out within a tenth of a decibel`(_ figure: Figure) throws {
    let errors = try errors(of: Self.gaussian, as: figure.format)
    #expect(abs(try #require(errors.signalToNoise) - figure.gaussian) < 0.1)
    #expect(abs(Double(errors.flushedCount) / Double(errors.count) - figure.flushed) < 0.003)
    #expect(abs(try #require(errors.slope) - figure.slope) < 0.002)
  }

  @Test(arguments: figures)
  func `Laplace samples come out within a tenth of a decibel`(_ figure: Figure) throws {
    let errors = try errors(of: Self.laplacian, as: figure.format)
    #expect(abs(try #require(errors.signalToNoise) - figure.laplacian) < 0.1)
  }

  @Test func `the share of blocks that floor clips is the one known`() throws {
    let format = try FormatRegistry.format(named: "mxfp4")
    let found = TileTests.statistics(Self.gaussian, columns: Self.columns, format: format)
    let share = Double(found.blocks.clippedCount) / Double(found.blocks.count)
    #expect(abs(share - 0.294) < 0.01)
  }

  private func errors(of values: [Float], as format: String) throws -> ErrorStatistics {
    let format = try FormatRegistry.format(named: format)
    return TileTests.statistics(values, columns: Self.columns, format: format).errors
  }
}
