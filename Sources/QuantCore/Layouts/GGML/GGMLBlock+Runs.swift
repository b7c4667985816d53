extension GGMLBlock: GGMLRuns {
  /// What all blocks of the type have in common.
  public var layout: GGMLRunLayout {
    switch self {
    case .q4_0:
      GGMLRunLayout(type, run: 32, .integer(bits: 4), scale: .f16, hasSignedScales: true)
    case .q8_0: GGMLRunLayout(type, run: 32, .signed(bits: 8), scale: .f16)
    case .mxfp4: GGMLRunLayout(type, run: 32, .e2m1, scale: .e8m0)
    case .nvfp4: GGMLRunLayout(type, run: 16, .e2m1, scale: .e4m3)
    }
  }

  /// Where the code of an element lies.
  public func place(of index: Int) -> GGMLCodePlace {
    guard self != .q8_0 else { return GGMLCodePlace(codeOffset + index, bit: 0, width: 8) }
    let half = runLength / 2
    let place = index % runLength
    return GGMLCodePlace(
      codeOffset + index / runLength * half + place % half, bit: place < half ? 0 : 4, width: 4)
  }

  /// The scale of a run, E2M1's elements as they are and not doubled.
  public func parts(ofRun run: Int, in block: Span<UInt8>) -> GGMLRunScale {
    let scale = scale(ofRun: run, in: block)
    switch self {
    case .q4_0, .q8_0: return GGMLRunScale(block.halfPart(at: 0))
    case .mxfp4:
      return GGMLRunScale(
        GGMLRunScale.Part(code: UInt32(block[0]), value: 2 * scale, step: nil))
    case .nvfp4:
      return GGMLRunScale(
        GGMLRunScale.Part(code: UInt32(block[run]), value: 2 * scale, step: nil))
    }
  }
}
