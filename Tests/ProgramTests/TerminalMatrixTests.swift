import Explorer
import TerminalKit
import TerminalTestSupport
import TestSupport
import Testing

/// Every screen on every type of terminal, in every locale, with colours and without, at every size.
@Suite(.onTerminalThreads) struct `Every screen` {
  /// A type of terminal and what it can show.
  struct Kind: Sendable, CustomTestStringConvertible {
    let term: String
    var colours = ColourDepth.palette256
    var hasBlocks = true
    /// The console draws no underline where there is a colour.
    var underlines = true

    var testDescription: String { term }

    func traits(isUTF8: Bool, noColour: String?) -> TerminalTraits {
      TerminalTraits(
        glyphs: isUTF8 && hasBlocks ? .blocks : .ascii,
        colours: noColour?.isEmpty == false ? .none : colours, isUTF8: isUTF8, name: term)
    }

    static let all = [
      Kind(term: "vt100", colours: .none), Kind(term: "xterm", colours: .eight),
      Kind(term: "linux", colours: .eight, hasBlocks: false, underlines: false),
      Kind(term: "xterm-256color"), Kind(term: "screen-256color"), Kind(term: "tmux-256color"),
    ]
  }

  static let sizes = [(16, 4), (40, 12), (80, 24), (120, 40), (200, 60)].map {
    Size(columns: $0.0, rows: $0.1)
  }

  @Test(arguments: Kind.all, ["C", "C.UTF-8"])
  func `is what the explorer drew, cell by cell`(_ kind: Kind, _ lang: String) async throws {
    try await withTemporaryDirectory { directory in
      let path = try directory.writeNoise(rows: 40, columns: 256)
      for size in Self.sizes {
        for noColours in [[nil, ""], ["1"]] {
          let traits = kind.traits(isUTF8: lang != "C", noColour: noColours.first ?? nil)
          let screens = try await ExpectedScreens.all(of: path, size: size, traits: traits)
          for noColour in noColours {
            let session = try explore(
              path, environment: ["TERM": kind.term, "LANG": lang, "NO_COLOR": noColour],
              columns: size.columns, rows: size.rows)
            try expect(screens, in: session, traits: traits, underlines: kind.underlines)
          }
        }
      }
    }
  }

  private func expect(
    _ screens: [(id: ScreenID, frame: Frame, isMeasured: Bool)], in session: TerminalSession,
    traits: TerminalTraits, underlines: Bool
  ) throws {
    let size = screens.first?.frame.size ?? .zero
    let what = "\(traits.name) \(traits.glyphs) \(traits.colours) \(size.columns)x\(size.rows)"
    for screen in screens {
      var difference: String?
      // The title tells how far the work is; where there are tabs below it, they are the same meanwhile.
      let hasTabs = size.rows >= 16 && size.columns >= 40
      let rows = screen.isMeasured ? (hasTabs ? 1..<2 : 0..<0) : nil
      var count = -1
      let isRight = session.wait(upTo: .seconds(30)) { session in
        guard session.output.count != count else { return false }
        count = session.output.count
        difference = session.difference(
          from: screen.frame, depth: traits.colours, underlines: underlines, rows: rows)
        return difference == nil
      }
      #expect(isRight, "\(what), \(screen.id): \(difference ?? "")\n\(session.picture)")
      #expect(session.lines.contains { !$0.isEmpty }, "\(what), \(screen.id) is blank")
      guard isRight else { return }
      session.send("\t")
    }
    if traits.glyphs == .ascii { #expect(session.output.allSatisfy { $0 < 0x80 }, "\(what)") }
    try session.expectEnd(.code(0), after: "Q")
  }

  @Test(arguments: sizes)
  func `has as much to show without colours and blocks`(_ size: Size) async throws {
    let (full, plain) = try await withTemporaryDirectory { directory in
      let path = try directory.writeNoise(rows: 40, columns: 256)
      return try await (
        ExpectedScreens.all(of: path, size: size, traits: .full),
        ExpectedScreens.all(of: path, size: size, traits: .plain)
      )
    }
    #expect(full.map(\.id) == plain.map(\.id))
    for (full, plain) in zip(full, plain) where !full.isMeasured {
      #expect(plain.frame.cells.allSatisfy { $0.character.isASCII }, "\(plain.id)")
      #expect(full.frame.ink > 0 && plain.frame.ink * 3 > full.frame.ink * 2, "\(plain.id)")
    }
  }

  @Test(arguments: ["dumb", "no-such-terminal", "", nil], ["C", "C.UTF-8"])
  func `is one clear line where it can't be shown`(_ term: String?, _ lang: String) throws {
    for noColour in [nil, "1", ""] {
      for size in Self.sizes {
        let session = try explore(
          ProgramRun.sample("weights.bin"),
          environment: ["TERM": term, "LANG": lang, "NO_COLOR": noColour], columns: size.columns,
          rows: size.rows)
        try session.expectEnd(.code(2))
        let text = String(decoding: session.output, as: UTF8.self)
        #expect(text.count { $0.isNewline } == 1 && text.contains("TERM"), "\(text)")
        #expect(text.contains("--plain") && text.unicodeScalars.allSatisfy { $0 != "\u{1B}" })
      }
    }
  }
}

extension Frame {
  /// How many cells show more than a space.
  fileprivate var ink: Int { cells.count { $0.character != " " } }
}
