public import QuantCore

/// What a page of pictures shows of a tensor beyond its report: where in the tensor things lie.
public struct TensorPictures: Sendable, Hashable {
  /// A map of the scales of each format that has such, over the whole tensor.
  public var scaleMaps: [ScaleMap]
  /// The errors of each format over the whole tensor, with all of its rows and columns.
  public var errorMaps: [ErrorMap]
  /// The few worst blocks of each format that has blocks.
  public var worstBlocks: [WorstBlocks]

  /// Creates pictures.
  public init(
    scaleMaps: [ScaleMap] = [], errorMaps: [ErrorMap] = [], worstBlocks: [WorstBlocks] = []
  ) {
    self.scaleMaps = scaleMaps
    self.errorMaps = errorMaps
    self.worstBlocks = worstBlocks
  }

  /// The map of a format's errors; nil where it has none.
  public func errorMap(_ id: FormatID) -> ErrorMap? {
    errorMaps.first { $0.format == id }
  }

  /// The map of a format's scales; nil where it has none.
  public func scaleMap(_ id: FormatID) -> ScaleMap? {
    scaleMaps.first { $0.format == id }
  }
}
