import QuantCore
import TestSupport
import Testing

/// Signal-to-noise ratios of formats that look beyond a block, made with numpy on other samples of variance 1.
struct MatrixReferenceFiguresTests {
  struct Figure: Sendable, CustomTestStringConvertible {
    let format: String
    var gaussian: Double?
    var laplacian: Double?
    var testDescription: String { format }
  }

  static let figures = [
    Figure(format: "mxfp4:rceil+h32", laplacian: 18.79),
    Figure(format: "nvfp4+h16", laplacian: 20.39),
    Figure(format: "int4-g128+h128", laplacian: 19.20),
    Figure(format: "hqq4-g64", gaussian: 21.23, laplacian: 19.43),
    Figure(format: "hqq4-g128", gaussian: 20.30, laplacian: 18.02),
    Figure(format: "hqq3-g64", gaussian: 14.78, laplacian: 12.92),
    Figure(format: "hqq2-g64", gaussian: 7.25, laplacian: 5.79),
    Figure(format: "e8p2", gaussian: 10.36, laplacian: 10.36),
  ]

  private static let columns = 4096
  private static let gaussian: [Float] = {
    var random = SplitMix64(seed: 0x6a56)
    return random.normals(128 * columns)
  }()
  private static let laplacian: [Float] = {
    var random = SplitMix64(seed: 0x1ab2)
    return random.laplaces(128 * columns)
  }()

  @Test(arguments: figures)
  func `samples come out within a seventh of a decibel`(_ figure: Figure) throws {
    if let gaussian = figure.gaussian {
      #expect(abs(try signalToNoise(of: Self.gaussian, as: figure.format) - gaussian) < 0.15)
    }
    if let laplacian = figure.laplacian {
      #expect(abs(try signalToNoise(of: Self.laplacian, as: figure.format) - laplacian) < 0.15)
    }
  }

  @Test func `a factor for each row stretches what FLOOR has shrunk`() throws {
    let plain = try signalToNoise(of: Self.gaussian, as: "mxfp4")
    let scaled = try signalToNoise(of: Self.gaussian, as: "mxfp4+row-scale")
    #expect(scaled > plain && scaled < plain + 0.1)
  }

  private func signalToNoise(of values: [Float], as name: String) throws -> Double {
    let format = try FormatRegistry.format(named: name)
    let summary = summarize(values, columns: Self.columns)
    let codec = format.codec(surveying: values, summary: summary)
    var band = EncodedBand()
    codec.encode(values.span, columns: Self.columns, mayHoldNonfinite: false, into: &band)
    var found = FormatStatistics(format: format)
    found.add(band, of: values.span)
    return try #require(found.errors.signalToNoise)
  }
}
