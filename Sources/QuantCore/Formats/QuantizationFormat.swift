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
  /// The size of what is stored once for the tensor, in bits.
  var tensorBits: Int { get }

  /// Whether encoding depends on the tensor's values beyond the block at hand.
  var needsSummary: Bool { get }

  /// The rectangle that shares a scale, in a tensor of the given size.
  func blockShape(rows: Int, columns: Int) -> BlockShape

  /// Looks at the tensor's summary and returns what encodes its blocks.
  func prepare(for summary: TensorSummary) -> any BlockCodec
}

/// What turns the blocks of one tensor into codes and back.
///
/// Blocks hold finite values only, contiguous and row-major, and may be short at the tensor's edges.
/// Arithmetic is F32, rounded to nearest, ties to even, in the order written.
public protocol BlockCodec: Sendable {
  /// The multiplier that all blocks share; nil for formats that have none.
  var tensorScale: Float? { get }

  /// The scale that the rule chooses for a block.
  func scale(for block: Span<Float>) -> BlockScale

  /// Writes the code of each value and returns how many magnitudes were too large for the element type.
  ///
  /// - Parameters:
  ///   - block: The values.
  ///   - scale: The scale to divide by.
  ///   - codes: Room for at least as many codes as there are values.
  /// - Returns: How many elements saturate.
  func encode(_ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>) -> Int

  /// Writes the value of each code: the element times the scale's multiplier, rounded to F32.
  ///
  /// - Parameters:
  ///   - codes: The codes of one block.
  ///   - scale: The scale to multiply by.
  ///   - values: Room for at least as many values as there are codes.
  func decode(_ codes: Span<UInt8>, scale: BlockScale, into values: inout MutableSpan<Float>)
}

extension QuantizationFormat {
  /// Most formats need to know nothing but the block.
  public var needsSummary: Bool { false }

  /// The named runs of bits that a block stores, in order.
  public var fields: [BlockField] {
    [
      BlockField(name: "scale", type: scaleType.rawValue, bits: scaleType.bits),
      BlockField(name: "codes", type: element.name, bits: element.bits, isPerElement: true),
    ]
  }

  /// The bits that a tensor takes: codes, block scales, and what is stored once.
  public func storedBits(rows: Int, columns: Int) -> Int {
    let blocks = blockShape(rows: rows, columns: columns).count(rows: rows, columns: columns)
    return fields.reduce(tensorBits) { bits, field in
      bits + field.bits * (field.isPerElement ? rows * columns : blocks)
    }
  }

  /// The bits of a tensor for each of its elements; nil for an empty tensor.
  public func bitsPerWeight(rows: Int, columns: Int) -> Double? {
    rows * columns == 0
      ? nil : Double(storedBits(rows: rows, columns: columns)) / Double(rows * columns)
  }
}

extension Span where Element == Float {
  /// The largest magnitude; infinite or NaN where an element is.
  public var amax: Float {
    // Magnitudes order as their bit patterns do, and integer maxima vectorise.
    var largest: UInt32 = 0
    for index in indices {
      largest = max(largest, self[index].bitPattern & 0x7fff_ffff)
    }
    return Float(bitPattern: largest)
  }
}
