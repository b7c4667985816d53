extension GGMLNibbles: GGMLRuns {
  /// What all blocks of the type have in common.
  public var layout: GGMLRunLayout {
    switch self {
    case .q4_1:
      GGMLRunLayout(type, run: 32, .unsigned(bits: 4), scale: .f16, hasMinimum: true)
    case .q5_0:
      GGMLRunLayout(type, run: 32, .integer(bits: 5), scale: .f16, hasSignedScales: true)
    case .q5_1:
      GGMLRunLayout(type, run: 32, .unsigned(bits: 5), scale: .f16, hasMinimum: true)
    }
  }

  /// Where the code of an element lies.
  public func place(of index: Int) -> GGMLCodePlace {
    let byte = type.blockBytes - 16 + index % 16
    let bit = index < 16 ? 0 : 4
    guard self != .q4_1 else { return GGMLCodePlace(byte, bit: bit, width: 4) }
    let fifth = GGMLCodePlace.Bits(
      byte: (self == .q5_0 ? 2 : 4) + index / 8, bit: index % 8, width: 1)
    return GGMLCodePlace(byte, bit: bit, width: 4, and: fifth)
  }

  /// The scale of the block's one run.
  public func parts(ofRun run: Int, in block: Span<UInt8>) -> GGMLRunScale {
    GGMLRunScale(
      block.halfPart(at: 0), minimum: self == .q5_0 ? nil : block.halfPart(at: 2))
  }
}

extension GGMLUneven: GGMLRuns {
  /// What all blocks of the type have in common.
  public var layout: GGMLRunLayout {
    GGMLRunLayout(
      type, run: 32, .uneven, scale: .f16, stepBits: self == .xs ? 6 : nil, hasSignedScales: true,
      writesPlainZeros: false)
  }

  /// Where the code of an element lies.
  public func place(of index: Int) -> GGMLCodePlace {
    let codes = self == .xs ? 8 : 2
    return GGMLCodePlace(
      codes + index / 32 * 16 + index % 16, bit: index % 32 < 16 ? 0 : 4, width: 4)
  }

  /// The scale of a run.
  public func parts(ofRun run: Int, in block: Span<UInt8>) -> GGMLRunScale {
    GGMLRunScale(block.halfPart(at: 0, times: self == .xs ? Self.step(run, in: block) : nil))
  }
}

extension GGMLTernary: GGMLRuns {
  /// What all blocks of the type have in common.
  public var layout: GGMLRunLayout {
    GGMLRunLayout(type, run: 256, .ternary, scale: .f16)
  }

  /// Where the code of an element lies.
  public func place(of index: Int) -> GGMLCodePlace {
    guard self == .base3 else {
      return GGMLCodePlace(index / 128 * 32 + index % 32, bit: index % 128 / 32 * 2, width: 2)
    }
    switch index {
    case ..<160: return GGMLCodePlace(index % 32, digit: index / 32)
    case ..<240: return GGMLCodePlace(32 + index % 16, digit: (index - 160) / 16)
    default: return GGMLCodePlace(48 + index % 4, digit: (index - 240) / 4)
    }
  }

  /// The code of an element: its digit.
  public func code(at index: Int, in block: Span<UInt8>) -> UInt8 {
    let place = place(of: index)
    guard let digit = place.digit else { return place.code(in: block) }
    return value(of: digit, in: block[place.lower.byte])
  }

  /// The scale of the block's one run.
  public func parts(ofRun run: Int, in block: Span<UInt8>) -> GGMLRunScale {
    GGMLRunScale(block.halfPart(at: type.blockBytes - 2))
  }
}
