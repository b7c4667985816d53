internal import QuantCore
internal import TerminalKit

/// The keys that every screen knows.
enum KeyTable {
  static let everywhere: [KeyBinding] = movement + screens + formats + report + app

  private static let movement: [KeyBinding] = [
    motion("h Left", .left, "left"),
    motion("l Right", .right, "right"),
    motion("k Up", .up, "up"),
    motion("j Down", .down, "down"),
    motion("g", .first, "first"),
    motion("G", .last, "last"),
    motion("Home", .lineStart, "start of the line"),
    motion("End", .lineEnd, "end of the line"),
    motion("PgUp", .pageUp, "a page up"),
    motion("PgDn", .pageDown, "a page down"),
    motion("^U", .halfUp, "half a page up"),
    motion("^D", .halfDown, "half a page down"),
  ]

  private static func motion(_ names: String, _ motion: Motion, _ help: String) -> KeyBinding {
    KeyBinding(names, .move, help) { state, _ in
      Screens.screen(state.screen).move(motion, &state)
      return []
    }
  }

  private static let screens: [KeyBinding] =
    Screens.all.map { screen in
      KeyBinding("\(screen.digit)", .screens, screen.summary) { state, _ in
        state.show(screen.id)
        return []
      }
    } + [
      KeyBinding("Tab", .screens, "the next screen") { state, _ in
        state.stepScreen(1)
        return []
      },
      KeyBinding("S-Tab", .screens, "the previous screen") { state, _ in
        state.stepScreen(-1)
        return []
      },
    ]

  private static let formats: [KeyBinding] = [
    KeyBinding("[ ]", .formats, "select the previous, the next slot", hint: "slot") { state, key in
      state.slots.step(key == .character("[") ? -1 : 1)
      state.say(slot: state.slots.selected)
      return []
    },
    KeyBinding("F", .formats, "choose the slot's format, add or remove a slot", hint: "format") {
      state, _ in
      state.overlay = .formats(FormatMenu(selecting: state.slots.current))
      return []
    },
    KeyBinding("r", .formats, "the next rule of the slot's format", hint: "rule", whyNot: oneRule) {
      state, _ in
      state.stepRule(1)
      return []
    },
    KeyBinding("R", .formats, "the previous rule", whyNot: oneRule) { state, _ in
      state.stepRule(-1)
      return []
    },
    select("M", prefix: "mxfp4", "the MXFP4 slot"),
    select("V", prefix: "nvfp4", "the NVFP4 slot"),
    select("I", prefix: "int4", "the INT4 slot"),
  ]

  private static let oneRule: @Sendable (AppState) -> String? = { state in
    (FormatRegistry.family(of: state.slots.current)?.rules.count ?? 0) > 1
      ? nil : "\(state.slots.current) has one rule only"
  }

  private static func select(_ name: String, prefix: String, _ help: String) -> KeyBinding {
    KeyBinding(name, .formats, "select \(help)") { state in
      state.slots.formats.contains { $0.name.hasPrefix(prefix) }
        ? nil : "no slot holds \(prefix.uppercased()); F puts it into one"
    } act: { state, _ in
      if let index = state.slots.formats.firstIndex(where: { $0.name.hasPrefix(prefix) }) {
        state.slots.select(index)
        state.say(slot: index)
      }
      return []
    }
  }

  private static let report: [KeyBinding] = [
    KeyBinding("e", .report, "export a report of this tensor", hint: "export", whyNot: noReport) {
      state, _ in
      state.openExport()
      return []
    },
    KeyBinding("E", .report, "export again, to the same file", whyNot: noReport) { state, _ in
      state.exportAgain()
    },
  ]

  private static let noReport: @Sendable (AppState) -> String? = { state in
    state.exportable == nil ? "there is no complete report of a tensor here yet" : nil
  }

  private static let app: [KeyBinding] = [
    KeyBinding("? F1", .app, "help", hint: "help") { state, _ in
      state.overlay = .help(HelpPage(showsEverything: false))
      return []
    },
    KeyBinding("a", .app, "go on with work that was stopped") { state, _ in
      state.work.isPaused = false
      return []
    },
    KeyBinding("u", .app, "plain or block characters", whyNot: { $0.plainOnly }) { state, _ in
      state.traits.glyphs = state.traits.glyphs == .blocks ? .ascii : .blocks
      return []
    },
    KeyBinding("^L", .app, "draw everything again") { _, _ in [.redraw] },
    KeyBinding("^Z", .app, "suspend") { _, _ in [.suspend] },
    KeyBinding("^C", .app, "stop the work that runs; a second time quits") { state, _ in
      state.interrupt()
    },
    KeyBinding("Esc Backspace", .app, "back") { state, _ in
      state.goBack()
      return []
    },
    KeyBinding("q", .app, "back; on the first screen quit", hint: "back") { state, _ in
      state.goBack() ? [] : [.quit(status: 0)]
    },
    KeyBinding("Q", .app, "quit") { _, _ in [.quit(status: 0)] },
  ]
}
