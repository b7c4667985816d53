internal import QuantCore

/// A weight that was found among the stored tensors, with everything that reading it takes.
///
/// Whoever makes one has checked that the parts' shapes fit one another.
struct PackedWeight {
  /// What the weight is.
  var matrix: EncodedMatrix
  /// The codes, or blocks of ggml.
  let codes: TensorDescriptor
  /// One scale for each block; nil for blocks that hold their own.
  var scales: TensorDescriptor?
  /// The zero points.
  var zeroPoints: TensorDescriptor?
  /// The group of each column, where they do not lie side by side.
  var groupIndex: TensorDescriptor?
  /// What stands in its place where it says no more than that they do.
  var plainGroupIndex: TensorDescriptor?
  /// One F32 scale for the tensor, or one for each of as many equal runs of rows.
  var tensorScale: TensorDescriptor?
  /// One scale for each column, of the inputs that it is multiplied with.
  var inputScale: TensorDescriptor?
  /// The shape as written down.
  var writtenShape: TensorDescriptor?
  /// What else is stored for it.
  var others: [TensorDescriptor] = []
  /// Where codes, scales and zero points lie in their tensors.
  var arrangement = PartArrangement()

  /// All stored tensors that belong to it, the codes first.
  var tensors: [TensorDescriptor] {
    [
      codes, scales, zeroPoints, groupIndex, plainGroupIndex, tensorScale, inputScale, writtenShape,
    ].compactMap { $0 } + others
  }

  /// The blocks that cover a row.
  var blocksInRow: Int { blockCount(matrix.columns, of: matrix.block.columns) }

  /// The weight as a tensor.
  var descriptor: TensorDescriptor {
    TensorDescriptor(
      name: matrix.name, type: StoredType(name: matrix.format, bits: 0, encoding: .matrix),
      shape: matrix.shape, offset: codes.offset,
      // The sum fits, since each part lies within a file.
      byteCount: tensors.reduce(0) { $0 + $1.byteCount })
  }
}

/// Why stored tensors that by their names and types belong to a weight do not make one.
struct Misfit: Error {
  /// What is missing or does not fit: the end of a sentence about the codes.
  let reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}
