/// How the codes of one row lie in bytes: a bit stream, the least significant bit of the first byte first.
///
/// ```
/// code i = bits i·b … i·b + b - 1 of the row          b = bits
/// ```
///
/// Where units are closed a code that does not fit into one begins the next, and the bits that are left are zero:
///
/// ```
/// code i = bits i mod n · b … of unit i / n          n = ⌊bits of a unit / b⌋
/// ```
///
/// The stream of each row is filled up with zero bits to whole units. With four bits and bytes as units the low
/// nibble holds the even column; the same stream in 32-bit words is compressed-tensors' `pack-quantized`, since
/// the words are little-endian. Where the even column comes first in a byte as one writes it, neighbours change places:
/// it lies in the high nibble.
public struct CodePacking: Sendable, Hashable {
  /// The width of a code, 1…8.
  public let bits: Int
  /// The bytes of a unit, of which each row takes a whole number.
  public let unitBytes: Int
  /// Whether no code straddles two units, and each has bits left over; false where codes fill units anyway.
  public let hasClosedUnits: Bool
  /// Whether of two codes of four bits the even column's is the high one.
  public let isHighFirst: Bool

  /// Creates a packing.
  public init(
    bits: Int, unitBytes: Int, hasClosedUnits: Bool = false, isHighFirst: Bool = false
  ) {
    self.isHighFirst = isHighFirst && bits == 4
    self.bits = bits
    self.unitBytes = unitBytes
    self.hasClosedUnits = hasClosedUnits && unitBytes * 8 % bits != 0
  }

  /// Two 4-bit codes to a byte, the even column in the low nibble.
  public static let nibblePairs = CodePacking(bits: 4, unitBytes: 1)
  /// Two 4-bit codes to a byte, the even column in the high nibble.
  public static let highNibblePairs = CodePacking(bits: 4, unitBytes: 1, isHighFirst: true)
  /// One code to a byte.
  public static let bytes = CodePacking(bits: 8, unitBytes: 1)
  /// Codes of the given width in 32-bit little-endian words; a code may straddle two.
  public static func words(bits: Int) -> CodePacking { CodePacking(bits: bits, unitBytes: 4) }
  /// As many codes of the given width to each 32-bit little-endian word as fit.
  public static func closedWords(bits: Int) -> CodePacking {
    CodePacking(bits: bits, unitBytes: 4, hasClosedUnits: true)
  }

  /// The codes of a closed unit.
  private var codesInUnit: Int { unitBytes * 8 / bits }

  /// The bits that are left of a closed unit.
  public var spareBits: Int { hasClosedUnits ? unitBytes * 8 % bits : 0 }

  /// The first bit of the code at a column, counted from the row's first.
  public func firstBit(of column: Int) -> Int {
    guard hasClosedUnits else { return (isHighFirst ? column ^ 1 : column) * bits }
    return column / codesInUnit * unitBytes * 8 + column % codesInUnit * bits
  }

  /// The bytes that a row of so many columns takes; nil where that is more than an integer holds.
  public func byteCount(columns: Int) -> Int? {
    let (total, overflowed) = columns.multipliedReportingOverflow(by: bits)
    guard columns >= 0, !overflowed else { return nil }
    if hasClosedUnits {
      let units = columns / codesInUnit + (columns % codesInUnit == 0 ? 0 : 1)
      let (bytes, overflowed) = units.multipliedReportingOverflow(by: unitBytes)
      return overflowed ? nil : bytes
    }
    let unitBits = unitBytes * 8
    return (total / unitBits + (total % unitBits == 0 ? 0 : 1)) * unitBytes
  }

  /// The code at a column of a row.
  ///
  /// - Parameters:
  ///   - column: The column.
  ///   - row: The bytes of the row.
  /// - Returns: The code.
  public func code(at column: Int, in row: Span<UInt8>) -> UInt8 {
    code(atBit: firstBit(of: column), in: row)
  }

  /// The code that begins at a bit.
  ///
  /// - Parameters:
  ///   - start: The bit, counted from the lowest of the first byte.
  ///   - row: Bytes that hold the whole code.
  /// - Returns: The code.
  public func code(atBit start: Int, in row: Span<UInt8>) -> UInt8 {
    let low = UInt16(row[start / 8])
    let isSplit = start % 8 + bits > 8
    let high = isSplit ? UInt16(row[start / 8 + 1]) : 0
    let mask = UInt16(1) << UInt16(bits) - 1
    return UInt8(truncatingIfNeeded: (high << 8 | low) >> UInt16(start % 8) & mask)
  }

  /// Adds a code at a column of a row that is zero there.
  ///
  /// - Parameters:
  ///   - code: The code; bits above its width are dropped.
  ///   - column: The column.
  ///   - row: The bytes of the row.
  public func put(_ code: UInt8, at column: Int, in row: inout MutableSpan<UInt8>) {
    let start = firstBit(of: column)
    let mask = UInt16(1) << UInt16(bits) - 1
    let shifted = (UInt16(code) & mask) << UInt16(start % 8)
    row[start / 8] |= UInt8(truncatingIfNeeded: shifted)
    if start % 8 + bits > 8 { row[start / 8 + 1] |= UInt8(truncatingIfNeeded: shifted >> 8) }
  }
}
