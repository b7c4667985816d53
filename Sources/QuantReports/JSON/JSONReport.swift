internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// The report as a `quantview.report/1` document.
enum JSONReport {
  static let format = ReportFormat(
    id: "json", fileSuffix: "json", summary: "quantview.report/1, every figure and histogram",
    renderer: render)

  static func render(_ document: ReportDocument) -> String {
    var json = JSONWriter(style: .indented)
    json.object { json in
      json.field("schema", "quantview.report/1")
      json.object("tool") { write(document.tool, to: &$0) }
      json.object("source") { write(document.source, to: &$0) }
      // Absent rather than null, as nothing was measured then.
      if !document.kernels.isEmpty {
        json.array("kernels") { json in
          for report in document.kernels { json.object { LinearTable.write(report, to: &$0) } }
        }
      }
      json.array("tensors") { json in
        for (index, report) in document.tensors.enumerated() {
          json.object { json in
            write(report, to: &json)
            let refused = document.refusals(of: report)
            if !refused.isEmpty {
              json.object("refused") { json in
                for (id, reason) in refused { json.field(id.description, reason) }
              }
            }
            // Absent rather than null: a report that was not asked for repairs does not speak of them.
            if let figure = document.repairs[index] {
              json.object("fp4_repairs") { write(figure, to: &$0) }
            }
          }
        }
      }
    }
    return json.text + "\n"
  }

  private static func write(_ tool: ToolFacts, to json: inout JSONWriter) {
    json.field("version", tool.version)
    // Absent rather than null: with SOURCE_DATE_EPOCH the report does not speak of them.
    if let backend = tool.backend { json.field("backend", backend) }
    if let date = tool.date { json.field("date", date) }
  }

  private static func write(_ source: SourceDescription, to json: inout JSONWriter) {
    json.field("path", source.path)
    json.field("container", source.container)
    json.field("bytes", source.byteCount)
    json.field("guessed", source.guess != nil)
  }

  private static func write(_ report: TensorReport, to json: inout JSONWriter) {
    let tensor = report.tensor
    json.field("name", tensor.name)
    json.field("dtype", tensor.type.name)
    json.field("shape", tensor.shape)
    json.field("elements", tensor.elementCount)
    json.object("values") { write(report.values, to: &$0) }
    json.object("formats") { json in
      for format in report.formats {
        json.object(format.id.description) { write(format, to: &$0) }
      }
    }
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

  private static func write(_ values: ValueReport?, to json: inout JSONWriter) {
    json.field("min", values?.minimum.map { Double($0) })
    json.field("max", values?.maximum.map { Double($0) })
    json.field("amax", values?.amax.map { Double($0) })
    json.field("mean", values?.mean)
    json.field("std", values?.standardDeviation)
    json.field("kurtosis", values?.kurtosis)
    json.field("zero_count", values?.zeroCount ?? 0)
    json.field("nan_count", values?.nanCount ?? 0)
    json.field("inf_count", values?.infiniteCount ?? 0)
    json.key("first_nonfinite")
    if let place = values?.firstNonfinite {
      json.array { json in
        json.value(place.row)
        json.value(place.column)
      }
    } else {
      json.null()
    }
    json.histogram("histogram", values?.histogram ?? [])
  }

  private static func write(_ report: FormatReport, to json: inout JSONWriter) {
    json.field("format", report.id.name)
    json.field("rule", report.rule)
    json.array("options") { json in
      for option in report.id.options { json.value(option) }
    }
    for field in ReportField.metrics { json.field(field, of: report) }
    json.object("block_sqnr_db") { json in
      json.field("p01", report.blockSQNR.p01)
      json.field("p50", report.blockSQNR.p50)
      json.field("p99", report.blockSQNR.p99)
    }
    json.field(.codeEntropy, of: report)
    json.field("code_counts", report.codeCounts.map { Int(clamping: $0) })
    json.field(.tensorScale, of: report)
    json.object("scales") { json in
      json.field("type", report.scales.type.rawValue)
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
  fileprivate mutating func field(_ field: ReportField, of report: FormatReport) {
    switch field.value(report) {
    case .count(let count): self.field(field.name, count)
    case .figure(let figure): self.field(field.name, figure)
    }
  }

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
