/// `weights.bin`: one BF16 matrix with what makes trained matrices hard to quantize, each at a known place.
///
/// The body is heavy-tailed with a scale of its own for every row. Into it go outlier columns, a band of large
/// rows, a row of tiny values, a region of zeros, two rows of values on rounding ties and a block whose amax MXFP4's
/// floor rule clips. The tensor's amax is 2688·2^-10, so that NVFP4's tensor scale amax/2688 is exactly 2^-10 and
/// the tie rows tie in NVFP4 too.
enum WeightsSample {
  static let rowCount = 512
  static let columnCount = 512
  /// The body's standard deviation before the rows' own factors.
  static let bodyScale = 0.02
  /// Columns of magnitude `bodyScale` times the factor, of random sign, within a quarter.
  static let outlierColumns: [(column: Int, factor: Double)] = [(37, 24), (200, 8), (411, 5)]
  /// Rows three times as large as the others.
  static let largeRows = 192..<256
  /// The row that holds 2^-20 of what it would.
  static let tinyRow = 320
  /// The region that is zero: sixteen rows of one whole 128-group.
  static let zeroRows = 96..<112
  static let zeroColumns = 256..<384
  /// Every value lies on a midpoint of E2M1 or is ±6, times `step`.
  static let e2m1TieRow = 400
  /// Every value lies on a half step of INT4, times `step`.
  static let int4TieRow = 401
  /// The block at this row's beginning has amax 7.75·`step`, which MXFP4's floor rule clips to 6·`step`.
  static let clippedRow = 402
  static let step = 0x1p-8
  /// Where the tensor's amax, 2688·2^-10 = 2.625, lies.
  static let peak = (row: 200, column: 37)
  static let peakValue = 2.625

  static func tensor() -> SampleTensor {
    var random = SplitMix64(seed: 0x5EED_0001)
    var values: [Double] = []
    values.reserveCapacity(rowCount * columnCount)
    for row in 0..<rowCount {
      values += bodyRow(row, &random)
    }
    for row in zeroRows {
      for column in zeroColumns {
        values[row * columnCount + column] = 0
      }
    }
    place(e2m1Ties(&random), in: e2m1TieRow, of: &values)
    place(int4Ties(), in: int4TieRow, of: &values)
    place(clippedBlock(&random), in: clippedRow, of: &values)
    values[peak.row * columnCount + peak.column] = peakValue
    return SampleTensor(
      name: "weights", type: .bf16, shape: [rowCount, columnCount], values: values)
  }

  private static func bodyRow(_ row: Int, _ random: inout SplitMix64) -> [Double] {
    var scale = bodyScale * (0.75 + 0.5 * random.uniform())
    if largeRows.contains(row) { scale *= 3 }
    if row == tinyRow { scale *= 0x1p-20 }
    var values = (0..<columnCount).map { _ in random.heavyTailed() * scale }
    for (column, factor) in outlierColumns {
      values[column] = random.sign() * (0.75 + 0.5 * random.uniform()) * factor * scale
    }
    return values
  }

  /// Midpoints of neighbouring E2M1 values, of random order and sign, with one ±6 in each block of 16.
  private static func e2m1Ties(_ random: inout SplitMix64) -> [Double] {
    (0..<columnCount).map { column in
      let isAmax = column.isMultiple(of: 16)
      let magnitude = isAmax ? 6 : E2M1.midpoints[random.index(below: E2M1.midpoints.count)]
      return random.sign() * magnitude * step
    }
  }

  /// The half steps -7.5, -6.5 … 7.5 over and over; the amax 7.5 makes INT4's scale exactly one step.
  private static func int4Ties() -> [Double] {
    (0..<columnCount).map { (Double($0 % 16) - 7.5) * step }
  }

  private static func clippedBlock(_ random: inout SplitMix64) -> [Double] {
    [7.75 * step] + (1..<32).map { _ in (random.uniform() * 6 - 3) * step }
  }

  private static func place(_ row: [Double], in index: Int, of values: inout [Double]) {
    for (column, value) in row.enumerated() {
      values[index * columnCount + column] = value
    }
  }
}
