internal import CommandKit
internal import QuantCore
internal import QuantReports

/// What users may set for themselves, a row each; options on the command line override it.
enum Settings {
  /// Every setting, in the order of the commented default.
  static let table: [any SettingRow] = [
    formats, threads, color, palette, theme, glyphs, mouse, export,
  ]

  static let formats = Setting<[FormatID]>(
    "formats", usual: FormatRegistry.defaults.map(\.description).joined(separator: ","),
    help: "The formats that are compared; the explorer shows the first four.",
    expected: "format ids with commas between them, as \"quantview formats\" lists them"
  ) { text in
    let ids = text.split(separator: ",", omittingEmptySubsequences: false).map { name in
      try? FormatRegistry.format(named: name.filter { $0 != " " }).id
    }
    let known = ids.compactMap(\.self)
    return known.count == ids.count ? known : nil
  }

  static let threads = Setting<Int?>(
    "threads", usual: "auto",
    help: "How many threads compute: as many as there are cores, or so many.",
    expected: "auto, or a number from 1 to \(ThreadOptions.limit)"
  ) { text in
    guard text != "auto" else { return .some(nil) }
    return Int(text).flatMap { (1...ThreadOptions.limit).contains($0) ? .some($0) : nil }
  }

  static let color = Setting<ColorChoice>(
    "color", oneOf: ColorChoice.allCases.map(\.rawValue),
    help: "Whether the explorer uses colours; auto leaves it to the terminal and NO_COLOR."
  ) { ColorChoice(rawValue: $0) }

  static let palette = Setting<PaletteChoice>(
    "palette", oneOf: PaletteChoice.allValueStrings, help: "The colours of maps."
  ) { PaletteChoice(argument: $0) }

  static let theme = Setting<ThemeChoice>(
    "theme", oneOf: ThemeChoice.allCases.map(\.rawValue),
    help: "Whether the background is light or dark; auto asks COLORFGBG and else takes mid-tones."
  ) { ThemeChoice(rawValue: $0) }

  static let glyphs = Setting<GlyphChoice>(
    "glyphs", oneOf: GlyphChoice.allCases.map(\.rawValue),
    help:
      "Which characters pictures are made of; auto takes the best that terminal and locale can show."
  ) { GlyphChoice(rawValue: $0) }

  static let mouse = Setting<Bool>(
    "mouse", oneOf: ["off", "on"], help: "Whether the explorer takes clicks and the wheel."
  ) { $0 == "on" }

  static let export = Setting<ReportFormat>(
    "export",
    oneOf: ["markdown"] + ReportFormat.all.map(\.id).filter { $0 != "markdown" },
    help: "The kind of report that the explorer offers first."
  ) { ReportFormat.named($0) }

  /// A configuration file that sets nothing and says what could be set.
  static var commentedDefault: String {
    Configuration.commentedDefault(
      of: table,
      preface:
        "Defaults of quantview: KEY = VALUE on a line each. What is commented out is the built-in value."
        + " Options on the command line override them; --config none reads no such file.")
  }
}
