import TerminalTestSupport
import TestSupport
import Testing

@Suite(.onTerminalThreads) struct `Keys of the browser` {
  private func browse(columns: Int = 80, rows: Int = 24) throws -> TerminalSession {
    let session = try explore(
      ProgramRun.sample("transformer.safetensors"), columns: columns, rows: rows)
    session.expect("the ratios of what is in sight") {
      $0.tab == "Browse" && !$0.line(0).contains("%") && $0.lines.count { $0.contains("*") } > 5
    }
    return session
  }

  /// The row that is selected, as text.
  private func selection(_ session: TerminalSession) -> String {
    (3..<22).map { session.reversed(row: $0) }.joined()
  }

  @Test func `move the selection`() throws {
    let session = try browse()
    session.expect("the second row", after: "j") { selection($0).contains("- model") }
    session.expect("the third row", after: "\u{1B}OB") { selection($0).contains("adapter") }
    session.expect("the first row", after: "gkk") { selection($0).contains("lm_head") }
    session.expect("the last row", after: "G") { selection($0).contains("vision.patch_embed") }
    session.expect("the first row", after: "\u{1B}OH") { selection($0).contains("lm_head") }
  }

  @Test func `filter by letters that are keys elsewhere`() throws {
    let session = try browse()
    session.expect("the empty filter", after: "/") { $0.isCursorVisible && $0.contains("44 of 44") }
    session.expect("the letters", after: "qj?1Q") { $0.contains("/qj?1Q") }
    session.expect("0 of 44 match")
    #expect(session.tab == "Browse")
    session.expect("the matches", after: "\u{7F}\u{7F}\u{7F}\u{7F}_PROJ") {
      $0.contains("/q_PROJ") && $0.contains("4 of 44 match")
    }
    session.expect("four rows") {
      $0.lines.count { $0.contains("self_attn.q_proj.w") } == 4
    }
    session.expect("keys again", after: "\r") { !$0.isCursorVisible }
    session.expect("the next match", after: "n") { selection($0).contains("q_proj") }
    session.expect("all tensors", after: "\u{1B}") {
      !$0.contains("of 44 match") && $0.contains("input_layernorm")
    }
  }

  @Test func `fold and unfold`() throws {
    let session = try browse()
    session.expect("a folded tree", after: "jh") {
      $0.contains("+ model") && !$0.contains("embed_tokens")
    }
    session.expect("an open tree", after: "l") {
      $0.contains("- model") && $0.contains("embed_tokens")
    }
    session.expect("a folded tree", after: "\r") { $0.contains("+ model") }
  }

  @Test func `sort by size, by ratio and by name`() throws {
    let session = try browse()
    session.expect("Name, largest first", after: "s")
    session.expect("Name, worst SQNR first", after: "s")
    session.expect("Name, most to zero first", after: "s")
    session.expect("Name, largest sigma first", after: "s")
    session.expect("the tree", after: "s") { $0.contains("- model") }
  }

  @Test func `rows that change places keep wide characters whole`() throws {
    let names = ["a😀😀😀", "模型的名字", "émoji😀😀", "plain"]
    var offset = 0
    let entries = names.enumerated().map { index, name in
      let count = 64 * [1, 4, 2, 3][index]
      defer { offset += count * 4 }
      return #""\#(name)":{"dtype":"F32","shape":[\#(count)],"#
        + #""data_offsets":[\#(offset),\#(offset + count * 4)]}"#
    }
    let header = Array("{\(entries.joined(separator: ","))}".utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    try withTemporaryDirectory { directory in
      let path = try directory.write(
        length + header + [UInt8](repeating: 0, count: offset), to: "wide.safetensors")
      let session = try explore(path)
      for key in ["", "s", "s", "s", "s", "s", "j", "k"] {
        session.expect("all names after \(key)", after: key) { screen in
          names.allSatisfy { screen.contains($0) }
        }
      }
    }
  }

  @Test func `analyse all tensors, also those out of sight`() throws {
    let session = try browse()
    let model = { (session: TerminalSession) in
      session.lines.first { $0.contains("- model") } ?? ""
    }
    #expect(model(session).contains("~"))
    session.expect("a total over all", after: "a") {
      !$0.line(0).contains("%") && !model($0).contains("~")
    }
    session.expect("the count of tensors") { $0.line(0).contains("44 tensors") }
  }

  @Test func `open a tensor and come back`() throws {
    let session = try browse()
    session.expect("the complete overview", after: "\r") { $0.isComplete }
    #expect(session.line(0).contains(":lm_head.weight"))
    #expect(session.line(0).contains("F16 200x128"))
    session.expect("the browser", after: "q") { $0.tab == "Browse" }
    session.expect("the histogram of another", after: "jjj3") {
      $0.tab == "Hist" && $0.line(0).contains("embed_tokens")
    }
  }

  @Test func `say why a tensor can't be opened`() throws {
    let session = try browse()
    session.expect("the match", after: "/position_ids\r") { $0.contains("1 of 44 match") }
    session.expect("I64 is listed only", after: "\r")
    session.expect("I64 is listed only", after: "]3")
    session.expect("another tensor", after: "\u{1B}g\r") { $0.tab == "Over" }
    session.expect("the browser", after: "q") { $0.tab == "Browse" }
    session.send("/position_ids\r")
    session.expect("I64 is listed only", after: "3")
    #expect(session.tab == "Browse")
  }

  @Test func `open an empty tensor`() throws {
    let session = try browse()
    session.send("/adapter\r\r")
    session.expect("an empty tensor: there is nothing to measure")
  }
}
