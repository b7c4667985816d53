public import QuantCore
public import TensorFiles

/// Which part of a tensor to encode so that its codes and scales can be looked at.
public struct TileRequest: Sendable {
  /// The tensor, analysable.
  public let tensor: TensorDescriptor
  /// The format, its blocks runs of a row.
  public let format: any QuantizationFormat
  /// What the format may know of the whole tensor.
  public let summary: TensorSummary
  /// The elements; what lies beyond the tensor is left out.
  public let region: TensorRegion

  /// Creates a request.
  public init(
    tensor: TensorDescriptor, format: any QuantizationFormat, summary: TensorSummary,
    region: TensorRegion
  ) {
    self.tensor = tensor
    self.format = format
    self.summary = summary
    self.region = region
  }
}

/// The codes and scales of a small part of a tensor, whole blocks of it.
public struct EncodedTile: Sendable, Hashable {
  /// One element.
  public struct Element: Sendable, Hashable {
    /// The stored code.
    public let code: UInt8
    /// The value that the code was made from: the tensor's own, or a rotated one.
    public let value: Float
    /// The code's value times the scale's multiplier, in the same domain.
    public let decoded: Float
  }

  /// The elements, within the tensor.
  public let region: TensorRegion
  /// The format's identifier.
  public let format: FormatID
  /// Elements that share a scale, in a row.
  public let blockLength: Int
  /// The multiplier that all blocks share; nil for formats that have none.
  public let tensorScale: Float?
  private let elements: [Element]
  private let scales: [BlockScale?]

  init(
    region: TensorRegion, format: FormatID, blockLength: Int, tensorScale: Float?,
    elements: [Element], scales: [BlockScale?]
  ) {
    self.region = region
    self.format = format
    self.blockLength = blockLength
    self.tensorScale = tensorScale
    self.elements = elements
    self.scales = scales
  }

  /// The element at a row and column of the tensor; nil outside the region.
  public func element(row: Int, column: Int) -> Element? {
    guard region.rows.contains(row), region.columns.contains(column) else { return nil }
    let line = row - region.rows.lowerBound
    return elements[line * region.columns.count + column - region.columns.lowerBound]
  }

  /// The scale of an element's block; nil outside the region and for blocks that hold NaN or infinities.
  public func scale(row: Int, column: Int) -> BlockScale? {
    guard element(row: row, column: column) != nil else { return nil }
    let across = (region.columns.count - 1) / blockLength + 1
    let line = row - region.rows.lowerBound
    return scales[line * across + (column - region.columns.lowerBound) / blockLength]
  }
}

/// How the encoding of a tile ended.
public enum TileEvent: Sendable {
  /// What was encoded.
  case finished(EncodedTile)
  /// The file changed meanwhile.
  case failed(TensorFileError)
}
