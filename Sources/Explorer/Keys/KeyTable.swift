internal import QuantCore
internal import TerminalKit

/// The keys that every screen knows.
enum KeyTable {
  static let everywhere: [KeyBinding] =
    movement + screens + formats + view + pin + find + report + copy + app + start

  private static let movement: [KeyBinding] = [
    motion(
      "h j k l", [.left, .down, .up, .right], "left, down, up, right", word: "left down up right"),
    motion(
      "Left Down Up Right", [.left, .down, .up, .right], "the same", word: "left down up right"),
    motion("g G", [.first, .last], "the first, the last", word: "first last"),
    motion(
      "Home End", [.lineStart, .lineEnd], "the start, the end of the line",
      word: "line-start line-end"),
    motion("PgUp PgDn", [.pageUp, .pageDown], "a page up, down", word: "page-up page-down"),
    motion("^U ^D", [.halfUp, .halfDown], "half a page up, down", word: "half-up half-down"),
  ]

  private static func motion(
    _ names: String, _ motions: [Motion], _ help: String, word: String
  ) -> KeyBinding {
    let keys = names.split(separator: " ").compactMap { Key(name: String($0)) }
    return KeyBinding(names, .move, help, word: word) { state, key in
      if let index = keys.firstIndex(of: key) {
        Screens.screen(state.screen).move(motions[index], &state)
      }
      return []
    }
  }

  private static let screens: [KeyBinding] =
    Screens.all.map { screen in
      KeyBinding(
        screen.digit.map { String($0) } ?? "", .screens,
        screen.summary + (Screens.way(to: screen).map { " (\($0))" } ?? ""), word: screen.word
      ) { state, _ in
        state.show(screen.id)
        return []
      }
    } + [
      KeyBinding("Tab", .screens, "the next screen", hint: "view", word: "next-screen") {
        state, _ in
        state.stepScreen(1)
        return []
      },
      KeyBinding("S-Tab", .screens, "the previous screen", word: "previous-screen") { state, _ in
        state.stepScreen(-1)
        return []
      },
      KeyBinding(
        word: "screen", .screens, "a screen by its name",
        argument: CommandArgument(oneOf: Screens.all.map { ($0.word, $0.summary) }) {
          state, index in
          state.show(Screens.all[index].id)
          return []
        }),
    ]

  private static let formats: [KeyBinding] =
    [
      KeyBinding(
        "[ ]", .formats, "select the previous, the next slot", hint: "slot",
        word: "previous-slot next-slot"
      ) { state, key in
        state.slots.step(key == .character("[") ? -1 : 1)
        state.say(slot: state.slots.selected)
        return []
      },
      KeyBinding(
        "F", .formats, "choose the slot's format, add or remove a slot", hint: "format",
        word: "format", argument: FormatCommands.format
      ) { state, _ in
        state.overlay = .formats(FormatMenu(selecting: state.slots.current))
        return []
      },
      KeyBinding(
        "r", .formats, "the next rule of the slot's format", hint: "rule", word: "next-rule",
        whyNot: oneRule
      ) { state, _ in
        state.stepRule(1)
        return []
      },
      KeyBinding("R", .formats, "the previous rule", word: "previous-rule", whyNot: oneRule) {
        state, _ in
        state.stepRule(-1)
        return []
      },
      select("M", prefix: "mxfp4", "the MXFP4 slot"),
      select("V", prefix: "nvfp4", "the NVFP4 slot"),
      select("I", prefix: "int4", "the INT4 slot"),
    ] + FormatCommands.all

  static let oneRule: @Sendable (AppState) -> String? = { state in
    (FormatRegistry.family(of: state.slots.current)?.rules.count ?? 0) > 1
      ? nil : "\(state.slots.current) has one rule only"
  }

  private static func select(_ name: String, prefix: String, _ help: String) -> KeyBinding {
    KeyBinding(name, .formats, "select \(help)", word: "select-\(prefix)") { state in
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

  private static let pin: [KeyBinding] = [
    KeyBinding(
      "=", .view, "pin the tensor to compare others with it; there again let it go", word: "pin"
    ) {
      $0.pinnable == nil ? "no tensor is selected" : nil
    } act: { state, _ in
      if let index = state.pinnable { state.pin(index) }
      return []
    },
    KeyBinding(
      "X", .view, "exchange the pinned tensor and the one on show", word: "exchange"
    ) { state in
      if state.pinned == nil { return "no tensor is pinned; = pins one" }
      return state.compared == nil ? "the pinned tensor is the one on show" : nil
    } act: { state, _ in
      state.exchangePinned()
      return []
    },
  ]

  private static let report: [KeyBinding] = [
    KeyBinding(
      "e", .report, "export a report of this tensor", hint: "export", word: "export",
      argument: ViewCommands.export, whyNot: noReport
    ) { state, _ in
      state.openExport()
      return []
    },
    KeyBinding(
      "E", .report, "export again, to the same file", word: "export-again", whyNot: noReport
    ) { state, _ in
      state.exportAgain()
    },
  ]

  private static let noReport: @Sendable (AppState) -> String? = { state in
    state.exportable == nil ? "there is no complete report of a tensor here yet" : nil
  }

  private static let view: [KeyBinding] = ViewCommands.all

  private static let find: [KeyBinding] = FindCommands.all

  private static let copy: [KeyBinding] = [
    KeyBinding("y", .copy, "copy the value under the cursor", word: "copy", whyNot: noClipboard) {
      state, _ in
      state.copyValue()
    },
    KeyBinding("Y", .copy, "copy the view as text", word: "copy-view", whyNot: noClipboard) {
      state, _ in
      state.copyView()
    },
  ]

  private static let noClipboard: @Sendable (AppState) -> String? = { $0.noClipboard }

  private static let start: [KeyBinding] = StartFlags.all

  private static let app: [KeyBinding] = [
    KeyBinding(
      "? F1", .app, "help", hint: "help", word: "help", argument: FindCommands.help
    ) { state, _ in
      state.overlay = .help(HelpPage(showsEverything: false))
      return []
    },
    KeyBinding(":", .app, "a command by its word; Tab completes", word: "command") { state, _ in
      state.openCommandLine()
      return []
    },
    KeyBinding("a", .app, "go on with work that was stopped", word: "continue") { state, _ in
      state.work.isPaused = false
      return []
    },
    KeyBinding(
      "u", .app, "plain or block characters", word: "glyphs", argument: ViewCommands.glyphs,
      whyNot: { $0.plainOnly }
    ) { state, _ in
      state.traits.glyphs = state.traits.glyphs == .blocks ? .ascii : .blocks
      return []
    },
    KeyBinding("^R", .app, "open the file again, as when it has changed", word: "reload") { _, _ in
      [.reopen]
    },
    KeyBinding("^L", .app, "draw everything again", word: "redraw") { _, _ in [.redraw] },
    KeyBinding("^Z", .app, "suspend", word: "suspend") { _, _ in [.suspend] },
    KeyBinding("^C", .app, "stop the work that runs; a second time quits", word: "stop") {
      state, _ in
      state.interrupt()
    },
    KeyBinding("Esc Backspace", .app, "back", word: "back") { state, _ in
      state.goBack()
      return []
    },
    KeyBinding("q", .app, "back; on the first screen quit", hint: "back", word: "close") {
      state, _ in
      state.goBack() ? [] : [.quit(status: 0)]
    },
    KeyBinding("Q", .app, "quit", word: "quit") { _, _ in [.quit(status: 0)] },
  ]
}
