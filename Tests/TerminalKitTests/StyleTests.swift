import Charts
import TerminalKit
import Testing

@Suite struct `A style` {
  /// About the relative luminance of an entry of the fixed 256-colour palette.
  private func luminance(_ index: Int) -> Double {
    let levels = [0.0, 95, 135, 175, 215, 255]
    let channels =
      index >= 232
      ? Array(repeating: Double(8 + 10 * (index - 232)), count: 3)
      : [36, 6, 1].map { levels[(index - 16) / $0 % 6] }
    // A gamma of two is near enough to tell lighter from darker.
    let linear = channels.map { $0 / 255 * $0 / 255 }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }

  @Test(arguments: Palette.allCases) func `of heat gets lighter with every step`(palette: Palette) {
    let indices = (0..<Palette.steps).map { palette.index256(step: $0) }
    #expect(indices.allSatisfy { (16...255).contains($0) })
    let lightness = indices.map(luminance)
    #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $0 < $1 }, "\(lightness)")
    #expect(palette.index256(step: -4) == indices[0] && palette.index256(step: 99) == indices[15])
  }

  @Test func `of a difference gets lighter away from the middle, each sign in its colour`() {
    let indices = (0..<Palette.steps).map { Palette.difference.index256(step: $0) }
    let lightness = indices.map(luminance)
    for step in 0..<7 {
      #expect(lightness[step] > lightness[step + 1] && lightness[15 - step] > lightness[14 - step])
    }
    #expect(Set(indices.prefix(6)).isDisjoint(with: indices.suffix(6)))
    #expect(!Palette.allCases.contains(.difference) && Palette.difference.isSigned)
  }

  @Test(arguments: Palette.allCases + [.difference]) func `for text on heat stands out from it`(
    palette: Palette
  ) {
    for step in 0..<Palette.steps {
      let style = ResolvedStyle(.heat(palette, step: step), depth: .palette256)
      let ends = [luminance(style.foreground), luminance(style.background)].sorted()
      #expect((ends[1] + 0.05) / (ends[0] + 0.05) > 3, "step \(step)")
    }
  }

  @Test(arguments: [Style.title, .selectedTab, .selection, .best, .warning, .error])
  func `that matters is seen without colours`(style: Style) {
    let resolved = ResolvedStyle(style, depth: .none)
    #expect(resolved.foreground == -1 && resolved.background == -1)
    #expect(resolved.isBold || resolved.isReversed)
  }

  @Test func `uses only the colours that there are`() {
    let roles: [Role] = [
      .normal, .dim, .title, .accent, .tab, .selectedTab, .selection, .best, .warning, .error,
      .border, .slot(0), .slot(1), .slot(2), .slot(3), .heat(.cividis, step: 9),
      .onHeat(.cividis, step: 9),
    ]
    for role in roles {
      let style = Style(foreground: role, background: .heat(.grey, step: 3))
      let eight = ResolvedStyle(style, depth: .eight)
      #expect((-1...7).contains(eight.foreground) && eight.background == -1)
      let many = ResolvedStyle(style, depth: .palette256)
      #expect(many.foreground == -1 || (16...255).contains(many.foreground))
    }
    let slots = (0..<4).map { ResolvedStyle(.slot($0), depth: .eight).foreground }
    #expect(Set(slots).count == 4)
  }
}
