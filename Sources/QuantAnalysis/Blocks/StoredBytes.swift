public import QuantCore
internal import TensorFiles

/// A few elements as a layout that quantview writes stores them: bytes, and where each code lies in them.
public struct StoredBytes: Sendable, Hashable {
  /// How codes lie in bytes.
  public enum Order: Sendable, Hashable {
    /// One after the other from the lowest bit of the first byte.
    case stream(CodePacking)
    /// In ggml's blocks, behind their scales.
    case blocks(GGMLBlock)
  }

  /// One layout's names, `W` standing for the weight's.
  public struct Holder: Sendable, Hashable {
    /// The layout.
    public let layout: String
    /// The tensor of the codes.
    public let name: String
    /// The tensor of the block scales; nil where they stand among the codes.
    public let scaleName: String?
    /// What is stored once for the tensor or elsewhere: its scale, its shape, zero points.
    public let more: [String]
  }

  /// The layouts that store the codes so.
  public internal(set) var holders: [Holder]
  /// The type of that tensor.
  public let type: String
  /// How codes lie in the bytes.
  public let order: Order
  /// The elements that the bytes hold.
  public let columns: Range<Int>
  /// The bytes of these elements' codes; with `blocks` their scales too.
  public let bytes: [UInt8]
  /// The bytes of the elements' scales, the least significant first; empty where they stand among the codes.
  public let scaleBytes: [UInt8]

  /// Where the code of a column lies.
  ///
  /// - Parameter column: One of `columns`.
  /// - Returns: The byte, the lowest bit in it and the number of bits; nil outside.
  public func place(of column: Int) -> (byte: Int, bit: Int, width: Int)? {
    guard columns.contains(column) else { return nil }
    let index = column - columns.lowerBound
    switch order {
    case .stream(let packing):
      let start = index * packing.bits
      return (start / 8, start % 8, packing.bits)
    case .blocks(let block):
      let elements = block.type.blockElements
      let base = index / elements * block.type.blockBytes + block.codeOffset
      let inside = index % elements
      if block == .q8_0 { return (base + inside, 0, 8) }
      let half = block.runLength / 2
      let place = inside % block.runLength
      let byte = base + inside / block.runLength * half + place % half
      return (byte, place < half ? 0 : 4, 4)
    }
  }
}

extension StoredBytes {
  /// The smallest region of whole stored blocks around a window: ggml's NVFP4 holds four blocks.
  static func widened(
    _ window: TensorRegion, of tensor: TensorDescriptor, for format: any QuantizationFormat
  ) -> TensorRegion {
    guard let block = StoredWeight(format).flatMap({ GGUFLayout.block(of: $0) }),
      tensor.columns % block.type.blockElements == 0
    else { return window }
    return window.widened(
      to: BlockShape(rows: 1, columns: block.type.blockElements), of: tensor)
  }

  /// What each layout makes of a few elements of a row, equal ones together.
  ///
  /// - Parameters:
  ///   - tensor: The tensor.
  ///   - format: The format.
  ///   - codes: The code at a column.
  ///   - scale: The stored scale at a column.
  ///   - row: The row.
  ///   - columns: The elements.
  ///   - blockColumns: Columns that share a scale.
  /// - Returns: What is stored; empty where no layout has a place for the format or the tensor.
  static func all(
    of tensor: TensorDescriptor, format: any QuantizationFormat, codes: (Int) -> UInt8,
    scale: (Int) -> UInt32, row: Int, columns: Range<Int>, blockColumns: Int
  ) -> [StoredBytes] {
    guard let weight = StoredWeight(format), !columns.isEmpty else { return [] }
    // The layouts' own names, behind a letter for the weight.
    let plain = TensorDescriptor(
      name: "W", type: tensor.type, shape: [tensor.rows, tensor.columns], offset: 0,
      byteCount: tensor.byteCount)
    var found: [StoredBytes] = []
    for layout in ExportLayouts.all
    where layout.holds(format) && layout.refusal(of: plain, as: weight) == nil {
      guard
        let stored = StoredBytes(
          layout.name, layout.parts(of: plain, as: weight), element: format.element, codes: codes,
          scale: scale, columns: columns, blockColumns: blockColumns, width: tensor.columns)
      else { continue }
      let same = found.firstIndex { $0.order == stored.order && $0.bytes == stored.bytes }
      if let same { found[same].holders += stored.holders } else { found.append(stored) }
    }
    return found
  }

  private init?(
    _ layout: String, _ parts: [ExportPart], element: ElementGrid, codes: (Int) -> UInt8,
    scale: (Int) -> UInt32, columns: Range<Int>, blockColumns: Int, width: Int
  ) {
    var found: (part: ExportPart, order: Order)?
    var scales: (name: String, byteCount: Int)?
    var more: [String] = []
    for part in parts {
      switch part.content {
      case .bands(.codes(let packing)): found = (part, .stream(packing))
      case .bands(.blocks(let block)): found = (part, .blocks(block))
      case .bands(.scales(let byteCount)): scales = (part.planned.name, byteCount)
      default: more.append(part.planned.name)
      }
    }
    guard let found else { return nil }
    var bytes: [UInt8] = []
    let held: Range<Int>
    switch found.order {
    case .stream(let packing):
      // Whole bytes, which blocks and windows begin with.
      held = columns
      let some = columns.map(codes)
      packing.append(some.span, columns: some.count, to: &bytes)
    case .blocks(let block):
      let size = block.type.blockElements
      held =
        columns.lowerBound / size * size..<min(width, (columns.upperBound + size - 1) / size * size)
      let runs = stride(from: held.lowerBound, to: held.upperBound, by: block.runLength).map(scale)
      let some = held.map(codes)
      block.append(
        some.span, lowest: Int8(clamping: Int(element.values.first ?? 0)), scales: runs.span,
        to: &bytes)
    }
    holders = [
      Holder(
        layout: layout, name: found.part.planned.name, scaleName: scales?.name, more: more)
    ]
    type = found.part.planned.type.name
    order = found.order
    self.columns = held
    self.bytes = bytes
    scaleBytes =
      scales.map { scales in
        var starts = [columns.lowerBound]
        starts += columns.dropFirst().filter { $0 % blockColumns == 0 }
        return starts.flatMap { column in
          (0..<scales.byteCount).map { UInt8(truncatingIfNeeded: scale(column) >> UInt32(8 * $0)) }
        }
      } ?? []
  }
}
