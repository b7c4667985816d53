internal import CKernels
public import QuantCore

extension KernelEngine {
  /// What a format gathers over a band before it encodes; equal to `QuantizationFormat.survey`.
  ///
  /// - Parameters:
  ///   - band: The values, row-major without gaps; its first row and column begin a unit of the format.
  ///   - columns: The columns of the band.
  ///   - format: What is asked; by kernels where its solver has one and the values are finite and not huge.
  ///   - summary: What is known of the tensor.
  /// - Returns: The sums, to be merged band by band.
  public func survey(
    _ band: Span<Float>, columns: Int, of format: any QuantizationFormat, summary: TensorSummary
  ) -> QuantCore.Survey {
    guard let format = format as? HQQ, columns > 0, holdsModest(band) else {
      return format.survey(band, columns: columns, summary: summary)
    }
    var sums = [Double](repeating: 0, count: HQQ.mostUpdates + 1)
    unsafe band.withUnsafeBufferPointer { values in
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        guard let values = values.baseAddress, let sums = sums.baseAddress else { return }
        for row in 0..<band.count / columns {
          unsafe kernels.table.pointee.survey_proximal(
            values + row * columns, columns, format.groupSize, Int32(format.element.bits),
            HQQ.mostUpdates, sums)
        }
      }
    }
    sums[HQQ.mostUpdates] = Double(band.count)
    return QuantCore.Survey(sums: sums)
  }

  /// Encodes a band as HQQ's codec does; false where only the definition can.
  func encode(
    _ band: Span<Float>, columns: Int, by codec: HQQ.Codec, into encoded: inout EncodedBand
  ) -> Bool {
    guard columns > 0, !band.isEmpty, holdsModest(band) else { return false }
    let rows = band.count / columns
    encoded.reserve(rows: rows, columns: columns, shape: codec.shape)
    let across = (columns + codec.shape.columns - 1) / codec.shape.columns
    unsafe encoded.withPointers { codes, decoded, blocks in
      unsafe band.withUnsafeBufferPointer { values in
        guard let values = values.baseAddress else { return }
        for row in 0..<rows {
          let blocks = unsafe blocks.advanced(by: row * across)
          guard let offsets = unsafe blocks.offsets else { return }
          unsafe kernels.table.pointee.encode_proximal(
            values + row * columns, columns, codec.shape.columns, Int32(codec.bits), codec.updates,
            codes + row * columns, decoded + row * columns, blocks.scaleCodes, blocks.scaleValues,
            offsets, blocks.saturated)
          unsafe blocks.copyMultipliers(across)
        }
      }
    }
    return true
  }

  /// Whether all values are so small that nothing a solver makes of them overflows.
  private func holdsModest(_ band: Span<Float>) -> Bool {
    with { workspace in
      let few = 4096
      workspace.reserve(rows: 1, pieces: few / 16)
      let largest = unsafe workspace.pieceLargest.base
      return unsafe band.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return true }
        for start in stride(from: 0, to: values.count, by: few) {
          let count = min(few, values.count - start)
          unsafe kernels.table.pointee.piece_largest(base + start, count, largest)
          for piece in 0..<(count + 15) / 16 {
            guard unsafe largest[piece] < 0x1p60 else { return false }
          }
        }
        return true
      }
    }
  }
}
