/// Where codes, scales and zero points of a weight `[N, K]` lie in their tensors.
struct PartArrangement {
  /// Where codes lie.
  enum Codes {
    /// A stream of bits for each row.
    case rows
    /// 32-bit words `[K·b/32, N]`: a stream of bits down each column of words.
    case wordColumns
    /// 32-bit words `[K, N/8]` of eight rows each, four bits a row, in AWQ's order.
    case rowsInterleaved
    /// Bytes `[N/2, K]` of two rows each, four bits a row, the even one low.
    case rowPairs
  }

  /// Where scales lie.
  enum Scales {
    /// Row-major, so many to a row of blocks; nil for as many as there are blocks.
    case rows(stride: Int?)
    /// `[groups, N]`.
    case transposed
    /// Row-major, a row for each so many rows of a matrix; those of each matrix in a stack are counted anew, and the
    /// last may be short. Blocks are what divides both.
    case tiles(rows: Int, matrixRows: Int)
    /// One for so many elements, row-major, wherever rows end. Blocks are what divides both.
    case flat(FlatScales)
  }

  /// Where zero points lie.
  enum ZeroPoints {
    /// 32-bit words `[N·b/32, groups]`: a stream of bits down each column of words.
    case wordColumns
    /// 32-bit words `[groups, N·b/32]`: a stream of bits along each row.
    case transposed
    /// 32-bit words `[groups, N/8]` of four bits each, in AWQ's order.
    case interleaved
    /// 32-bit words `[N, groups/8]`: a stream of four bits each along each row.
    case alongGroups
    /// One byte in two's complement for each scale, in their order.
    case bytes
  }

  var codes = Codes.rows
  var scales = Scales.rows(stride: nil)
  var zeroPoints = ZeroPoints.wordColumns

  /// Where AWQ keeps the code of each of eight rows: the row's place among the nibbles of a word.
  static let interleavedPlace = [0, 4, 1, 5, 2, 6, 3, 7]
}
