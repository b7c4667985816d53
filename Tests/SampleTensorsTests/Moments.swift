/// The moments of some values, by definition.
struct Moments {
  var mean: Double
  /// The population's.
  var variance: Double
  /// m4/m2²; 3 for a normal distribution.
  var kurtosis: Double

  init(_ values: some Collection<Float>) {
    let count = Double(values.count)
    let average = values.reduce(0) { $0 + Double($1) } / count
    var (second, fourth) = (0.0, 0.0)
    for value in values {
      let square = (Double(value) - average) * (Double(value) - average)
      second += square
      fourth += square * square
    }
    mean = average
    variance = second / count
    kurtosis = fourth * count / (second * second)
  }
}
