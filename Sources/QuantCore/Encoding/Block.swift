/// The rectangle of elements that share one scale, `[rows, columns]`.
public struct BlockShape: Sendable, Hashable, CustomStringConvertible {
  /// Rows in a block: 1 for all formats whose blocks run along the last axis.
  public let rows: Int
  /// Columns in a block; the last block of a row may be shorter.
  public let columns: Int

  /// Creates a shape.
  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// How many blocks cover a tensor, short ones at the edges included.
  public func count(rows tensorRows: Int, columns tensorColumns: Int) -> Int {
    // An empty tensor's other dimension can be as large as integers go, so nothing is added to it.
    guard tensorRows > 0, tensorColumns > 0 else { return 0 }
    return ((tensorRows - 1) / rows + 1) * ((tensorColumns - 1) / columns + 1)
  }

  /// The shape as `1×32`.
  public var description: String { "\(rows)×\(columns)" }
}

/// One named run of bits that a block stores: its scale, its zero point, its codes.
public struct BlockField: Sendable, Hashable {
  /// What the bits are: `scale`, `codes`.
  public let name: String
  /// The type in which each item is stored, such as `E8M0`.
  public let type: String
  /// The size of one item, in bits.
  public let bits: Int
  /// Whether there is an item for each element; otherwise there is one for the block.
  public let isPerElement: Bool

  /// Creates a field.
  public init(name: String, type: String, bits: Int, isPerElement: Bool = false) {
    self.name = name
    self.type = type
    self.bits = bits
    self.isPerElement = isPerElement
  }

  /// The size of the field in a block of the given number of elements, in bits.
  public func bits(elements: Int) -> Int {
    isPerElement ? bits * elements : bits
  }
}

/// The scale of one block: the bits as stored, and what decoding multiplies by.
public struct BlockScale: Sendable, Hashable {
  /// The stored bits, in the low end.
  public let code: UInt32
  /// The value that the stored bits stand for.
  public let value: Float
  /// What an element is multiplied by: the value times the tensor's scale, rounded to F32.
  public let multiplier: Float
  /// What is subtracted from a code before it is multiplied: the zero point, 0 for symmetric formats.
  public let offset: Float

  /// Creates a scale.
  public init(code: UInt32, value: Float, multiplier: Float, offset: Float = 0) {
    self.code = code
    self.value = value
    self.multiplier = multiplier
    self.offset = offset
  }
}

/// The type in which block scales are stored.
public enum ScaleType: String, Sendable, Hashable {
  case e8m0 = "E8M0"
  case e4m3 = "E4M3"
  case f16 = "F16"
  case bf16 = "BF16"
  case f32 = "F32"
  /// Blocks have no scale of their own.
  case none = "none"

  /// The size of a scale, in bits.
  public var bits: Int {
    switch self {
    case .e8m0, .e4m3: 8
    case .f16, .bf16: 16
    case .f32: 32
    case .none: 0
    }
  }

  /// Whether every scale is one of 256 codes, so that their use can be drawn as a grid.
  public var isCoded: Bool { bits == 8 }
}
