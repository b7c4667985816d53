extension GGMLQ2K: GGMLRuns {
  /// What all blocks of the type have in common.
  public var layout: GGMLRunLayout {
    GGMLRunLayout(
      type, run: 16, .unsigned(bits: 2), scale: .f16, stepBits: 4, hasMinimum: true,
      writesPlainZeros: false)
  }

  /// Where the code of an element lies.
  public func place(of index: Int) -> GGMLCodePlace {
    GGMLCodePlace(16 + index / 128 * 32 + index % 32, bit: index % 128 / 32 * 2, width: 2)
  }

  /// The scale and the minimum of a run.
  public func parts(ofRun run: Int, in block: Span<UInt8>) -> GGMLRunScale {
    GGMLRunScale(
      block.halfPart(at: 80, times: Int(block[run] & 15)),
      minimum: block.halfPart(at: 82, times: Int(block[run] >> 4)), subtracts: true)
  }
}

extension GGMLQ3K: GGMLRuns {
  /// What all blocks of the type have in common.
  public var layout: GGMLRunLayout {
    GGMLRunLayout(
      type, run: 16, .integer(bits: 3), scale: .f16, stepBits: 6, hasSignedScales: true,
      writesPlainZeros: false)
  }

  /// Where the code of an element lies.
  public func place(of index: Int) -> GGMLCodePlace {
    let (half, group) = (index / 128, index % 128 / 32)
    return GGMLCodePlace(
      32 + half * 32 + index % 32, bit: 2 * group, width: 2,
      and: GGMLCodePlace.Bits(byte: index % 32, bit: 4 * half + group, width: 1))
  }

  /// The scale of a run.
  public func parts(ofRun run: Int, in block: Span<UInt8>) -> GGMLRunScale {
    GGMLRunScale(block.halfPart(at: 108, times: Self.scale(run, in: block) - 32))
  }
}

extension GGMLSixBits: GGMLRuns {
  /// What all blocks of the type have in common.
  public var layout: GGMLRunLayout {
    GGMLRunLayout(
      type, run: 32, .unsigned(bits: self == .q4_K ? 4 : 5), scale: .f16, stepBits: 6,
      hasMinimum: true, writesPlainZeros: false)
  }

  /// Where the code of an element lies.
  public func place(of index: Int) -> GGMLCodePlace {
    let run = index / 32
    let byte = codes + run / 2 * 32 + index % 32
    guard self == .q5_K else { return GGMLCodePlace(byte, bit: run % 2 * 4, width: 4) }
    return GGMLCodePlace(
      byte, bit: run % 2 * 4, width: 4,
      and: GGMLCodePlace.Bits(byte: 16 + index % 32, bit: run, width: 1))
  }

  /// The scale and the minimum of a run.
  public func parts(ofRun run: Int, in block: Span<UInt8>) -> GGMLRunScale {
    GGMLRunScale(
      block.halfPart(at: 0, times: Int(Self.scale(run, in: block))),
      minimum: block.halfPart(at: 2, times: Int(Self.minimum(run, in: block))), subtracts: true)
  }
}

extension GGMLQ6K: GGMLRuns {
  /// What all blocks of the type have in common.
  public var layout: GGMLRunLayout {
    GGMLRunLayout(
      type, run: 16, .integer(bits: 6), scale: .f16, stepBits: 8, hasSignedScales: true,
      writesPlainZeros: false)
  }

  /// Where the code of an element lies.
  public func place(of index: Int) -> GGMLCodePlace {
    let (half, place) = (index / 128, index % 128)
    return GGMLCodePlace(
      half * 64 + place % 64, bit: place / 64 * 4, width: 4,
      and: GGMLCodePlace.Bits(byte: 128 + half * 32 + place % 32, bit: place / 32 * 2, width: 2))
  }

  /// The scale of a run.
  public func parts(ofRun run: Int, in block: Span<UInt8>) -> GGMLRunScale {
    GGMLRunScale(block.halfPart(at: 208, times: Int(Int8(bitPattern: block[192 + run]))))
  }
}
