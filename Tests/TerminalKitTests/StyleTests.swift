import Charts
import TerminalKit
import Testing

@Suite struct `A style` {
  @Test(arguments: [Style.title, .selectedTab, .selection, .best, .warning, .error])
  func `that matters is seen without colours`(style: Style) {
    let resolved = ResolvedStyle(style, depth: .none)
    #expect(resolved.foreground == -1 && resolved.background == -1)
    #expect(resolved.isBold || resolved.isReversed)
  }

  @Test(arguments: Theme.allCases) func `uses only the colours that there are`(theme: Theme) {
    let roles: [Role] = [
      .normal, .dim, .title, .accent, .tab, .selectedTab, .selection, .best, .warning, .error,
      .border, .slot(0), .slot(1), .slot(2), .slot(3), .heat(.cividis, step: 9),
      .onHeat(.cividis, step: 9),
    ]
    for role in roles {
      let style = Style(foreground: role, background: .heat(.grey, step: 3))
      let eight = ResolvedStyle(style, depth: .eight, theme: theme)
      #expect((-1...7).contains(eight.foreground) && eight.background == -1)
      let sixteen = ResolvedStyle(style, depth: .sixteen, theme: theme)
      #expect((-1...15).contains(sixteen.foreground) && sixteen.background == -1)
      // The dark grey of 16 is the background in some users' themes.
      #expect(sixteen.foreground != 8)
      let many = ResolvedStyle(style, depth: .palette256, theme: theme)
      #expect(many.foreground == -1 || (16...255).contains(many.foreground))
    }
    for depth in [ColourDepth.eight, .sixteen, .palette256] {
      let slots = (0..<4).map { ResolvedStyle(.slot($0), depth: depth, theme: theme).foreground }
      #expect(Set(slots).count == 4)
    }
  }
}

@Suite struct `A theme` {
  @Test(arguments: [
    ("15;0", Theme.dark), ("0;15", .light), ("0;default;15", .light), ("7;8", .dark),
    ("12;7", .light), ("11;default;0", .dark),
  ])
  func `follows the background that the terminal names`(_ variable: String, _ theme: Theme) {
    #expect(Theme(colorFGBG: variable) == theme)
  }

  @Test(arguments: ["", ";", "15;default", "x", "0;16", "0;-1", "15;0x"])
  func `is not guessed from anything else`(_ variable: String) {
    #expect(Theme(colorFGBG: variable) == nil)
  }
}
