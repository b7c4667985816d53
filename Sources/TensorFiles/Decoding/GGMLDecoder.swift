internal import QuantCore

/// Decodes rows of ggml's blocks to F32, equal to `GGMLBlock.decode` bit for bit.
struct GGMLDecoder {
  /// The kind of block.
  let block: GGMLBlock
  /// The columns of the tensor, a whole number of blocks.
  let columns: Int

  /// Decodes `region`, row-major, from `bytes`, the tensor's whole content.
  func decode(
    _ region: TensorRegion, from bytes: Span<UInt8>, into values: inout MutableSpan<Float>
  ) {
    let type = block.type
    let rowBytes = columns / type.blockElements * type.blockBytes
    let table = block.table
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
          block.decode(bytes, table: table, into: &values, at: next)
        } else {
          var target = scratch.mutableSpan
          block.decode(bytes, table: table, into: &target, at: 0)
          let first = column - index * type.blockElements
          for offset in 0..<count { values[next + offset] = scratch[first + offset] }
        }
        next += count
        column = end
      }
    }
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
