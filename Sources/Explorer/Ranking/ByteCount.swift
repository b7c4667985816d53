/// A number of bytes as people write it: `24GB`, `80 GiB`, `512M`.
enum ByteCount {
  /// Reads a number with a unit: powers of 1000 with B, of 1024 with iB.
  ///
  /// - Returns: The bytes, 1 to 2^60; nil for anything else.
  static func read(_ text: String) -> Int? {
    let letters = text.lowercased().filter { $0 != " " }
    let digits = letters.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let number = Double(String(digits)), number > 0, number.isFinite else { return nil }
    let unit = String(letters.dropFirst(digits.count))
    let prefixes = ["", "k", "m", "g", "t", "p"]
    var factor: Double?
    for (power, prefix) in prefixes.enumerated() {
      let decimal = (0..<power).reduce(1.0) { value, _ in value * 1000 }
      let binary = (0..<power).reduce(1.0) { value, _ in value * 1024 }
      if unit == prefix || unit == prefix + "b" { factor = decimal }
      if power > 0, unit == prefix + "ib" || unit == prefix + "i" { factor = binary }
    }
    guard let factor, number * factor >= 1, number * factor <= 0x1p60 else { return nil }
    return Int(number * factor)
  }

  /// What somebody means who gives a number below a megabyte without a unit: gigabytes.
  ///
  /// - Returns: The number with its unit; nil where the text has a unit, or is of a megabyte and more.
  static func meant(by text: String, bytes: Int) -> String? {
    let digits = text.filter { $0 != " " }
    guard bytes < 1_000_000, digits.last.map({ $0.isNumber || $0 == "." }) == true else {
      return nil
    }
    return "\(digits)GB"
  }
}
