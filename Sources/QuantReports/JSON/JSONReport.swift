internal import Figures
internal import Measurement
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// The report as a `quantview.report/1` document.
enum JSONReport {
  static let format = ReportFormat(
    id: "json", fileSuffix: "json", summary: "quantview.report/1, every figure and histogram",
    rendering: .streamed(write))

  private static func write(
    _ document: ReportDocument, _ next: () -> ReportPart?, to put: (String) -> Bool
  ) {
    var json = JSONWriter(style: .indented)
    json.object { json in
      head(of: document, to: &json)
      // Absent rather than null, as nothing was measured then.
      if !document.kernels.isEmpty { write(document.kernels, to: &json) }
      json.array("tensors") { json in
        while let part = next() {
          json.object { write(part, to: &$0) }
          guard put(json.takeText()) else { return }
        }
      }
    }
    _ = put(json.takeText() + "\n")
  }

  /// Schema, tool and source.
  static func head(of document: ReportDocument, to json: inout JSONWriter) {
    json.field("schema", "quantview.report/1")
    json.object("tool") { $0.fields(ToolField.all, of: document.tool) }
    json.object("source") { json in
      json.fields(SourceField.all, of: document.source)
      // Absent rather than empty: nearly every source is whole.
      if !document.source.faults.isEmpty {
        json.array("faults") { json in
          for fault in document.source.faults { json.value(fault.description) }
        }
      }
      if !document.source.notes.isEmpty { json.strings("notes", document.source.notes) }
    }
  }

  /// The member `kernels`.
  static func write(_ kernels: [LinearReport], to json: inout JSONWriter) {
    json.array("kernels") { json in
      for report in kernels { json.object { LinearTable.write(report, to: &$0) } }
    }
  }

  /// The members of a tensor.
  static func write(_ part: ReportPart, to json: inout JSONWriter) {
    let document = part.document
    let report = part.report
    json.fields(TensorField.identity, of: report)
    json.field("shape", report.tensor.shape)
    json.fields(TensorField.size, of: report)
    json.object("values") { json in
      json.fields(TensorField.values, of: report)
      json.key("first_nonfinite")
      if let place = report.values?.firstNonfinite {
        json.array { json in
          json.value(place.row)
          json.value(place.column)
        }
      } else {
        json.null()
      }
      json.histogram("histogram", report.values?.histogram ?? [])
    }
    json.object("formats") { json in
      for format in report.formats {
        json.object(format.id.description) { write(format, to: &$0) }
      }
    }
    let refused = document.refusals(of: report)
    if !refused.isEmpty {
      json.object("refused") { json in
        for (id, reason) in refused { json.field(id.description, reason) }
      }
    }
    // Absent for tensors that are stored plainly.
    if let stored = report.stored { json.object("stored") { stored.write(to: &$0) } }
    if let against = report.against { json.object("against") { write(against, to: &$0) } }
    // Absent rather than null: a report that was not asked for repairs does not speak of them.
    if let figure = document.repairs[part.index] {
      json.object("fp4_repairs") { write(figure, to: &$0) }
    }
  }

  private static func write(_ comparison: OriginalComparison, to json: inout JSONWriter) {
    json.field("name", comparison.original)
    CheckDocument.write(comparison.errors, to: &json)
    json.field("nonfinite_count", comparison.nonfinite)
    if comparison.lost > 0 { json.field("lost_count", comparison.lost) }
    CheckDocument.write(comparison.arrangement, to: &json)
  }

  private static func write(_ figure: RepairFigure, to json: inout JSONWriter) {
    json.field("from", FP4Repair.plain.description)
    json.field("to", FP4Repair.target.description)
    json.field("gap_db", figure.gap)
    json.array("repairs") { json in
      for row in figure.rows {
        json.object { json in
          json.field("id", row.repair.id.description)
          json.field("sqnr_db", row.report?.sqnr)
          json.field("bits_per_weight", row.report?.bitsPerWeight)
          json.field("gap_closed", row.gapClosed)
          json.field("flushed_count", row.report?.flushedCount)
          json.field("change", row.repair.change)
          json.field("runtime", row.repair.runtime)
          json.field("refusal", row.refusal)
        }
      }
    }
    json.object("e8m0_exponents") { json in
      json.field("low", figure.exponents?.range.lowerBound)
      json.field("high", figure.exponents?.range.upperBound)
      json.field("bits_needed", figure.exponents?.bits)
      json.field("expected_low", ExponentRange.bound)
      json.field(
        "blocks_below_expected", figure.exponents.map { Int(clamping: $0.blocksBelowBound) })
    }
  }

  private static func write(_ report: FormatReport, to json: inout JSONWriter) {
    json.fields(ReportField.names, of: report)
    json.array("options") { json in
      for option in report.id.options { json.value(option) }
    }
    json.fields(ReportField.metrics, of: report)
    json.object("block_sqnr_db") { $0.fields(ReportField.blockPercentiles, of: report) }
    json.fields([ReportField.codeEntropy], of: report)
    json.field("code_counts", report.codeCounts.map { Int(clamping: $0) })
    json.fields([ReportField.tensorScale], of: report)
    json.object("scales") { json in
      json.fields([ReportField.scaleType], of: report)
      if report.scales.type.isCoded {
        json.array("codes") { json in
          for code in report.scales.codes {
            json.array { json in
              json.value(Int(code.code))
              json.value(Int(clamping: code.blocks))
            }
          }
        }
      } else {
        json.histogram("histogram", report.scales.values)
      }
    }
    json.histogram("error_histogram", report.errorHistogram)
  }
}

extension JSONWriter {
  fileprivate mutating func histogram(_ name: String, _ bins: [LogHistogram.Bin]) {
    array(name) { json in
      for bin in bins {
        json.array { json in
          json.value(bin.low)
          json.value(bin.high)
          json.value(Int(clamping: bin.count))
        }
      }
    }
  }
}
