import Charts
import TerminalKit
import Testing

@Suite struct `A palette` {
  private func colours(_ palette: Palette) -> [Int] {
    (0..<Palette.steps).map { palette.index256(step: $0) }
  }

  /// The colours of a palette, each once.
  private func distinct(_ palette: Palette) -> [Int] {
    colours(palette).reduce(into: []) { all, index in
      if all.last != index { all.append(index) }
    }
  }

  @Test(arguments: Palette.allCases, ColourVision.allCases)
  func `for magnitudes gets lighter with every step, for all eyes`(
    palette: Palette, vision: ColourVision
  ) {
    let lightness = distinct(palette).map(vision.lightness)
    #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $0 < $1 }, "\(lightness)")
    #expect((lightness.last ?? 0) - (lightness.first ?? 0) > 70)
  }

  @Test(arguments: ColourVision.allCases)
  func `for differences is lighter the farther from zero, and its sides are told apart`(
    vision: ColourVision
  ) {
    let all = colours(.difference)
    let lightness = all.map(vision.lightness)
    #expect(zip(lightness[..<7], lightness[1..<8]).allSatisfy { $0 > $1 }, "\(lightness)")
    #expect(zip(lightness[8...], lightness[9...]).allSatisfy { $0 < $1 }, "\(lightness)")
    for step in 0..<6 { #expect(vision.distance(all[step], all[15 - step]) > 50, "step \(step)") }
  }

  @Test(arguments: [Palette.cividis, .viridis])
  func `in eight colours has eight, each told from the next`(palette: Palette) {
    let all = distinct(palette)
    #expect(all.count == 8)
    for vision in ColourVision.allCases {
      for (left, right) in zip(all, all.dropFirst()) {
        #expect(vision.distance(left, right) > 7, "\(vision) \(left) \(right)")
      }
    }
  }

  @Test(arguments: Palette.allCases + [.difference]) func `has colours of the fixed 240 only`(
    palette: Palette
  ) {
    let all = colours(palette)
    #expect(all.allSatisfy { (16...255).contains($0) })
    #expect(palette.index256(step: -4) == all[0] && palette.index256(step: 99) == all[15])
    #expect(Palette(rawValue: palette.rawValue) == palette)
  }

  @Test(arguments: Palette.allCases + [.difference]) func `lets text on it be read`(
    palette: Palette
  ) {
    for step in 0..<Palette.steps {
      let style = ResolvedStyle(.heat(palette, step: step), depth: .palette256)
      #expect(contrast(style.foreground, luminance(style.background)) > 3, "step \(step)")
    }
  }

  @Test func `names the fixed colours' red, green and blue`() {
    #expect(IndexedColour(16).rgb == (0, 0, 0) && IndexedColour(231).rgb == (255, 255, 255))
    #expect(IndexedColour(172).rgb == (215, 135, 0) && IndexedColour(244).rgb == (128, 128, 128))
    #expect(IndexedColour(3).index == 16 && IndexedColour(999).index == 255)
  }
}

@Suite struct `Colours of text` {
  private static let backgrounds: [(theme: Theme, background: Double)] = [
    (.auto, 0), (.auto, 1), (.dark, 0), (.dark, luminance(235)), (.light, 1),
    (.light, luminance(254)),
  ]

  private func index(_ style: Style, _ theme: Theme) -> Int {
    ResolvedStyle(style, depth: .palette256, theme: theme).foreground
  }

  @Test(arguments: backgrounds)
  func `are read on the backgrounds of their theme`(theme: Theme, background: Double) {
    let styles = [Style.dim, .accent, .best, .warning, .error] + (0..<4).map { Style.slot($0) }
    for style in styles {
      #expect(contrast(index(style, theme), background) >= 3, "\(style.foreground)")
    }
  }

  @Test(arguments: Theme.allCases, ColourVision.allCases)
  func `are told apart by all eyes, and no two by red and green`(
    theme: Theme, vision: ColourVision
  ) {
    for group in [[Style.best, .warning, .error], (0..<4).map { Style.slot($0) }] {
      let indices = group.map { index($0, theme) }
      for (place, left) in indices.enumerated() {
        for right in indices[(place + 1)...] {
          #expect(vision.distance(left, right) > 30, "\(left) \(right)")
        }
      }
    }
  }
}
