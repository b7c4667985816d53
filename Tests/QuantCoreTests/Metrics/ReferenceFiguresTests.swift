import QuantCore
import TestSupport
import Testing

struct ReferenceFiguresTests {
  private static let columns = 4096
  private static let gaussian: [Float] = {
    var random = SplitMix64(seed: 0x6a55)
    return random.normals(256 * columns)
  }()
  private static let laplacian: [Float] = {
    var random = SplitMix64(seed: 0x1ab1)
    return random.laplaces(256 * columns)
  }()
  /// Student's t with five degrees of freedom, scaled to a variance of 1.
  private static let student: [Float] = {
    var random = SplitMix64(seed: 0x57d5)
    return (0..<256 * columns).map { _ in
      let numerator = random.normal()
      var squares = 0.0
      for _ in 0..<5 {
        let next = random.normal()
        squares += next * next
      }
      return Float(numerator / (squares / 5).squareRoot() * 0.6.squareRoot())
    }
  }()

  @Test(arguments: ReferenceFigure.all)
  func `Gaussian samples come out within a tenth of a decibel`(_ figure: ReferenceFigure) throws {
    let errors = try errors(of: Self.gaussian, as: figure.format)
    #expect(abs(try #require(errors.signalToNoise) - figure.gaussian) < 0.1)
    if let flushed = figure.flushed {
      #expect(abs(Double(errors.flushedCount) / Double(errors.count) - flushed) < 0.003)
    }
    if let slope = figure.slope { #expect(abs(try #require(errors.slope) - slope) < 0.002) }
  }

  @Test(arguments: ReferenceFigure.all.filter { $0.laplacian != nil })
  func `Laplace samples come out within a tenth of a decibel`(_ figure: ReferenceFigure) throws {
    let errors = try errors(of: Self.laplacian, as: figure.format)
    #expect(abs(try #require(errors.signalToNoise) - (figure.laplacian ?? 0)) < 0.1)
  }

  @Test(arguments: ReferenceFigure.all.filter { $0.student != nil })
  func `samples of Student's t come out within a tenth of a decibel`(
    _ figure: ReferenceFigure
  ) throws {
    let errors = try errors(of: Self.student, as: figure.format)
    #expect(abs(try #require(errors.signalToNoise) - (figure.student ?? 0)) < 0.1)
  }

  @Test(arguments: SigmaPhase.all)
  func `ratios move with the deviation as is known`(_ phase: SigmaPhase) throws {
    let samples = Self.gaussian[..<(64 * Self.columns)]
    var deviation: Float = 1
    var ratios: [Double] = []
    for _ in 0..<16 {
      let scaled = samples.map { $0 * deviation }
      ratios.append(try #require(errors(of: scaled, as: phase.format).signalToNoise))
      deviation *= 1.0442737824
    }
    let mean = ratios.reduce(0, +) / 16
    #expect(abs(try #require(ratios.min()) - phase.lowest) < 0.05)
    #expect(abs(try #require(ratios.max()) - phase.highest) < 0.05)
    if let known = phase.mean { #expect(abs(mean - known) < 0.03) }
  }

  @Test func `the share of blocks that floor clips is the one known`() throws {
    let format = try FormatRegistry.format(named: "mxfp4")
    let found = TileTests.statistics(Self.gaussian, columns: Self.columns, format: format)
    let share = Double(found.blocks.clippedCount) / Double(found.blocks.count)
    #expect(abs(share - 0.294) < 0.01)
  }

  @Test func `the shares of elements beyond the grid in rounded weights are the ones known`() throws
  {
    let weights = Self.gaussian.map { BFloat16.decode(BFloat16.encode($0 * 0.02)) }
    let encoding = Encoding(
      weights, columns: Self.columns, as: try FormatRegistry.format(named: "mxfp4"))
    let quotients = weights.indices.map { weights[$0] / encoding.scales[$0 / 32].value }
    let saturated = quotients.filter { $0.magnitude > 6 }.count
    #expect(encoding.saturated.reduce(0, +) == saturated)
    #expect(abs(Double(saturated) / Double(weights.count) - 0.018) < 0.001)
    let seven = quotients.filter { $0.magnitude > 7 }.count
    #expect(abs(Double(seven) / Double(weights.count) - 0.005) < 0.001)
  }

  @Test func `four over six takes four in the share of blocks that is known`() throws {
    let encoding = Encoding(
      Self.gaussian, columns: Self.columns, as: try FormatRegistry.format(named: "nvfp4:4over6"))
    // Under the other scale the largest magnitude becomes 6.
    let blocks = encoding.scales.indices.filter { block in
      let codes = encoding.codes.dropFirst(block * 16).prefix(16)
      return !codes.contains { $0 & 7 == 7 }
    }
    let share = Double(blocks.count) / Double(encoding.scales.count)
    #expect(abs(share - 0.453) < 0.01)
  }

  private func errors(of values: [Float], as format: String) throws -> ErrorStatistics {
    let format = try FormatRegistry.format(named: format)
    return TileTests.statistics(values, columns: Self.columns, format: format).errors
  }
}
