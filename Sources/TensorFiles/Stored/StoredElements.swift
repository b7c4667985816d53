public import QuantCore

/// What a file stores for some elements of one row of a weight.
public struct StoredElements: Sendable, Hashable {
  /// What elements share.
  public struct Block: Sendable, Hashable {
    /// Which of its row's blocks it is.
    public let index: Int
    /// The scale: its stored bits, its value, what elements are multiplied by, and the zero point as it is
    /// subtracted.
    public let scale: BlockScale
    /// The zero point as it is stored; nil where there is none.
    public let zeroPoint: UInt8?
    /// What the scale is made of, and the minimum, in blocks of ggml; nil elsewhere.
    public let run: GGMLRunScale?
  }

  /// Bits of a byte of the codes' tensor that lie side by side.
  public struct Bits: Sendable, Hashable {
    /// The byte, counted from the tensor's first.
    public let byte: Int
    /// The lowest bit.
    public let bit: Int
    /// How many there are.
    public let width: Int
  }

  /// Where a code lies in the tensor of the codes.
  public struct Place: Sendable, Hashable {
    /// The byte in which it begins, counted from the tensor's first.
    public let byte: Int
    /// The lowest bit in it.
    public let bit: Int
    /// How many bits the code has from there on, in this byte and the next.
    public let width: Int
    /// The byte that has the rest of them; nil where one holds all.
    public var next: Int?
    /// The code's upper bits where they lie elsewhere; nil where they don't.
    public var upper: Bits?
    /// Which digit of the byte in base 3 it is, from the most significant; nil where it is made of bits.
    public var digit: Int?

    /// Every byte that has something of the code.
    var allBytes: [Int] { [byte] + [next, upper?.byte].compactMap(\.self) }
  }

  /// The weight.
  public let matrix: EncodedMatrix
  /// What codes stand for.
  public let element: ElementGrid
  /// The row.
  public let row: Int
  /// The columns.
  public let columns: Range<Int>
  /// The code of each column.
  public let codes: [UInt8]
  /// What each column decodes to, as reading gives it.
  public let values: [Float]
  /// Which of `blocks` each column belongs to; nil where the file names one that is not there.
  public let blockOfColumn: [Int?]
  /// The blocks that the columns belong to, in the order of the first column of each.
  public let blocks: [Block]
  /// The tensor's scale as stored; nil where there is none.
  public let tensorScale: Float?
  /// What each column is multiplied by at last, the scale of its inputs; empty where there is none.
  public let inputScales: [Float]
  /// Where each code lies.
  public let places: [Place]
  /// The bytes that hold the codes, by their places in the tensor.
  public let bytes: [Int: UInt8]

  /// The block of a column; nil outside, or where the file names one that is not there.
  public func block(of column: Int) -> Block? {
    guard columns.contains(column) else { return nil }
    return blockOfColumn[column - columns.lowerBound].map { blocks[$0] }
  }

  /// The code of a column; nil outside.
  public func code(of column: Int) -> UInt8? {
    columns.contains(column) ? codes[column - columns.lowerBound] : nil
  }

  /// The scale of the inputs that a column is multiplied with; nil outside, or where there is none.
  public func inputScale(of column: Int) -> Float? {
    inputScales.isEmpty || !columns.contains(column)
      ? nil : inputScales[column - columns.lowerBound]
  }

  /// What a column decodes to, as reading it gives; nil outside.
  ///
  /// That is `(code - zero point) · scale` in F32, in blocks of ggml `code · scale`, and plus the minimum where there is
  /// one; times the scale of the column's inputs where there is one.
  public func value(of column: Int) -> Float? {
    columns.contains(column) ? values[column - columns.lowerBound] : nil
  }
}
