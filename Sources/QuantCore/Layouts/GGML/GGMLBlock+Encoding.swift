extension GGMLBlock {
  /// Packs blocks and adds their bytes.
  ///
  /// - Parameters:
  ///   - codes: The codes of whole blocks: E2M1 codes, or integers counted from the lowest.
  ///   - lowest: What code 0 of Q8_0 stands for.
  ///   - scales: The stored bits of the scale of each run.
  ///   - bytes: Receives the blocks.
  public func append(
    _ codes: Span<UInt8>, lowest: Int8 = -128, scales: Span<UInt32>, to bytes: inout [UInt8]
  ) {
    let elements = type.blockElements
    let runs = elements / runLength
    bytes.reserveCapacity(bytes.count + codes.count / elements * type.blockBytes)
    for block in 0..<(codes.count / elements) {
      for run in 0..<runs {
        let scale = scales[block * runs + run]
        bytes.append(UInt8(truncatingIfNeeded: scale))
        if scaleBytes == 2 { bytes.append(UInt8(truncatingIfNeeded: scale >> 8)) }
      }
      for run in 0..<runs {
        appendRun(codes, from: block * elements + run * runLength, lowest: lowest, to: &bytes)
      }
    }
  }

  /// The bytes of a run's scale.
  private var scaleBytes: Int {
    switch self {
    case .q4_0, .q8_0: 2
    case .mxfp4, .nvfp4: 1
    }
  }

  private func appendRun(
    _ codes: Span<UInt8>, from start: Int, lowest: Int8, to bytes: inout [UInt8]
  ) {
    let half = runLength / 2
    switch self {
    case .q8_0:
      // Stored in two's complement.
      let first = UInt8(bitPattern: lowest)
      for index in start..<(start + runLength) { bytes.append(codes[index] &+ first) }
    case .q4_0, .mxfp4, .nvfp4:
      for index in start..<(start + half) {
        bytes.append(codes[index] & 15 | codes[index + half] << 4)
      }
    }
  }
}
