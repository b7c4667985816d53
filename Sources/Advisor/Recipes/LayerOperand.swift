internal import QuantCore

/// One side of a recipe: its size, and what it is to a matrix unit.
public struct LayerOperand: Sendable, Hashable, CustomStringConvertible {
  /// How codes become values, as far as a matrix unit is concerned.
  public enum Scaling: Sendable, Hashable {
    /// The value itself, or one scale a row or tensor, which multiplies sums once.
    case whole
    /// A scale for each run or tile, which multiplies sums between runs.
    case groups
    /// As matrix units apply it themselves.
    case unit(MatrixUnit.Scaling)
  }

  /// The identifier of the format.
  public let id: String
  /// The operand type; nil where codes are not numbers that a unit takes (tables, zero points).
  public let operand: Operand?
  /// The scales.
  public let scaling: Scaling

  /// Whether it is BF16 or F32, not quantized.
  public var isPlain: Bool { operand == .bf16 || operand == .f32 }

  /// The identifier.
  public var description: String { id }

  /// The size of a matrix `[rows, columns]`, in bits, scales included.
  public func bits(rows: Int, columns: Int) -> Double {
    if isPlain, let operand { return Double(operand.bits) * Double(rows) * Double(columns) }
    guard let format = try? FormatRegistry.format(named: id) else { return .nan }
    return Double(format.storedBits(rows: rows, columns: columns))
  }

  init(_ id: String, in recipe: String) throws(UnknownRecipe) {
    self.id = id
    if let plain = Operand(rawValue: id), plain == .bf16 || plain == .f32 {
      operand = plain
      scaling = .whole
      return
    }
    do {
      let format = try FormatRegistry.format(named: id)
      operand = Self.operand(of: format)
      scaling = Self.scaling(of: format, operand: operand)
    } catch {
      throw UnknownRecipe(text: recipe, reason: error.description)
    }
  }

  private static func operand(of format: any QuantizationFormat) -> Operand? {
    guard format.keepsZero, !format.rotatesValues else { return nil }
    switch format.element.name {
    case "E4M3", "E5M2": return .fp8
    case "E2M3", "E3M2": return .fp6
    case "E2M1": return .fp4
    // Three values that any signed integer holds.
    case "TERNARY": return .int4
    case let name where name.hasPrefix("INT"):
      return format.element.bits <= 4 ? .int4 : .int8
    default: return nil
    }
  }

  private static func scaling(of format: any QuantizationFormat, operand: Operand?) -> Scaling {
    let side = 1 << 12
    let block = format.blockShape(rows: side, columns: side)
    let isFloat = operand == .fp8 || operand == .fp6 || operand == .fp4
    let runs = block.rows == 1 ? block.columns : 0
    switch (format.scaleType, runs) {
    case (.e8m0, 32) where isFloat: return .unit(.mx)
    case (.e4m3, 16) where isFloat: return .unit(.nv)
    case _ where block.columns >= side: return .whole
    default: return .groups
    }
  }
}
