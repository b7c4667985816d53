internal import QuantCore

/// A weight that was found among the stored tensors, with everything that reading it takes.
///
/// Whoever makes one has checked that the parts' shapes fit one another.
struct PackedWeight {
  /// What the weight is.
  let matrix: EncodedMatrix
  /// The codes, or blocks of ggml.
  let codes: TensorDescriptor
  /// One scale for each block, row-major; nil for blocks that hold their own.
  var scales: TensorDescriptor?
  /// The zero points, packed along the rows.
  var zeroPoints: TensorDescriptor?
  /// One F32 scale for the tensor, or one for each of as many equal runs of rows.
  var tensorScale: TensorDescriptor?

  /// The shape as written down.
  var writtenShape: TensorDescriptor?

  /// All stored tensors that belong to it, the codes first.
  var tensors: [TensorDescriptor] {
    [codes, scales, zeroPoints, tensorScale, writtenShape].compactMap { $0 }
  }

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

/// Recognises the weights of one layout: a new layout is one file and one row in `MatrixLayouts`.
protocol MatrixLayout: Sendable {
  /// The type in which files store the codes.
  var codeType: String { get }

  /// The weight whose codes a stored tensor holds.
  ///
  /// - Parameters:
  ///   - codes: A stored tensor of the codes' type.
  ///   - stored: All of them.
  /// - Returns: The weight; nil where the tensor holds no codes of this layout.
  /// - Throws: `Misfit` where it should, but what belongs to it is missing or does not fit.
  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight?
}

/// The layouts that quantview reads.
enum MatrixLayouts {
  static let all: [any MatrixLayout] = [
    WordPackedLayout(), PairPackedLayout(), TwoScalesLayout(), BlockListLayout(),
    ScaledFP8Layout(), FactoredBlocksLayout(),
  ]

  /// The layouts by the type of their codes, in the same order.
  static let byCodeType = Dictionary(grouping: all) { $0.codeType }
}
