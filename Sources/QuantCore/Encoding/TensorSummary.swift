/// What a format may know about a whole tensor before it encodes the first block.
public struct TensorSummary: Sendable, Hashable {
  /// Rows of the `[rows, columns]` view.
  public let rows: Int
  /// Columns of the `[rows, columns]` view.
  public let columns: Int
  /// The largest magnitude among finite values; 0 where there are none.
  public let amax: Float
  /// The mean of the finite values; 0 where there are none.
  public let mean: Double
  /// The mean magnitude of the finite values; 0 where there are none.
  public let meanMagnitude: Double
  /// Whether any value is NaN or infinite.
  public let hasNonfinite: Bool
  /// What one format gathered over the tensor; empty for formats that survey nothing.
  public var survey: Survey

  /// Creates a summary.
  public init(
    rows: Int, columns: Int, amax: Float, mean: Double = 0, meanMagnitude: Double,
    hasNonfinite: Bool, survey: Survey = Survey()
  ) {
    self.rows = rows
    self.columns = columns
    self.amax = amax
    self.mean = mean
    self.meanMagnitude = meanMagnitude
    self.hasNonfinite = hasNonfinite
    self.survey = survey
  }

  /// The summary of a tensor that nobody has looked at: enough for formats that need none.
  public static func unknown(rows: Int, columns: Int) -> TensorSummary {
    TensorSummary(rows: rows, columns: columns, amax: 0, meanMagnitude: 0, hasNonfinite: true)
  }
}
