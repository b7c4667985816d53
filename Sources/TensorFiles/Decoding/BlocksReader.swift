internal import QuantCore

/// Reads what ggml's blocks store, scales and codes, row by row.
struct BlocksReader {
  /// What all blocks have in common.
  let layout: GGMLRunLayout
  /// How a block is taken apart.
  let block: any GGMLRuns
  private let codes: TensorDescriptor
  private let source: any TensorSource
  /// The numbers in a block whose bytes are the other way round.
  private let reversed: [Range<Int>]

  /// Creates a reader; nil for a weight whose scales stand in a tensor of their own.
  init?(_ weight: PackedWeight, from source: any TensorSource) {
    guard case .blocks(let layout) = weight.matrix.coding,
      let block = GGMLDefinitions.runs(of: layout.type)
    else { return nil }
    self.layout = layout
    self.block = block
    self.source = source
    codes = weight.codes
    reversed = weight.codes.order.isBigEndian ? layout.type.wideFields ?? [] : []
  }

  /// The bytes of a row.
  var rowBytes: Int { codes.columns / layout.type.blockElements * layout.type.blockBytes }

  /// How many runs a block has.
  var runCount: Int { layout.type.blockElements / layout.runLength }

  /// Lends the blocks of a row one after the other, their numbers little-endian.
  ///
  /// - Parameters:
  ///   - blocks: Which blocks of the row.
  ///   - row: The row.
  ///   - body: Called with the index of each block and its bytes.
  func forEachBlock(
    _ blocks: Range<Int>, of row: Int, _ body: (_ index: Int, _ bytes: Span<UInt8>) -> Void
  ) {
    let size = layout.type.blockBytes
    let start = row * rowBytes
    let range = (start + blocks.lowerBound * size)..<(start + blocks.upperBound * size)
    source.withBytes(of: codes, in: range) { bytes in
      for index in blocks {
        let place = (index - blocks.lowerBound) * size
        let bytes = bytes.extracting(place..<(place + size))
        if reversed.isEmpty {
          body(index, bytes)
        } else {
          let native = bytes.reversing(reversed)
          body(index, native.span)
        }
      }
    }
  }

  /// Whether some code of a run stands for more than 0.
  func holdsMore(inRun run: Int, _ bytes: Span<UInt8>, values: [Float]) -> Bool {
    let first = run * layout.runLength
    return (first..<(first + layout.runLength)).contains {
      values[Int(block.code(at: $0, in: bytes))] != 0
    }
  }

  /// Where the code of an element lies in the tensor.
  func place(row: Int, column: Int) -> StoredElements.Place {
    let type = layout.type
    let start = row * rowBytes + column / type.blockElements * type.blockBytes
    let place = block.place(of: column % type.blockElements)
    // Bits of a number of several bytes lie in its other bytes where the most significant comes first.
    func byte(_ index: Int) -> Int {
      let field = reversed.first { $0.contains(index) }
      return start + (field.map { $0.lowerBound + $0.upperBound - 1 - index } ?? index)
    }
    return StoredElements.Place(
      byte: byte(place.lower.byte), bit: place.lower.bit, width: place.lower.width,
      upper: place.upper.map {
        StoredElements.Bits(byte: byte($0.byte), bit: $0.bit, width: $0.width)
      }, digit: place.digit)
  }
}

extension GGMLRunLayout {
  /// The identifier of the format whose codes the blocks hold.
  var format: String { type.name.lowercased() }
}

extension PackedWeight {
  /// A tensor of ggml's blocks that hold their scales, seen as a weight; nil for any other.
  init?(blocks tensor: TensorDescriptor) {
    guard case .ggml(let type) = tensor.type.encoding,
      let layout = GGMLDefinitions.runs(of: type)?.layout,
      tensor.columns % type.blockElements == 0
    else { return nil }
    let matrix = EncodedMatrix(
      name: tensor.name, layout: LayoutName.llamaCpp, format: layout.format, shape: tensor.shape,
      coding: .blocks(layout), scaleType: layout.scaleType,
      parts: [EncodedMatrix.Part(.codes, tensor.name)])
    self.init(matrix: matrix, codes: tensor)
  }
}
