internal import Charts
public import QuantCore

/// A stored code taken apart: its bits by field, and how they make a value.
public struct CodeFields: Sendable, Hashable {
  /// The code in hexadecimal, as many digits as its width takes.
  public let hex: String
  /// The bits, fields apart: `0|11|1`.
  public let bits: String
  /// What the fields are: `sign|exponent|mantissa`.
  public let names: String
  /// How the fields make the value: `2^2 x 1.5 = 6`.
  public let words: String

  /// Takes a code apart.
  ///
  /// - Parameters:
  ///   - code: The stored code.
  ///   - element: What codes stand for.
  public init(_ code: UInt16, of element: ElementGrid) {
    let digits = String(code, radix: 16, uppercase: true)
    let width = (element.bits + 3) / 4
    hex = "0x" + String(repeating: "0", count: max(0, width - digits.count)) + digits
    let bits = Self.binary(UInt64(code), width: element.bits)
    if let type = MiniFloat.all.first(where: { $0.name == element.name }) {
      self.bits = Self.split(bits, [1, type.exponentBits, type.mantissaBits])
      names = "sign|exponent|mantissa"
      words = Self.words(UInt8(truncatingIfNeeded: code), of: type)
      return
    }
    self.bits = bits
    guard element.vectorLength == 1, element.values.indices.contains(Int(code)) else {
      names = "index"
      words =
        element.vectorLength > 1
        ? "one code for \(element.vectorLength) columns" : "a centroid of the block's codebook"
      return
    }
    let value = shortNumber(Double(element.values[Int(code)]), digits: 7)
    switch element.name {
    case let name where name.hasPrefix("INT"):
      names = "integer less the lowest"
      let lowest = Double(element.values[0])
      let step = element.values.count > 1 ? Double(element.values[1]) - lowest : 1
      words =
        step == 1
        ? "\(code) - \(shortNumber(-lowest)) = \(value)"
        : "(\(code) - \(shortNumber(-lowest / step))) / \(shortNumber(1 / step)) = \(value)"
    case let name where name.hasPrefix("UINT"):
      names = "integer"
      words = value
    default:
      names = "index"
      words = "value \(code) of the table = \(value)"
    }
  }

  /// A number in bits, the highest first.
  static func binary(_ number: UInt64, width: Int) -> String {
    let digits = String(number, radix: 2)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Bits with a bar between fields of the given widths.
  static func split(_ bits: String, _ widths: [Int]) -> String {
    var rest = bits[...]
    return widths.map { width in
      defer { rest = rest.dropFirst(width) }
      return String(rest.prefix(width))
    }.joined(separator: "|")
  }

  private static func words(_ code: UInt8, of type: MiniFloat) -> String {
    let value = type.decode(code)
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-infinity" : "infinity" }
    let sign = code & type.signBit == 0 ? "" : "-"
    let field = Int(code & (type.signBit - 1)) >> type.mantissaBits
    let steps = Int(code) & (1 << type.mantissaBits - 1)
    let fraction = Double(steps) / Double(1 << type.mantissaBits)
    let significand = shortNumber(field == 0 ? fraction : 1 + fraction, digits: 7)
    let text = shortNumber(Double(value), digits: 7)
    let note = field == 0 && steps > 0 ? " (subnormal)" : ""
    if value == 0 { return sign + "0" }
    return "\(sign)2^\(max(field, 1) - type.bias) x \(significand) = \(text)\(note)"
  }
}

extension MiniFloat {
  /// The types that codes are of.
  static let all: [MiniFloat] = [.e2m1, .e2m3, .e3m2, .e4m3, .e5m2]
}
