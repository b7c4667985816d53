/// The characters that pictures are made of.
enum Glyphs {
  /// From nothing to a full cell, growing upwards in eighths.
  static let upwardEighths: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  /// From nothing to a full cell, growing to the right in eighths.
  static let rightwardEighths: [Character] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
  /// From light to dark where there are no blocks; the blank stands for “no value”.
  static let shades: [Character] = [".", ":", "-", "=", "+", "*", "#", "%", "@"]

  /// The shade of a fraction.
  ///
  /// - Parameter fraction: 0…1; NaN and nil are blank.
  /// - Returns: the shade character.
  static func shade(_ fraction: Double?) -> Character {
    guard let fraction, !fraction.isNaN else { return " " }
    return shades[min(Int(min(max(fraction, 0), 1) * Double(shades.count)), shades.count - 1)]
  }

  /// Letters below zero, digits above it, the farther the later; a point is nearly zero.
  static let signed: [Character] = ["d", "c", "b", "a", ".", "1", "2", "3", "4"]

  /// The letter or digit of a signed difference.
  ///
  /// - Parameter fraction: 0…1, one half for zero; NaN and nil are blank.
  /// - Returns: the character.
  static func signed(_ fraction: Double?) -> Character {
    guard let fraction, !fraction.isNaN else { return " " }
    let place = (min(max(fraction, 0), 1) * Double(signed.count - 1)).rounded()
    return signed[Int(place)]
  }

  /// How many of `cells × 8` eighths a fraction fills; what is above zero fills one at least.
  static func eighths(_ fraction: Double, of cells: Int) -> Int {
    guard fraction > 0, cells > 0 else { return 0 }
    return max(1, Int((min(fraction, 1) * Double(cells * 8)).rounded()))
  }

  /// The lines of boxes and axes.
  struct Lines {
    let horizontal, vertical, upperLeft, upperRight, lowerLeft, lowerRight: Character
    let tick: Character
    let marker: Character
  }

  static func lines(_ level: GlyphLevel) -> Lines {
    switch level {
    case .ascii:
      Lines(
        horizontal: "-", vertical: "|", upperLeft: "+", upperRight: "+", lowerLeft: "+",
        lowerRight: "+", tick: "|", marker: "^")
    case .blocks:
      Lines(
        horizontal: "─", vertical: "│", upperLeft: "┌", upperRight: "┐", lowerLeft: "└",
        lowerRight: "┘", tick: "┤", marker: "▲")
    }
  }
}
