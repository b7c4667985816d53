internal import Charts

/// Labels at the edges of maps.
enum MapLabels {
  /// Labels of every few cells: the row or column of elements that the cell begins with.
  static func labels(_ count: Int, every stride: Int, first: Int, step: Int) -> [HeatMap.Label] {
    Swift.stride(from: 0, to: count, by: stride).map { index in
      let place = first + index * step
      let text =
        switch place {
        case ..<1_000_000: "\(place)"
        case ..<1_000_000_000: "\(place / 1000)k"
        default: "\(place / 1_000_000)M"
        }
      return HeatMap.Label(index: index, text: text)
    }
  }
}

extension FigureText {
  /// Some rows or columns: `row 7`, `cols 64-127`.
  ///
  /// - Parameters:
  ///   - range: Their numbers.
  ///   - noun: What they are, in the singular.
  /// - Returns: The text.
  public static func span(_ range: Range<Int>, _ noun: String) -> String {
    range.count == 1 ? "\(noun) \(range.lowerBound)" : "\(noun)s \(numbers(range))"
  }

  /// A number, or the first and the last: `7`, `64-127`.
  static func numbers(_ range: Range<Int>) -> String {
    range.count == 1
      ? "\(range.lowerBound)"
      : "\(range.lowerBound)-\(max(range.lowerBound, range.upperBound - 1))"
  }
}
