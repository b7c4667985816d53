internal import Charts
public import QuantAnalysis

/// Numbers as they stand on screen and in reports: four significant digits, the same in every locale.
public enum FigureText {
  /// What stands for a figure that is undefined.
  public static let undefined = "n/a"

  /// A number with four significant digits, trailing zeros kept so that columns line up.
  public static func number(_ value: Double?) -> String {
    guard let value else { return undefined }
    guard value.isFinite, value != 0 else { return shortNumber(value) }
    let text = shortNumber(value, digits: 4)
    let parts = text.split(separator: "e", maxSplits: 1)
    guard var mantissa = parts.first.map({ String($0) }) else { return text }
    var digits = mantissa.drop { !("1"..."9").contains($0) }.filter(\.isNumber).count
    if digits < 4 && !mantissa.contains(".") { mantissa += "." }
    while digits < 4 {
      mantissa += "0"
      digits += 1
    }
    return parts.count == 2 ? "\(mantissa)e\(parts[1])" : mantissa
  }

  /// A share of one as a percentage with four significant digits.
  public static func percent(_ share: Double?) -> String {
    share.map { number($0 * 100) + "%" } ?? undefined
  }

  /// A size in binary units: `8.500 MiB`, bytes in full.
  public static func bytes(_ count: Int) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
    var value = Double(count)
    var unit = 0
    // What would read 1024 is 1.000 of the next unit.
    while value >= 1023.5, unit + 1 < units.count {
      value /= 1024
      unit += 1
    }
    return unit == 0 ? "\(count) B" : "\(number(value)) \(units[unit])"
  }

  /// A count with its thousands set apart by thin gaps: `16 777 216`.
  public static func count(_ value: some BinaryInteger) -> String {
    let digits = Array(String(value))
    var text = ""
    for (index, digit) in digits.enumerated() {
      let following = digits.count - index
      if index > 0, following % 3 == 0, digits[index - 1] != "-" { text.append(" ") }
      text.append(digit)
    }
    return text
  }

  /// A shape as `4096x14336`; a scalar is `scalar`.
  public static func shape(_ dimensions: [Int]) -> String {
    dimensions.isEmpty ? "scalar" : dimensions.map { String($0) }.joined(separator: "x")
  }
}

extension FigureText {
  /// The standard deviation of values, also as a power of two: where it lies between two of them decides how well
  /// power-of-two scales fit.
  public static func sigma(of values: ValueReport) -> String {
    let text = "sigma \(number(values.standardDeviation))"
    guard let deviation = values.standardDeviation, deviation > 0, deviation.isFinite else {
      return text
    }
    return text + " = 2^\(fixed(binaryLogarithm(deviation), decimals: 2))"
  }
}
