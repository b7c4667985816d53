/// A number as a short label: at most four significant digits, no trailing zeros, `.` as the point in
/// every locale.
///
/// Magnitudes below 0.0001 or from 100000 up are written with an exponent (`1.2e-05`). NaN and the
/// infinities are `nan`, `inf` and `-inf`; zero has no sign.
///
/// - Parameters:
///   - value: the number.
///   - digits: how many significant digits are kept, from 1 to 15.
/// - Returns: the label.
public func shortNumber(_ value: Double, digits: Int = 4) -> String {
  if value.isNaN { return "nan" }
  if value.isInfinite { return value < 0 ? "-inf" : "inf" }
  guard value != 0 else { return "0" }
  let digits = min(max(digits, 1), 15)
  let sign = value < 0 ? "-" : ""
  let (mantissa, exponent) = decimal(value.magnitude, digits: digits)
  var text = String(mantissa)
  while text.count > 1, text.hasSuffix("0") { text.removeLast() }
  if exponent < -4 || exponent > max(4, digits) {
    return sign + scientific(text, exponent: exponent)
  }
  return sign + positional(text, exponent: exponent)
}

/// The first digits of a positive number as an integer, and the power of ten of the leading one.
private func decimal(_ magnitude: Double, digits: Int) -> (mantissa: Int, exponent: Int) {
  var exponent = Int(decimalLogarithm(magnitude).rounded(.down))
  var mantissa = scaled(magnitude, by: digits - 1 - exponent)
  let limit = powerOfTen(digits)
  if mantissa >= limit {
    exponent += 1
    mantissa = scaled(magnitude, by: digits - 1 - exponent)
  }
  return (Int(min(mantissa, limit - 1)), exponent)
}

private func scaled(_ magnitude: Double, by power: Int) -> Double {
  // Powers beyond the largest double are applied in two halves; division by an exact power is more
  // accurate than multiplication by an inexact one.
  let half = power / 2
  let product =
    power >= 0
    ? magnitude * powerOfTen(half) * powerOfTen(power - half)
    : magnitude / powerOfTen(-half) / powerOfTen(half - power)
  return product.rounded()
}

private func scientific(_ digits: String, exponent: Int) -> String {
  let rest = digits.dropFirst()
  let point = rest.isEmpty ? "" : "."
  let power = String(exponent.magnitude)
  let padded = power.count < 2 ? "0" + power : power
  return "\(digits.prefix(1))\(point)\(rest)e\(exponent < 0 ? "-" : "+")\(padded)"
}

private func positional(_ digits: String, exponent: Int) -> String {
  if exponent < 0 {
    return "0." + String(repeating: "0", count: -exponent - 1) + digits
  }
  let whole = digits.prefix(exponent + 1)
  let padding = String(repeating: "0", count: exponent + 1 - whole.count)
  let rest = digits.dropFirst(exponent + 1)
  return whole + padding + (rest.isEmpty ? "" : "." + rest)
}
