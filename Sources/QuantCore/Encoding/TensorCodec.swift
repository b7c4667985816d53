/// What turns bands of one tensor's rows into codes and decodes them again.
///
/// Arithmetic is F32, rounded to nearest, ties to even, in the order written.
public protocol TensorCodec: Sendable {
  /// The multiplier that all blocks share; nil for formats that have none.
  var tensorScale: Float? { get }

  /// What a fast path needs to know; nil for codecs that only their definition describes.
  var arithmetic: BlockArithmetic? { get }

  /// Encodes and decodes a band.
  ///
  /// - Parameters:
  ///   - band: The values, row-major without gaps; its first row and column begin a unit. NaN and infinities may
  ///     be among them unless `mayHoldNonfinite` is false.
  ///   - columns: The columns of the band, at least 1.
  ///   - mayHoldNonfinite: Whether the values have to be searched for NaN and infinities.
  ///   - encoded: Receives the outcome; what it held before is lost.
  func encode(
    _ band: Span<Float>, columns: Int, mayHoldNonfinite: Bool, into encoded: inout EncodedBand)
}

extension TensorCodec {
  /// Most codecs are described by their definition alone.
  public var arithmetic: BlockArithmetic? { nil }
}

/// A codec whose one block is the whole matrix, which it works on in place: a second copy would double the memory.
public protocol WholeMatrixCodec: TensorCodec {
  /// Encodes and decodes a matrix where it lies; equal to `encode` of the same values.
  ///
  /// - Parameters:
  ///   - matrix: The values, row-major without gaps; empty afterwards, since the decoded values lie in their place.
  ///   - columns: The columns of the matrix, at least 1.
  ///   - encoded: Receives the outcome; what it held before is lost.
  func encode(consuming matrix: inout [Float], columns: Int, into encoded: inout EncodedBand)
}

extension WholeMatrixCodec {
  /// Encodes and decodes a copy.
  public func encode(
    _ band: Span<Float>, columns: Int, mayHoldNonfinite: Bool, into encoded: inout EncodedBand
  ) {
    var matrix: [Float] = []
    matrix.reserveCapacity(band.count)
    for index in band.indices { matrix.append(band[index]) }
    encode(consuming: &matrix, columns: columns, into: &encoded)
  }
}

/// What turns single blocks into codes and back.
///
/// Blocks hold finite values only, contiguous and row-major, and may be short at the tensor's edges.
/// Arithmetic is F32, rounded to nearest, ties to even, in the order written.
public protocol BlockCodec: Sendable {
  /// The multiplier that all blocks share; nil for formats that have none.
  var tensorScale: Float? { get }

  /// What a fast path needs to know; nil for codecs that only their definition describes.
  var arithmetic: BlockArithmetic? { get }

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

extension BlockCodec {
  /// Most formats have no tensor scale.
  public var tensorScale: Float? { nil }

  /// Most codecs are described by their definition alone.
  public var arithmetic: BlockArithmetic? { nil }
}
