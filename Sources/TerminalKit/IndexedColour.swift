public import Charts

/// One of the 240 fixed colours of a 256-colour terminal: the cube 16…231 and the greys 232…255.
public struct IndexedColour: Sendable, Hashable {
  /// Its index, 16…255.
  public let index: Int

  /// Makes a colour.
  ///
  /// - Parameter index: Its index; beyond 16…255 the ends. The 16 before them are the user's own.
  public init(_ index: Int) {
    self.index = min(max(index, 16), 255)
  }

  /// Red, green and blue in sRGB, 0…255 each, as xterm and all that followed it define them.
  public var rgb: (red: Int, green: Int, blue: Int) {
    if index >= 232 {
      let grey = 8 + 10 * (index - 232)
      return (grey, grey, grey)
    }
    let levels = [0, 95, 135, 175, 215, 255]
    let place = index - 16
    return (levels[place / 36], levels[place / 6 % 6], levels[place % 6])
  }
}

extension Palette {
  /// Where a step of the palette lies among the fixed 256 colours.
  ///
  /// Cividis and viridis have eight of them, two steps each: among more of the fixed ones some eyes could not tell
  /// which is lighter.
  ///
  /// - Parameter step: the step; beyond 0…15 the ends.
  /// - Returns: the index.
  public func index256(step: Int) -> Int {
    let step = min(max(step, 0), Palette.steps - 1)
    return switch self {
    case .cividis: [17, 19, 24, 242, 245, 144, 185, 227][step / 2]
    case .viridis: [53, 90, 60, 31, 36, 41, 148, 226][step / 2]
    case .grey:
      232 + (step * 23 + 7) / 15
    case .difference:
      [214, 208, 172, 136, 130, 94, 240, 239, 239, 240, 60, 61, 31, 68, 39, 81][step]
    }
  }

  /// Whether black reads better on a step than white does.
  func isLight(step: Int) -> Bool {
    isSigned ? !(4...11).contains(step) : step > 7
  }
}
