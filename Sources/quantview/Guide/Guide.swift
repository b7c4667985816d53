internal import ArgumentParser
internal import CommandKit
internal import Explorer
internal import KernelEngine
internal import TensorFiles

/// What there is to know of the program, from the tables that drive it.
enum Guide {
  /// The commands, with their examples.
  static func tree() throws(TensorFileError) -> CommandTree {
    try CommandTree(json: Quantview._dumpHelp(), examples: Examples.table)
  }

  /// Everything.
  static func guide() throws(TensorFileError) -> ProgramGuide {
    ProgramGuide(
      tree: try tree(), exitStatus: exitStatus, environment: environment, files: files,
      keys: KeyGuide.sections.map { section in
        .init(section.title, section.entries.map { .init($0.keys, $0.action) })
      })
  }

  private static let exitStatus: [ProgramGuide.Entry] = [
    .init("\(ExitStatus.done)", "done"),
    .init("\(ExitStatus.crossed)", "a --fail-if threshold was crossed"),
    .init("\(ExitStatus.usage)", "usage, nothing matched, or the environment"),
    .init("\(ExitStatus.unreadable)", "a file can't be read or is malformed"),
    .init("130, 143", "ended by SIGINT or SIGTERM"),
  ]

  private static let environment: [ProgramGuide.Entry] = [
    .init("NO_COLOR", "If set and not empty, no colours; --color overrides it."),
    .init(
      Backend.variable,
      "Forces the kernels: " + Backend.allCases.map(\.rawValue).joined(separator: ", ") + "."),
    .init(
      "QUANTVIEW_CACHE", "Where rank keeps its results, or none; --cache overrides it."),
    .init(
      "QUANTVIEW_CONFIG", "The configuration file, or none; --config overrides it."),
    .init(
      "QUANTVIEW_SCRIPT",
      "A script of keys to play and screens to write, without a terminal; see FILES in the manual."),
    .init("QUANTVIEW_PYTHON", "The Python of bench --peers; --python overrides it."),
    .init(
      "SOURCE_DATE_EPOCH", "If set, reports carry neither date nor backend: the same bytes again."),
    .init("TERM, LC_ALL, LANG", "The terminal's type, and whether its characters are UTF-8."),
    .init("TMPDIR", "Where standard input and unpacked arrays of an .npz are kept (/tmp)."),
    .init("XDG_CACHE_HOME", "Where results are kept (~/.cache)."),
    .init("XDG_CONFIG_HOME", "Where the configuration lies (~/.config)."),
  ]

  private static let files: [ProgramGuide.Entry] = [
    .init(
      "~/.config/quantview/config",
      "Defaults of options, KEY = VALUE on a line each and comments from # on; \"quantview"
        + " --default-config\" prints one with every setting. Options on the command line override it."
    ),
    .init(
      "~/.cache/quantview",
      "What rank has measured, so that it is not measured twice: at most 256 MiB, the oldest goes first. It can"
        + " be deleted at any time."),
    .init(
      "$QUANTVIEW_SCRIPT",
      "Keys by name, several on a line; other words are typed. # begins a comment, : a command:"
        + " :size 80x24, :glyphs ascii or blocks and :colors none, 8 or 256 come first;"
        + " :wait idle, :expect TEXT, :reject TEXT, :type TEXT, :resize 120x40, :dump PATH,"
        + " :dump-styles PATH and :quit are steps."
        + " The screen is one in memory, and the configuration is not read unless it is named."),
    .init(
      "FILE.json",
      "Beside a headerless file: its dtype and shape, as in"
        + " {\"dtype\":\"BF16\",\"shape\":[4096,4096]}."),
  ]
}
