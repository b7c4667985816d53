/// Durations of one thing measured several times.
struct Samples {
  private(set) var values: [Duration] = []

  mutating func add(_ value: Duration) { values.append(value) }

  var minimum: Duration { values.min() ?? .zero }
  var maximum: Duration { values.max() ?? .zero }
  var median: Duration {
    values.isEmpty ? .zero : values.sorted()[values.count / 2]
  }

  /// Minimum, median and maximum in milliseconds, and how many there are.
  var text: String {
    "min \(Self.ms(minimum))  median \(Self.ms(median))  max \(Self.ms(maximum)) ms"
      + "  (\(values.count) runs)"
  }

  static func ms(_ duration: Duration) -> String {
    let tenths = Int((duration / .milliseconds(0.1)).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
