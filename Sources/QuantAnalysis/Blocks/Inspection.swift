public import QuantCore
public import TensorFiles

/// The same few elements of one row in several formats: codes, decoded values, blocks with their scales.
public struct Inspection: Sendable, Hashable {
  /// The row of the elements.
  public let row: Int
  /// The columns of the elements.
  public let columns: Range<Int>
  /// The tensor's own values, also of an element that was omitted.
  public let values: [Float]
  /// The element that was taken for 0; nil where none was.
  public let omitted: ValueStatistics.Place?
  /// What each format makes of them, in the order asked for.
  public let formats: [Format]
  /// What the file stores for them; nil for a tensor that is stored plainly.
  public let stored: StoredElements?

  /// One format's view.
  public struct Format: Sendable, Hashable {
    /// The format's identifier.
    public let id: FormatID
    /// The rule in force.
    public let rule: String
    /// What codes stand for.
    public let element: ElementGrid
    /// The type of the block scales.
    public let scaleType: ScaleType
    /// Whether blocks hold values that were rotated first.
    public let rotatesValues: Bool
    /// The multiplier that all blocks share; nil for formats that have none.
    public let tensorScale: Float?
    /// What the row's decoded values were multiplied by last; nil where no factors are stored.
    public let rowFactor: Float?
    /// Why there is nothing to see, to be read after the format's name; nil where there is.
    public let refusal: String?
    /// The elements, one for each column; empty where there is a refusal.
    public let elements: [Element]
    /// The blocks that the elements belong to, from left to right.
    public let blocks: [Block]
    /// How layouts that quantview writes store these elements.
    public let stored: [StoredBytes]
    /// What became of the block that lost an element; nil where none did.
    public let change: Change?

    /// The block of a column; nil outside the elements.
    public func block(of column: Int) -> Block? {
      blocks.first { $0.region.columns.contains(column) }
    }
  }

  /// One element in one format.
  public struct Element: Sendable, Hashable {
    /// The stored code; of a code for several elements the same at each of them.
    public let code: UInt16
    /// The value that the code was made from: the tensor's own, or a rotated one.
    public let value: Float
    /// What the code decodes to in the same domain; NaN for an element that is left out.
    public let rounded: Float
    /// What the element decodes to among the tensor's own values; NaN for one that is left out.
    public let decoded: Float
    /// Whether the magnitude to be rounded lies beyond the largest that a code stands for.
    public let isSaturated: Bool
  }

  /// One block.
  public struct Block: Sendable, Hashable {
    /// The elements, cut at the tensor's edges.
    public let region: TensorRegion
    /// The scale; nil for a block that is left out since it holds NaN or an infinity.
    public let scale: BlockScale?
    /// Whether the block is the tensor, so that the figures below are those of the elements on show alone.
    public let isTensor: Bool
    /// Σx² of the values that codes were made from.
    public let signal: Double
    /// Σe² in the same domain.
    public let noise: Double
    /// The largest magnitude that codes were made from.
    public let amax: Float
    /// How many elements saturate, as the format's definition counts them.
    public let saturatedCount: Int
    /// How many of the tensor's own values are not 0 but decode to 0.
    public let flushedCount: Int

    /// 10·log10(Σx²/Σe²), in dB; nil where it is undefined.
    public var sqnr: Double? { ErrorStatistics.signalToNoise(signal: signal, noise: noise) }
  }

  /// One block with and without an element: figures over its other elements, among the tensor's own values.
  public struct Change: Sendable, Hashable {
    /// The scale with the element; nil where the block is left out.
    public let scaleBefore: BlockScale?
    /// The scale without it.
    public let scaleAfter: BlockScale?
    /// The other elements with it.
    public let before: Others
    /// The other elements without it.
    public let after: Others

    /// The other elements of a block.
    public struct Others: Sendable, Hashable {
      /// How many were measured: none in a block that is left out.
      public var count = 0
      /// Σx².
      public var signal = 0.0
      /// Σe².
      public var noise = 0.0
      /// How many are not 0 but decode to 0.
      public var flushedCount = 0

      /// 10·log10(Σx²/Σe²), in dB; nil where it is undefined.
      public var sqnr: Double? { ErrorStatistics.signalToNoise(signal: signal, noise: noise) }
    }
  }
}
