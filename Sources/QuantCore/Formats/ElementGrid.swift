/// The values that an element's code can stand for, before the scale.
public struct ElementGrid: Sendable, Hashable {
  /// The element type's name, such as `E2M1` or `INT4`.
  public let name: String
  /// The size of a code, in bits.
  public let bits: Int
  /// How many stored codes there are.
  public let codeCount: Int
  /// The value of each stored code; integers are stored from the lowest upwards.
  ///
  /// Specials of float types are NaN or infinite. Empty where a code stands for a vector, whose values the
  /// block's codebook says.
  public let values: [Float]
  /// How many consecutive elements of a row one code stands for.
  public let vectorLength: Int
  /// Whether codes are counted as digits of one long number, log2 of their count each, not in whole bits.
  public let isDense: Bool

  /// Creates a grid.
  ///
  /// - Parameters:
  ///   - name: The element type's name.
  ///   - bits: The size of a code, in bits.
  ///   - values: The value of each stored code.
  ///   - isDense: Whether codes are counted as digits of one long number.
  public init(name: String, bits: Int, values: [Float], isDense: Bool = false) {
    self.name = name
    self.bits = bits
    self.values = values
    self.isDense = isDense
    codeCount = values.count
    vectorLength = 1
  }

  /// Codes that stand for vectors.
  ///
  /// - Parameters:
  ///   - name: The element type's name.
  ///   - bits: The size of a code, in bits, at most 16.
  ///   - vectorLength: How many elements a code stands for; at least 2 where a code is wider than 8 bits.
  public init(name: String, bits: Int, vectorLength: Int) {
    self.name = name
    self.bits = bits
    self.vectorLength = vectorLength
    values = []
    isDense = false
    codeCount = 1 << bits
  }

  /// The codes of a float type.
  public init(_ type: MiniFloat) {
    self.init(
      name: type.name, bits: type.bits,
      values: (0..<type.codeCount).map { type.decode(UInt8($0)) })
  }

  /// The codes of a two's complement integer of the given width, -2^(b-1)…2^(b-1)-1.
  public init(signedBits bits: Int) {
    let half = 1 << (bits - 1)
    self.init(name: "INT\(bits)", bits: bits, values: (-half..<half).map { Float($0) })
  }

  /// The codes of an integer of the given width without two's complement's lowest, -(2^(b-1)-1)…2^(b-1)-1.
  public init(symmetricBits bits: Int) {
    let largest = 1 << (bits - 1) - 1
    self.init(name: "INT\(bits)", bits: bits, values: (-largest...largest).map { Float($0) })
  }

  /// The codes of an unsigned integer of the given width, 0…2^b-1, whose zero each block chooses.
  public init(unsignedBits bits: Int) {
    self.init(name: "UINT\(bits)", bits: bits, values: (0..<(1 << bits)).map { Float($0) })
  }

  /// How many codes a tensor has; the last one of a row can stand for fewer elements.
  public func codes(rows: Int, columns: Int) -> Int {
    vectorLength == 1 || columns == 0
      ? rows * columns : rows * ((columns - 1) / vectorLength + 1)
  }

  /// Whether codes count upwards from a zero point that each block chooses.
  public var isUnsigned: Bool { !values.isEmpty && values.allSatisfy { $0 >= 0 } }

  /// The bits that some codes take.
  public func storedBits(of codes: Int) -> Int {
    isDense ? Int((Double(codes) * .log2(Double(codeCount))).rounded(.up)) : codes * bits
  }

  /// The largest magnitude that a code stands for.
  public var largest: Float { values.filter(\.isFinite).map(\.magnitude).max() ?? 0 }
}

extension ElementGrid {
  /// Whether two grids are the same, their NaNs included.
  public static func == (left: ElementGrid, right: ElementGrid) -> Bool {
    left.name == right.name && left.bits == right.bits && left.codeCount == right.codeCount
      && left.vectorLength == right.vectorLength
      && left.values.map(\.bitPattern) == right.values.map(\.bitPattern)
  }

  /// Hashes what tells most grids apart.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(codeCount)
  }
}
