internal import Charts
public import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// A block's scale in words: stored bits by field, and the arithmetic that makes the multiplier.
public struct BlockScaleText: Sendable, Hashable {
  /// The code and the arithmetic: `0x7E 448 x 0.00071057 = 0.31833`.
  public let arithmetic: String
  /// The bits by field and what they make; nil for formats without block scales.
  public let fields: String?
  /// What the fields are: `sign|exponent|mantissa`; empty where there are none.
  public let names: String

  /// Describes a scale.
  ///
  /// - Parameters:
  ///   - block: The block.
  ///   - format: The format's view that it belongs to.
  public init(_ block: Inspection.Block, in format: Inspection.Format) {
    guard let scale = block.scale else {
      arithmetic = "left out: NaN or infinity"
      fields = nil
      names = ""
      return
    }
    let multiplier = Self.number(scale.multiplier)
    guard format.scaleType != .none else {
      arithmetic = "tensor scale \(multiplier)" + Self.rowFactor(format)
      fields = nil
      names = ""
      return
    }
    names = format.scaleType == .e8m0 ? "exponent" : "sign|exponent|mantissa"
    let bits = format.scaleType.bits
    let digits = String(scale.code, radix: 16, uppercase: true)
    let code = "0x" + String(repeating: "0", count: max(0, bits / 4 - digits.count)) + digits
    let binary = CodeFields.binary(UInt64(scale.code), width: bits)
    var value = Self.number(scale.value)
    switch format.scaleType {
    case .e8m0:
      let exponent = Int(scale.code) - 127
      value = "2^\(exponent)"
      fields = "\(binary): \(scale.code) - 127 = \(exponent)"
    case .e4m3:
      let words = CodeFields(UInt16(scale.code), of: ElementGrid(.e4m3)).words
      fields = "\(CodeFields.split(binary, [1, 4, 3])) \(words)"
    case .f16: fields = CodeFields.split(binary, [1, 5, 10])
    case .bf16: fields = CodeFields.split(binary, [1, 8, 7])
    case .f32, .none: fields = CodeFields.split(binary, [1, 8, 23])
    }
    var text = "\(code) \(value)"
    if let tensorScale = format.tensorScale {
      text += " x \(Self.number(tensorScale)) = \(multiplier)"
    } else if scale.multiplier != scale.value {
      text += " / \(Self.number(scale.value / scale.multiplier)) = \(multiplier)"
    } else if format.scaleType == .e8m0 {
      text += " = \(multiplier)"
    }
    if format.element.isUnsigned { text += ", zero point \(Self.number(scale.offset))" }
    if format.element.values.isEmpty { text += " for the codebook" }
    arithmetic = text + Self.rowFactor(format)
  }

  private static func rowFactor(_ format: Inspection.Format) -> String {
    format.rowFactor.map { ", row x \(number($0))" } ?? ""
  }

  /// A scale with five significant digits.
  static func number(_ value: Float) -> String {
    let text = shortNumber(Double(value), digits: 5)
    guard value.magnitude > 0, value.magnitude < 0.001, value.isFinite else { return text }
    // 7.1057e-4 says in fewer characters what 0.00071057 does.
    var scaled = Double(value)
    var decade = 0
    // Half of the fifth digit below 1 would read 10.
    while scaled.magnitude < 0.99999 {
      scaled *= 10
      decade += 1
    }
    return "\(shortNumber(scaled, digits: 5))e-\(decade)"
  }
}
