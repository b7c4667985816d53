internal import QuantCore

/// What is different between two reports, as a `quantview.diff/1` document.
public enum DiffJSON {
  /// The document, with its line end.
  ///
  /// - Parameters:
  ///   - diff: The differences.
  ///   - tool: What compared them.
  /// - Returns: The text.
  public static func text(_ diff: ReportDiff, tool: ToolFacts) -> String {
    var json = JSONWriter(style: .indented)
    json.object { json in
      json.field("schema", "quantview.diff/1")
      json.object("tool") { $0.fields(ToolField.all, of: tool) }
      json.object("a") { write(diff.a, to: &$0) }
      json.object("b") { write(diff.b, to: &$0) }
      json.field("same", diff.isEmpty)
      json.object("compared") { json in
        json.field("tensors", diff.tensorCount)
        json.field("formats", diff.formatCount)
      }
      write("source_changes", diff.sourceChanges, to: &json)
      json.strings("tensors_only_in_a", diff.onlyInA)
      json.strings("tensors_only_in_b", diff.onlyInB)
      json.array("tensors") { json in
        for tensor in diff.tensors { json.object { write(tensor, to: &$0) } }
      }
    }
    return json.text + "\n"
  }

  private static func write(_ report: StoredReport, to json: inout JSONWriter) {
    json.field("path", report.path)
    json.object("tool") { write(report.tool, to: &$0) }
    json.object("source") { write(report.source, to: &$0) }
  }

  private static func write(_ fields: StoredFields, to json: inout JSONWriter) {
    for name in fields.names { write(name, fields[name], to: &json) }
  }

  private static func write(_ tensor: ReportDiff.TensorDiff, to json: inout JSONWriter) {
    json.field("name", tensor.name)
    write("changes", tensor.changes, to: &json)
    writeDistributions(tensor.changes, to: &json)
    json.strings("formats_only_in_a", tensor.formatsOnlyInA)
    json.strings("formats_only_in_b", tensor.formatsOnlyInB)
    json.object("formats") { json in
      for format in tensor.formats {
        json.object(format.id) { json in
          write("changes", format.changes, to: &json)
          writeDistributions(format.changes, to: &json)
        }
      }
    }
  }

  private static func write(
    _ name: String, _ changes: [ReportDiff.Change], to json: inout JSONWriter
  ) {
    json.array(name) { json in
      for change in changes where !change.isDistribution {
        json.object { json in
          json.field("field", change.field)
          // Absent rather than null, which says that the figure was undefined.
          if let a = change.a { write("a", a, to: &json) }
          if let b = change.b { write("b", b, to: &json) }
          json.field("change", change.difference)
          json.field("relative", change.relative)
        }
      }
    }
  }

  private static func writeDistributions(
    _ changes: [ReportDiff.Change], to json: inout JSONWriter
  ) {
    json.strings("distributions_changed", changes.filter(\.isDistribution).map(\.field))
  }

  private static func write(_ name: String, _ value: StoredValue?, to json: inout JSONWriter) {
    json.key(name)
    switch value {
    case nil, .null: json.null()
    case .number(let number): json.value(number)
    case .text(let text): json.value(text)
    case .flag(let flag): json.value(flag)
    }
  }
}
