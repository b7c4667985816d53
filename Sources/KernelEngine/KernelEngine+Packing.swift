internal import CKernels
public import QuantCore

extension KernelEngine {
  /// Decodes little-endian BF16 at any address.
  ///
  /// - Parameters:
  ///   - bytes: Two bytes for each value.
  ///   - values: Room for half as many values.
  public func decodeBF16(_ bytes: Span<UInt8>, into values: inout MutableSpan<Float>) {
    precondition(bytes.count == 2 * values.count, "two bytes for each value")
    unsafe bytes.withUnsafeBufferPointer { source in
      unsafe values.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let base = target.baseAddress else { return }
        unsafe kernels.table.pointee.decode_bf16(source, target.count, base)
      }
    }
  }

  /// Encodes rows of finite values to codes of four bits and the codes of their scales, without decoding them.
  ///
  /// - Parameters:
  ///   - band: The values, row-major without gaps.
  ///   - columns: The columns of the band, an even number.
  ///   - codec: What encodes.
  ///   - nibbles: Room for a byte for every two values; the first is in the low half.
  ///   - scales: Room for the code of each block's scale, row by row.
  /// - Returns: False where there is no kernel for the codec, a value is NaN or infinite, or codes are wider:
  ///   what was written is worth nothing then.
  public func encodeNibbles(
    _ band: Span<Float>, columns: Int, by codec: any TensorCodec,
    nibbles: inout MutableSpan<UInt8>, scales: inout MutableSpan<UInt32>
  ) -> Bool {
    guard columns > 0, columns % 2 == 0, let recipe = Recipe(codec.arithmetic, columns: columns),
      recipe.isNarrow
    else { return false }
    let rows = band.count / columns
    let across = (columns + recipe.columns - 1) / recipe.columns
    precondition(nibbles.count >= band.count / 2, "room for the codes")
    precondition(scales.count >= rows * across, "room for the scales")
    return with { workspace in
      unsafe band.withUnsafeBufferPointer { values in
        unsafe nibbles.withUnsafeMutableBufferPointer { nibbles in
          unsafe scales.withUnsafeMutableBufferPointer { scales in
            guard let values = values.baseAddress, let nibbles = nibbles.baseAddress,
              let scales = scales.baseAddress
            else { return true }
            for row in 0..<rows {
              let isWhole = unsafe encode(
                values + row * columns, columns: columns, recipe: recipe, workspace: workspace,
                nibbles: nibbles + row * columns / 2, scales: scales + row * across)
              guard isWhole else { return false }
            }
            return true
          }
        }
      }
    }
  }

  /// Encodes one row; false where a value is not finite.
  private func encode(
    _ row: UnsafePointer<Float>, columns: Int, recipe: Recipe, workspace: Workspace,
    nibbles: UnsafeMutablePointer<UInt8>, scales: UnsafeMutablePointer<UInt32>
  ) -> Bool {
    let table = kernels.table
    let pieces = (columns + 15) / 16
    workspace.reserve(rows: 1, pieces: pieces)
    var blocks = unsafe workspace.blocks
    unsafe blocks.scaleCodes = scales
    let encoder = RowEncoder(table: table, recipe: recipe)
    unsafe table.pointee.piece_largest(row, columns, workspace.pieceLargest.base)
    unsafe table.pointee.block_largest(
      workspace.pieceLargest.base, pieces, pieces, workspace.rowLargest.base)
    guard unsafe workspace.rowLargest.base[0].isFinite else { return false }
    unsafe encoder.scale(
      row, pieces: workspace.pieceLargest.base, columns: columns,
      scratch: workspace.blockLargest.base, into: blocks)
    unsafe encoder.encode(
      row, columns: columns, blocks: blocks,
      target: { _ in unsafe (workspace.codes.base, nil) }, strip: stripColumns / 2
    ) { strip in
      unsafe table.pointee.pack_nibbles(
        workspace.codes.base, strip.count, nibbles + strip.lowerBound / 2)
    }
    return true
  }

  /// Decodes a row of packed codes of four bits.
  ///
  /// - Parameters:
  ///   - nibbles: The codes, the first in the low half of the first byte.
  ///   - block: The columns of a block, a multiple of 16.
  ///   - multipliers: What the values of each block are multiplied by.
  ///   - grid: The value of each of the 16 codes.
  ///   - values: Room for the decoded values; as many are decoded.
  public func decodeNibbles(
    _ nibbles: Span<UInt8>, block: Int, multipliers: Span<Float>, grid: Span<Float>,
    into values: inout MutableSpan<Float>
  ) {
    precondition(grid.count == 16 && block > 0 && block % 16 == 0, "16 codes, whole pieces")
    precondition(2 * nibbles.count >= values.count, "a code for each value")
    precondition(multipliers.count * block >= values.count, "a multiplier for each block")
    unsafe nibbles.withUnsafeBufferPointer { nibbles in
      unsafe multipliers.withUnsafeBufferPointer { multipliers in
        unsafe grid.withUnsafeBufferPointer { grid in
          unsafe values.withUnsafeMutableBufferPointer { target in
            guard let nibbles = nibbles.baseAddress, let multipliers = multipliers.baseAddress,
              let grid = grid.baseAddress, let base = target.baseAddress
            else { return }
            unsafe kernels.table.pointee.decode_nibbles(
              nibbles, target.count, block, multipliers, grid, base)
          }
        }
      }
    }
  }

  /// Reads memory and returns the exclusive or of its 64-bit words: the least that any kernel does.
  package func read(_ bytes: Span<UInt8>) -> UInt64 {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe kernels.table.pointee.read(base, buffer.count)
    }
  }
}
