/// Blocks of ggml taken apart: runs of elements that share a scale, and in some types a minimum.
///
/// ```
/// x = multiplier · value(code)                  where runs have no minimum
/// x = multiplier · value(code) + added          where they have one
/// ```
public protocol GGMLRuns: GGMLBlockDefinition {
  /// What all blocks of the type have in common.
  var layout: GGMLRunLayout { get }

  /// The code of an element, its bits put together where they lie apart.
  ///
  /// - Parameters:
  ///   - index: Which element of the block.
  ///   - block: The bytes of the block.
  /// - Returns: The code as stored.
  func code(at index: Int, in block: Span<UInt8>) -> UInt8

  /// Where the code of an element lies in its block.
  func place(of index: Int) -> GGMLCodePlace

  /// The scale of a run with its parts.
  ///
  /// - Parameters:
  ///   - run: Which run of the block.
  ///   - block: The bytes of the block.
  /// - Returns: The scale; elements of E2M1 are not doubled under it.
  func parts(ofRun run: Int, in block: Span<UInt8>) -> GGMLRunScale
}

/// What all blocks of a type of ggml have in common.
public struct GGMLRunLayout: Sendable, Hashable {
  /// The type with its sizes.
  public let type: GGMLType
  /// The elements that share a scale.
  public let runLength: Int
  /// What codes stand for.
  public let element: CodedElement
  /// The type of the block's own scale.
  public let scaleType: ScaleType
  /// The bits of the number by which each run multiplies that scale; nil where it is the run's own.
  public let stepBits: Int?
  /// Whether something is added to the products.
  public let hasMinimum: Bool
  /// Whether scales are below zero as often as above: their sign goes with that of the codes.
  public let hasSignedScales: Bool
  /// Whether ggml writes codes that stand for 0 where a block is all zeros.
  public let writesPlainZeros: Bool

  /// Creates a layout.
  init(
    _ type: GGMLType, run runLength: Int, _ element: CodedElement, scale scaleType: ScaleType,
    stepBits: Int? = nil, hasMinimum: Bool = false, hasSignedScales: Bool = false,
    writesPlainZeros: Bool = true
  ) {
    self.type = type
    self.runLength = runLength
    self.element = element
    self.scaleType = scaleType
    self.stepBits = stepBits
    self.hasMinimum = hasMinimum
    self.hasSignedScales = hasSignedScales
    self.writesPlainZeros = writesPlainZeros
  }

  /// What is stored as a scale, such as `F16` or `F16 x 6-bit`.
  public var scaleName: String {
    stepBits.map { "\(scaleType.rawValue) x \($0)-bit" } ?? scaleType.rawValue
  }
}

/// Where the bits of a code lie in a block.
public struct GGMLCodePlace: Sendable, Hashable {
  /// Bits of a byte that lie side by side.
  public struct Bits: Sendable, Hashable {
    /// The byte, counted from the block's first.
    public let byte: Int
    /// The lowest bit.
    public let bit: Int
    /// How many there are.
    public let width: Int
  }

  /// The code's lower bits, or all of them.
  public let lower: Bits
  /// The bits above these; nil where `lower` has all.
  public var upper: Bits?
  /// Which digit of the byte in base 3 it is, from the most significant; nil where it is made of bits.
  public var digit: Int?

  init(_ byte: Int, bit: Int, width: Int) {
    lower = Bits(byte: byte, bit: bit, width: width)
  }

  init(_ byte: Int, bit: Int, width: Int, and upper: Bits) {
    self.init(byte, bit: bit, width: width)
    self.upper = upper
  }

  init(_ byte: Int, digit: Int) {
    self.init(byte, bit: 0, width: 8)
    self.digit = digit
  }

  /// The code that lies there.
  func code(in block: Span<UInt8>) -> UInt8 {
    let low = block[lower.byte] >> UInt8(lower.bit) & UInt8(1 << lower.width - 1)
    guard let upper else { return low }
    let high = block[upper.byte] >> UInt8(upper.bit) & UInt8(1 << upper.width - 1)
    return low | high << UInt8(lower.width)
  }
}

/// The scale of a run of ggml, and what is added to its products.
public struct GGMLRunScale: Sendable, Hashable {
  /// A number of the block that a run multiplies by one of its own.
  public struct Part: Sendable, Hashable {
    /// The stored bits of the block's number.
    public let code: UInt32
    /// What they stand for.
    public let value: Float
    /// The run's own number; nil where it has none.
    public let step: Int?

    /// The product, rounded to F32.
    public var product: Float { step.map { value * Float($0) } ?? value }
  }

  /// The scale.
  public let scale: Part
  /// The minimum; nil where there is none.
  public let minimum: Part?
  /// Whether the minimum is stored with its sign turned round.
  private let subtracts: Bool

  init(_ scale: Part, minimum: Part? = nil, subtracts: Bool = false) {
    self.scale = scale
    self.minimum = minimum
    self.subtracts = subtracts
  }

  /// What values of codes are multiplied by.
  public var multiplier: Float { scale.product }

  /// What is added to the products; nil where there is no minimum.
  public var added: Float? { minimum.map { subtracts ? -$0.product : $0.product } }
}

extension GGMLDefinitions {
  /// The definition of a type whose blocks can be taken apart; nil for another.
  public static func runs(of type: GGMLType) -> (any GGMLRuns)? {
    of(type) as? any GGMLRuns
  }
}

extension GGMLRuns {
  /// The code of an element.
  public func code(at index: Int, in block: Span<UInt8>) -> UInt8 {
    place(of: index).code(in: block)
  }
}

extension Span<UInt8> {
  /// The F16 number whose lower byte stands at an index, by its bits and its value.
  func halfPart(at index: Int, times step: Int? = nil) -> GGMLRunScale.Part {
    GGMLRunScale.Part(
      code: UInt32(self[index]) | UInt32(self[index + 1]) << 8, value: half(at: index), step: step)
  }
}
