internal import Figures
internal import TensorFiles

/// What is different between two reports, as text and as Markdown.
public enum DiffText {
  /// The differences as a page of text.
  public static func text(_ diff: ReportDiff) -> String {
    var lines = [head("A", diff.a), head("B", diff.b)]
    lines += diff.sourceChanges.map {
      "! source.\(PrintableName.escaped($0.field)): \(arrow($0))"
    }
    lines += diff.onlyInA.map { "- only in A: \(PrintableName.quoted($0))" }
    lines += diff.onlyInB.map { "+ only in B: \(PrintableName.quoted($0))" }
    for tensor in diff.tensors {
      lines += ["", PrintableName.escaped(tensor.name)]
      if !tensor.changes.isEmpty { lines += table("values", tensor.changes) }
      lines +=
        only("A", tensor.formatsOnlyInA, mark: "-") + only("B", tensor.formatsOnlyInB, mark: "+")
      for format in tensor.formats {
        lines += table(PrintableName.escaped(format.id), format.changes)
      }
    }
    lines += ["", summary(diff)]
    return lines.map { $0 + "\n" }.joined()
  }

  /// The differences as tables for a pull request.
  public static func markdown(_ diff: ReportDiff) -> String {
    var blocks: [[String]] = [
      ["# quantview diff"],
      [("A", diff.a), ("B", diff.b)].map { "- \(MarkdownText.prose(head($0.0, $0.1)))" },
    ]
    let beyond =
      diff.sourceChanges.map {
        "- **source.\(MarkdownText.prose($0.field))**: \(MarkdownText.prose(arrow($0)))"
      }
      + diff.onlyInA.map { "- only in A: \(MarkdownText.code($0))" }
      + diff.onlyInB.map { "- only in B: \(MarkdownText.code($0))" }
    if !beyond.isEmpty { blocks.append(beyond) }
    for tensor in diff.tensors {
      blocks.append(["## \(MarkdownText.code(tensor.name))"])
      let only =
        only("A", tensor.formatsOnlyInA, mark: "-") + only("B", tensor.formatsOnlyInB, mark: "-")
      if !only.isEmpty { blocks.append(only.map { $0.drop { $0 == " " } }.map { String($0) }) }
      let groups = [("values", tensor.changes)] + tensor.formats.map { ($0.id, $0.changes) }
      for (name, changes) in groups where !changes.isEmpty {
        let titles = [MarkdownText.code(name), "A", "B", "change", "relative"]
        blocks.append(
          [MarkdownText.row(titles), MarkdownText.rule(columns: 5, left: 1)]
            + changes.map { change in
              MarkdownText.row(
                [MarkdownText.code(change.field)]
                  + cells(change).map { MarkdownText.prose($0) })
            })
      }
    }
    blocks.append([summary(diff)])
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  /// How many tensors and formats were compared, and how many differ.
  private static func summary(_ diff: ReportDiff) -> String {
    let tensors = FigureText.count(diff.tensorCount, "tensor")
    let pairs = FigureText.count(diff.formatCount, "pair")
    let both = "\(tensors) in both, with \(pairs) of tensor and format"
    if diff.isEmpty { return "no differences: \(both)" }
    func some(_ count: Int) -> String { count == 0 ? "none" : FigureText.count(count) }
    let tensorCount = some(diff.tensors.count)
    let pairCount = some(diff.tensors.reduce(0) { $0 + $1.formats.count })
    return "\(both); \(tensorCount) of the tensors and \(pairCount) of the pairs differ"
      + "; tensors only in A: \(some(diff.onlyInA.count)), only in B: \(some(diff.onlyInB.count))"
  }

  private static func head(_ letter: String, _ report: StoredReport) -> String {
    let source = report.source
    var text = "\(letter)  \(PrintableName.escaped(report.path))"
    if let path = source["path"] { text += ": of \(value(path))" }
    if let container = source["container"] { text += ", \(value(container))" }
    if let version = report.tool["version"] { text += "; quantview \(value(version))" }
    if let backend = report.tool["backend"] { text += " (\(value(backend)))" }
    if let date = report.tool["date"] { text += ", \(value(date))" }
    return text
  }

  private static func only(_ letter: String, _ ids: [String], mark: Character) -> [String] {
    ids.isEmpty
      ? []
      : [
        "  \(mark) formats only in \(letter): "
          + ids.map { PrintableName.escaped($0) }.joined(separator: ", ")
      ]
  }

  private static func table(_ title: String, _ changes: [ReportDiff.Change]) -> [String] {
    var table = TextTable(sides: [.left, .right, .right, .right, .right])
    table.rows.append([title, "A", "B", "change", "relative"])
    for change in changes {
      table.rows.append(["  " + PrintableName.escaped(change.field)] + cells(change))
    }
    return table.lines.map { "  " + $0 }
  }

  private static func cells(_ change: ReportDiff.Change) -> [String] {
    if change.isDistribution { return ["", "", "differs", ""] }
    let (a, b) = pair(change)
    return [
      a, b, change.difference.map { signed(FigureText.number($0)) } ?? "",
      change.relative.map { signed(FigureText.number($0 * 100)) + "%" } ?? "",
    ]
  }

  private static func arrow(_ change: ReportDiff.Change) -> String {
    let (a, b) = pair(change)
    return "\(a) in A, \(b) in B"
  }

  /// Both values with four digits, or in full where those would look the same.
  private static func pair(_ change: ReportDiff.Change) -> (String, String) {
    let short = (value(change.a), value(change.b))
    guard short.0 == short.1, let a = change.a?.number, let b = change.b?.number else {
      return short
    }
    return (a.description, b.description)
  }

  private static func value(_ value: StoredValue?) -> String {
    switch value {
    case nil: "absent"
    case .null: FigureText.undefined
    case .flag(let flag): flag ? "yes" : "no"
    case .text(let text): PrintableName.escaped(text)
    case .number(let number):
      number == number.rounded() && number.magnitude < 0x1p53
        ? FigureText.count(Int(number)) : FigureText.number(number)
    }
  }

  private static func signed(_ text: String) -> String { text.hasPrefix("-") ? text : "+" + text }
}
