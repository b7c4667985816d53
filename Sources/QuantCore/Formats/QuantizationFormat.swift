/// A way to store real numbers in few bits: blocks of codes that share a scale.
///
/// A conforming type is a small value that describes the format; its codec is the definition, written to be
/// read beside the specification. Anything faster must equal it bit for bit.
public protocol QuantizationFormat: Sendable {
  /// The identifier as asked for.
  var id: FormatID { get }
  /// The rule in force, also where the identifier leaves it to the default.
  var rule: String { get }
  /// The values that codes stand for.
  var element: ElementGrid { get }
  /// The type of the block scales.
  var scaleType: ScaleType { get }
  /// The named runs of bits that a block stores, in order.
  var fields: [BlockField] { get }
  /// What has to be known of the tensor before its first block is encoded.
  var foreknowledge: Foreknowledge { get }

  /// Whether 0 decodes to 0 in every block: not where a block's grid need not hold it.
  var keepsZero: Bool { get }

  /// Whether codes are made with the scale as it is stored, so that no code lies nearer than the one chosen.
  var roundsScaleFirst: Bool { get }

  /// Whether a tensor twice as large has the same codes and decodes to values twice as large, ranges aside.
  var isScaleInvariant: Bool { get }

  /// Whether blocks hold rotated values, so that their grid is not one of the tensor's values.
  var rotatesValues: Bool { get }

  /// The rectangle that shares a scale, in a tensor of the given size.
  func blockShape(rows: Int, columns: Int) -> BlockShape

  /// The smallest rectangle that can be encoded by itself: a block, or several that depend on one another.
  ///
  /// A whole number of blocks wide and high, edges aside.
  func unitShape(rows: Int, columns: Int) -> BlockShape

  /// The size of what is stored once for the tensor, or beside its rows, in bits.
  func tensorBits(rows: Int, columns: Int) -> Int

  /// The bits that a tensor takes: codes, block scales, and what is stored beside them.
  func storedBits(rows: Int, columns: Int) -> Int

  /// Why the format can't hold a tensor of this size, to be read after its name; nil where it can.
  func refusal(rows: Int, columns: Int) -> String?

  /// What the codec needs of the whole tensor, gathered over a band; bands are merged in order.
  ///
  /// - Parameters:
  ///   - band: The values, row-major without gaps; its first row and column begin a unit.
  ///   - columns: The columns of the band.
  ///   - summary: What is known of the tensor.
  /// - Returns: As many sums and maxima for every band; none unless `foreknowledge` is `.survey`.
  func survey(_ band: Span<Float>, columns: Int, summary: TensorSummary) -> Survey

  /// Looks at what is known of the tensor and returns what encodes its bands.
  func codec(for summary: TensorSummary) -> any TensorCodec
}

/// What a format has to know of a tensor before it encodes the first block.
public enum Foreknowledge: Int, Sendable, Hashable, Comparable {
  /// Nothing: a block stands for itself.
  case none
  /// The statistics of the values.
  case summary
  /// What the format gathers itself, in a reading of its own, after the values' statistics.
  case survey

  /// Orders by how much has to be known.
  public static func < (left: Foreknowledge, right: Foreknowledge) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension QuantizationFormat {
  /// Most formats need to know nothing but the block.
  public var foreknowledge: Foreknowledge { .none }

  /// Most grids hold 0.
  public var keepsZero: Bool { true }

  /// Most formats round the scale before they make codes.
  public var roundsScaleFirst: Bool { true }

  /// Most formats encode the values as they are.
  public var rotatesValues: Bool { false }

  /// Most formats know no size but the tensor's own.
  public var isScaleInvariant: Bool { true }

  /// A scale, if there are any, and a code for each element.
  public var fields: [BlockField] {
    let codes = BlockField(
      name: "codes", type: element.name, bits: element.bits, isPerElement: true)
    guard scaleType != .none else { return [codes] }
    return [BlockField(name: "scale", type: scaleType.rawValue, bits: scaleType.bits), codes]
  }

  /// Most formats encode each block by itself.
  public func unitShape(rows: Int, columns: Int) -> BlockShape {
    blockShape(rows: rows, columns: columns)
  }

  /// Most formats store nothing beside their blocks.
  public func tensorBits(rows: Int, columns: Int) -> Int { 0 }

  /// The fields of all blocks, and what is stored beside them.
  public func storedBits(rows: Int, columns: Int) -> Int {
    let blocks = blockShape(rows: rows, columns: columns).count(rows: rows, columns: columns)
    return fields.reduce(tensorBits(rows: rows, columns: columns)) { bits, field in
      guard field.isPerElement else { return bits + field.bits * blocks }
      return bits + element.storedBits(of: element.codes(rows: rows, columns: columns))
    }
  }

  /// Most formats hold tensors of any size.
  public func refusal(rows: Int, columns: Int) -> String? { nil }

  /// Most formats survey nothing.
  public func survey(_ band: Span<Float>, columns: Int, summary: TensorSummary) -> Survey {
    Survey()
  }

  /// The bits of a tensor for each of its elements; nil for an empty tensor.
  public func bitsPerWeight(rows: Int, columns: Int) -> Double? {
    rows * columns == 0
      ? nil : Double(storedBits(rows: rows, columns: columns)) / Double(rows * columns)
  }
}
