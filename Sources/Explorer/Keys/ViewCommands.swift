internal import Charts
internal import Figures
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// How things look, and what is reported: the mouse, colours, characters, exports.
enum ViewCommands {
  static let all: [KeyBinding] = [
    KeyBinding(
      "c", .view, "the next palette of maps", word: "palette",
      argument: CommandArgument(
        oneOf: Palette.allCases.map { ($0.rawValue, describe($0)) }, isOptional: true
      ) { state, index in
        state.palette = Palette.allCases[index]
        return []
      },
      whyNot: { state in
        state.traits.hasHalfBlocks ? nil : "without 256 colours maps are drawn in shades"
      }
    ) { state, _ in
      state.palette = state.palette.next
      state.notice = Notice("palette \(state.palette.rawValue)")
      return []
    },
    KeyBinding(
      word: "theme", .view, "text for a light or a dark background, or for both",
      argument: CommandArgument(
        oneOf: [
          ("light", "for a light background"), ("dark", "for a dark background"),
          ("auto", "mid-tones, which read on both"),
        ]
      ) { state, index in
        state.traits.theme = [.light, .dark, .auto][index]
        return []
      }, whyNot: { state in state.openedColours == .none ? noColours : nil }),
    KeyBinding(
      word: "color", .view, "whether colours are used",
      argument: CommandArgument(
        oneOf: [
          ("auto", "as the terminal has them"), ("always", "the same, once it was opened"),
          ("never", "bold, reverse and underline instead"),
        ]
      ) { (state: inout AppState, index: Int) throws(CommandError) in
        guard index == 2 || state.openedColours != .none else { throw CommandError(noColours) }
        state.traits.colours = index == 2 ? .none : state.openedColours
        return []
      }),
    KeyBinding(
      word: "metadata", .view, "what the files say about themselves",
      whyNot: { state in
        state.source.metadata.isEmpty ? "these files say nothing about themselves" : nil
      },
      act: { state, _ in
        state.overlay = .metadata(MetadataPage())
        return []
      }),
    KeyBinding(
      word: "mouse", .view, "whether clicks and the wheel act here",
      argument: CommandArgument(
        oneOf: [("on", "Shift-drag still selects text"), ("off", "the terminal's own again")]
      ) { state, index in
        state.isMouseOn = index == 0
        // The footer has room for all of it on wide terminals alone.
        if state.isMouseOn { state.notice = Notice("mouse on: Shift-drag selects text") }
        return [.reportMouse(index == 0)]
      },
      whyNot: { state in
        state.traits.hasMouse ? nil : "TERM=\(state.traits.name) reports no mouse"
      }),
  ]

  private static func describe(_ palette: Palette) -> String {
    switch palette {
    case .cividis: "dark blue over grey to yellow, alike for all kinds of colour vision"
    case .viridis: "dark violet over green to yellow"
    case .grey: "black to white"
    case .difference: "orange over grey to blue"
    }
  }

  private static let noColours =
    "there are no colours here: NO_COLOR or --color never, or a terminal without"

  static let glyphs = CommandArgument(
    oneOf: [("ascii", "plain characters"), ("blocks", "block characters and lines")],
    isOptional: true
  ) { state, index in
    state.traits.glyphs = index == 0 ? .ascii : .blocks
    return []
  }

  /// The kind of report and where it goes.
  static let export = CommandArgument(
    "KIND PATH", isOptional: true,
    suggesting: { state, typed in
      let stem = state.exportStem
      let all = state.exportKinds.map { kind in
        Suggestion("\(kind.name) \(stem).\(kind.suffix)", help: "to a file of that name")
      }
      return Suggestion.matching(typed, in: all).filter { $0.text.hasPrefix(typed) }
    }
  ) { (state: inout AppState, text: String) throws(CommandError) in
    let parts = text.split(separator: " ", maxSplits: 1).map { String($0) }
    let names = state.exportKinds.map(\.name)
    guard let name = parts.first, names.contains(name) else {
      throw CommandError(
        expected: "one of \(names.joined(separator: ", ")) and a file's name",
        found: parts.first ?? "", among: names)
    }
    guard parts.count == 2, let report = state.exportable else {
      throw CommandError(expected: "a file's name after \(name)", found: "")
    }
    return [
      .export(
        ExportRequest(
          kind: name, path: parts[1], report: report, formats: state.slots.formats,
          kernels: state.exportableKernels, mayReplace: false))
    ]
  }
}
