internal import CKernels
public import QuantCore

extension KernelEngine {
  /// Encodes a band; equal to `TensorCodec.encode`.
  ///
  /// - Parameters:
  ///   - band: The values, row-major without gaps; its first row and column begin a unit.
  ///   - columns: The columns of the band, at least 1.
  ///   - codec: What encodes; by kernels where it describes its arithmetic and the values are finite.
  ///   - mayHoldNonfinite: Whether the values have to be searched for NaN and infinities.
  ///   - decodes: Whether somebody needs the decoded values; else they may stay what they were.
  ///   - encoded: Receives the outcome; what it held before is lost.
  public func encode(
    _ band: Span<Float>, columns: Int, by codec: any TensorCodec, mayHoldNonfinite: Bool,
    decodes: Bool = true, into encoded: inout EncodedBand
  ) {
    if let codec = codec as? HQQ.Codec, encode(band, columns: columns, by: codec, into: &encoded) {
      return
    }
    guard let blocks = Self.blocks(of: codec), !band.isEmpty,
      let recipe = Recipe(blocks.arithmetic, columns: columns),
      blocks.rows == 1 || !recipe.isSearched,
      !mayHoldNonfinite || isFinite(band, columns: columns)
    else {
      codec.encode(
        band, columns: columns, mayHoldNonfinite: mayHoldNonfinite, into: &encoded)
      return
    }
    encoded.reserve(
      rows: band.count / columns, columns: columns,
      shape: BlockShape(rows: blocks.rows, columns: blocks.arithmetic.columns))
    encode(
      band, columns: columns, blockRows: blocks.rows, recipe: recipe,
      decodes: decodes, into: &encoded)
  }

  /// Encodes values that nobody needs afterwards; equal to encoding them where they stay.
  ///
  /// - Parameters:
  ///   - values: The values; empty afterwards where the decoded ones took their place.
  ///   - columns: The columns of the band, at least 1.
  ///   - codec: What encodes.
  ///   - mayHoldNonfinite: Whether the values have to be searched for NaN and infinities.
  ///   - encoded: Receives the outcome; what it held before is lost.
  public func encode(
    consuming values: inout [Float], columns: Int, by codec: any TensorCodec,
    mayHoldNonfinite: Bool, into encoded: inout EncodedBand
  ) {
    if let codec = codec as? any WholeMatrixCodec {
      codec.encode(consuming: &values, columns: columns, into: &encoded)
    } else {
      encode(
        values.span, columns: columns, by: codec, mayHoldNonfinite: mayHoldNonfinite,
        into: &encoded)
    }
  }

  /// What a codec computes, and the rows of its blocks; nil where only its definition says.
  private static func blocks(
    of codec: any TensorCodec
  ) -> (arithmetic: BlockArithmetic, rows: Int)? {
    if let arithmetic = codec.arithmetic { return (arithmetic, 1) }
    guard let tiled = codec as? TiledCodec, let arithmetic = tiled.block.arithmetic,
      arithmetic.columns == tiled.shape.columns
    else { return nil }
    return (arithmetic, tiled.shape.rows)
  }

  /// Whether no value is NaN or infinite.
  private func isFinite(_ band: Span<Float>, columns: Int) -> Bool {
    let across = (columns + 15) / 16
    let largest = Buffer<Float>(across)
    return unsafe band.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return true }
      return (0..<band.count / columns).allSatisfy { row in
        unsafe kernels.table.pointee.piece_largest(base + row * columns, columns, largest.base)
        return (0..<across).allSatisfy { unsafe largest.base[$0].isFinite }
      }
    }
  }

  private func encode(
    _ band: Span<Float>, columns: Int, blockRows: Int, recipe: Recipe,
    decodes: Bool, into encoded: inout EncodedBand
  ) {
    let encoder = RowEncoder(table: kernels.table, recipe: recipe)
    let across = encoder.count(columns)
    let rows = band.count / columns
    let extremes = Buffer<Float>(2 * across)
    let more = Buffer<Float>(2 * across)
    let saturated = Buffer<Int32>(across)
    let pieces = Buffer<Float>((columns + 15) / 16)
    unsafe encoded.withPointers { codes, decoded, blocks in
      unsafe band.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        for (index, top) in stride(from: 0, to: rows, by: blockRows).enumerated() {
          let blocks = unsafe blocks.advanced(by: index * across)
          let together = top..<min(top + blockRows, rows)
          for row in together {
            let target = unsafe row == top ? extremes.base : more.base
            unsafe kernels.table.pointee.piece_largest(
              base + row * columns, columns, pieces.base)
            unsafe encoder.extremes(
              of: base + row * columns, pieces: pieces.base, columns: columns, into: target)
            if row > top { unsafe encoder.widen(extremes.base, by: more.base, count: across) }
          }
          unsafe encoder.scale(extremes: extremes.base, count: across, into: blocks)
          unsafe encoder.search(
            base + top * columns, columns: columns, largest: extremes.base, into: blocks)
          unsafe blocks.saturated.update(repeating: 0, count: across)
          var rowBlocks = unsafe blocks
          unsafe rowBlocks.saturated = saturated.base
          for row in together {
            unsafe encoder.encode(
              base + row * columns, columns: columns, blocks: rowBlocks,
              target: { column in
                let place = row * columns + column
                return unsafe (codes + place, decodes ? decoded + place : nil)
              }
            ) { _ in }
            for block in 0..<across {
              unsafe blocks.saturated[block] += saturated.base[block]
            }
          }
        }
      }
    }
  }
}

extension BlockPointers {
  func advanced(by count: Int) -> BlockPointers {
    unsafe BlockPointers(
      scaleCodes: scaleCodes + count, scaleValues: scaleValues + count,
      multipliers: multipliers + count, offsets: offsets.map { unsafe $0 + count },
      saturated: saturated + count)
  }
}

extension EncodedBand {
  /// Lends the places of a band that has room for something.
  mutating func withPointers(
    _ body: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<Float>, BlockPointers) -> Void
  ) {
    unsafe codes.withUnsafeMutableBufferPointer { codes in
      unsafe decoded.withUnsafeMutableBufferPointer { decoded in
        unsafe scaleCodes.withUnsafeMutableBufferPointer { scaleCodes in
          unsafe scaleValues.withUnsafeMutableBufferPointer { scaleValues in
            unsafe multipliers.withUnsafeMutableBufferPointer { multipliers in
              unsafe offsets.withUnsafeMutableBufferPointer { offsets in
                unsafe saturated.withUnsafeMutableBufferPointer { saturated in
                  guard let codes = codes.baseAddress, let decoded = decoded.baseAddress,
                    let scaleCodes = scaleCodes.baseAddress,
                    let scaleValues = scaleValues.baseAddress,
                    let multipliers = multipliers.baseAddress,
                    let offsets = offsets.baseAddress,
                    let saturated = saturated.baseAddress
                  else { return }
                  unsafe body(
                    codes, decoded,
                    BlockPointers(
                      scaleCodes: scaleCodes, scaleValues: scaleValues, multipliers: multipliers,
                      offsets: offsets, saturated: saturated))
                }
              }
            }
          }
        }
      }
    }
  }
}
