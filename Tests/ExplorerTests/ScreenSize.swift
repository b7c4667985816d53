import Testing

/// A terminal's size by which tests are repeated.
struct ScreenSize: Sendable, CustomTestStringConvertible, CustomStringConvertible {
  let columns: Int
  let rows: Int

  var description: String { "\(columns)x\(rows)" }
  var testDescription: String { description }

  static let all = [
    (80, 24), (120, 40), (200, 60), (40, 12), (20, 5), (0, 0), (1, 1), (39, 16), (500, 3),
    (109, 13),
  ].map { ScreenSize(columns: $0.0, rows: $0.1) }

  /// The sizes whose pictures are kept, beside 80 by 24.
  static let recorded = [(120, 40), (200, 60), (40, 12), (20, 5)].map {
    ScreenSize(columns: $0.0, rows: $0.1)
  }
}
