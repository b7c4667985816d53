internal import QuantCore

/// Decodes rows of ggml's blocks to F32, equal to their definition bit for bit.
struct GGMLDecoder {
  private let type: GGMLType
  private let block: BlockReading
  /// The columns of the tensor, a whole number of blocks.
  private let columns: Int
  /// The numbers in a block whose bytes are the other way round.
  private let reversed: [Range<Int>]

  /// How the bytes of a block are read.
  private enum BlockReading {
    /// By way of what each code stands for before it is multiplied.
    case lookUp(GGMLBlock, table: [Float])
    /// As the definition says.
    case definition(any GGMLBlockDefinition)
  }

  /// Creates a decoder; nil for a type without a definition.
  init?(_ type: GGMLType, _ tensor: TensorDescriptor) {
    guard let definition = GGMLDefinitions.of(type) else { return nil }
    self.type = type
    columns = tensor.columns
    reversed = tensor.order.isBigEndian ? type.wideFields ?? [] : []
    if let block = definition as? GGMLBlock {
      self.block = .lookUp(block, table: block.table)
    } else {
      block = .definition(definition)
    }
  }

  /// Decodes `region`, row-major, from `bytes`, the tensor's whole content.
  func decode(
    _ region: TensorRegion, from bytes: Span<UInt8>, into values: inout MutableSpan<Float>
  ) {
    let rowBytes = columns / type.blockElements * type.blockBytes
    var scratch = [Float](repeating: 0, count: type.blockElements)
    var next = 0
    for row in region.rows {
      var column = region.columns.lowerBound
      while column < region.columns.upperBound {
        let index = column / type.blockElements
        let start = row * rowBytes + index * type.blockBytes
        let bytes = bytes.extracting(start..<(start + type.blockBytes))
        let end = min((index + 1) * type.blockElements, region.columns.upperBound)
        let count = end - column
        if count == type.blockElements {
          decode(bytes, into: &values, at: next)
        } else {
          var target = scratch.mutableSpan
          decode(bytes, into: &target, at: 0)
          let first = column - index * type.blockElements
          for offset in 0..<count { values[next + offset] = scratch[first + offset] }
        }
        next += count
        column = end
      }
    }
  }

  @inline(__always)
  private func decode(
    _ bytes: Span<UInt8>, into values: inout MutableSpan<Float>, at start: Int
  ) {
    if reversed.isEmpty {
      decodeNative(bytes, into: &values, at: start)
    } else {
      let native = bytes.reversing(reversed)
      decodeNative(native.span, into: &values, at: start)
    }
  }

  @inline(__always)
  private func decodeNative(
    _ bytes: Span<UInt8>, into values: inout MutableSpan<Float>, at start: Int
  ) {
    switch block {
    case .lookUp(let block, let table):
      block.decode(bytes, table: table, into: &values, at: start)
    case .definition(let definition): definition.decode(bytes, into: &values, at: start)
    }
  }
}

extension Span<UInt8> {
  /// The bytes with those of each field the other way round.
  func reversing(_ fields: [Range<Int>]) -> [UInt8] {
    var bytes = indices.map { self[$0] }
    for field in fields { bytes[field].reverse() }
    return bytes
  }
}

extension GGMLBlock {
  /// What each code stands for before it is multiplied.
  fileprivate var table: [Float] {
    (0..<(self == .q8_0 ? 256 : 16)).map { value(of: UInt8($0)) }
  }

  @inline(__always)
  fileprivate func decode(
    _ bytes: Span<UInt8>, table: [Float], into values: inout MutableSpan<Float>, at start: Int
  ) {
    let length = runLength
    for run in 0..<(type.blockElements / length) {
      let scale = scale(ofRun: run, in: bytes)
      let next = start + run * length
      if self == .q8_0 {
        bytes.extracting(codeOffset..<(codeOffset + length))
          .lookUp(table, zero: 0, scale: scale, into: &values, at: next)
      } else {
        let first = codeOffset + run * length / 2
        bytes.extracting(first..<(first + length / 2))
          .lookUpHalves(table, scale: scale, into: &values, at: next)
      }
    }
  }
}
