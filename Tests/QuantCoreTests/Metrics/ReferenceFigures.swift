import Testing

/// Signal-to-noise ratios of unit-variance samples, made with numpy and ml_dtypes on other samples.
///
/// Power-of-two scales are not scale invariant: the figures hold for a variance of 1.
struct ReferenceFigure: Sendable, CustomTestStringConvertible {
  let format: String
  let gaussian: Double
  let laplacian: Double?
  /// Student's t with five degrees of freedom.
  let student: Double?
  /// The share of Gaussian values that become zero.
  let flushed: Double?
  /// Σxd/Σx² of Gaussian values.
  let slope: Double?
  var testDescription: String { format }

  init(
    _ format: String, _ gaussian: Double, _ laplacian: Double? = nil, _ student: Double? = nil,
    flushed: Double? = nil, slope: Double? = nil
  ) {
    self.format = format
    self.gaussian = gaussian
    self.laplacian = laplacian
    self.student = student
    self.flushed = flushed
    self.slope = slope
  }

  // Divided by an F32 scale, most negative group maxima reach -8; by one rounded to F16, about half.
  // Hence the two slopes.
  static let all = [
    ReferenceFigure("mxfp4:ceil", 16.82, 15.45, 15.32, flushed: 0.175, slope: 0.993),
    ReferenceFigure("mxfp4:floor", 18.79, 18.01, 17.99, flushed: 0.088, slope: 0.98),
    ReferenceFigure("mxfp4:rceil", 18.76, 17.57, 17.57, flushed: 0.107, slope: 0.99),
    ReferenceFigure("mxfp4:even", 19.03, 18.17, 18.16, flushed: 0.097, slope: 0.99),
    ReferenceFigure("mxfp4:mse", 19.05, 18.26, 18.25, flushed: 0.095, slope: 0.988),
    ReferenceFigure("mxfp4:mbs", 19.31, 18.79),
    ReferenceFigure("nvfp4", 20.43, 20.66, 20.7, flushed: 0.068, slope: 0.995),
    ReferenceFigure("nvfp4:torchao", 20.43, 20.66, 20.7, flushed: 0.068, slope: 0.995),
    ReferenceFigure("nvfp4:compressed-tensors", 20.43, 20.66, 20.7, flushed: 0.068, slope: 0.995),
    ReferenceFigure("nvfp4:4over6", 21.22, 21.19, 21.24, flushed: 0.081, slope: 0.997),
    ReferenceFigure("nvfp4:sweep", 21.81, 21.68, 21.71, flushed: 0.078, slope: 0.993),
    ReferenceFigure("int4-g128+f32", 19.12, 16.39, 15.77, flushed: 0.149, slope: 0.999),
    ReferenceFigure("int4-g128", 19.12, 16.39, 15.77, flushed: 0.149, slope: 0.997),
    ReferenceFigure("mxfp6-e2m3", 30.94, 30.32, 30.32, flushed: 0.022, slope: 0.999),
    ReferenceFigure("mxfp6-e2m3:rceil", 30.96, 30.26, 30.27),
    ReferenceFigure("mxfp6-e3m2", 25.36, 25.22, 25.23, flushed: 0.003, slope: 0.995),
    ReferenceFigure("mxfp6-e3m2:rceil", 25.54, 25.55, 25.56),
    ReferenceFigure("mxfp8-e4m3", 30.64, 30.07, 30.05, flushed: 0, slope: 0.997),
    ReferenceFigure("mxfp8-e4m3:rceil", 31.52, 31.54, 31.54, flushed: 0, slope: 0.999),
    ReferenceFigure("mxfp8-e5m2", 25.36, 25.22, 25.23, flushed: 0, slope: 0.995),
    ReferenceFigure("mxint8", 41.66, 40.05, 39.96, flushed: 0.011, slope: 1),
  ]
}

/// How a power-of-two format's ratio moves as the deviation goes through a binade, in sixteen steps.
struct SigmaPhase: Sendable, CustomTestStringConvertible {
  let format: String
  let lowest: Double
  let highest: Double
  let mean: Double?
  var testDescription: String { format }

  static let all = [
    SigmaPhase(format: "mxfp4:floor", lowest: 18.56, highest: 18.92, mean: 18.75),
    SigmaPhase(format: "mxfp4:ceil", lowest: 16.77, highest: 17.28, mean: 17.02),
    SigmaPhase(format: "mxfp4:rceil", lowest: 18.52, highest: 18.78, mean: 18.65),
    SigmaPhase(format: "mxfp4:even", lowest: 18.93, highest: 19.05, mean: 19),
    SigmaPhase(format: "mxfp8-e4m3", lowest: 30.12, highest: 30.89, mean: nil),
    SigmaPhase(format: "mxfp8-e4m3:rceil", lowest: 31.51, highest: 31.56, mean: nil),
    SigmaPhase(format: "nvfp4", lowest: 20.43, highest: 20.43, mean: 20.43),
  ]
}
