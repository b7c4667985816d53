public import Measurement
internal import Figures
internal import QuantCore

/// What the kernels' benchmark found, as text and as a `quantview.bench/1` document.
public enum KernelTable {
  /// One table for each backend, under the limits that were measured with it.
  public static func text(_ reports: [KernelReport]) -> String {
    reports.map { text($0) }.joined(separator: "\n")
  }

  private static func text(_ report: KernelReport) -> String {
    let limits = report.limits
    var table = TextTable(sides: [.left, .right, .right, .right, .left])
    table.rows.append(["kernel", "M weights/s", "ms", "of reading", "checked"])
    for point in report.points {
      table.rows.append([
        point.name, FigureText.count(Int(point.rate / 1e6)),
        FigureText.number(point.durations.minimum), FigureText.percent(point.share(of: limits)),
        point.isChecked ? "equal" : "DIFFERS",
      ])
    }
    let head = [
      "backend \(report.backend), one thread, the shortest of several runs",
      "reading: \(gigabytes(limits.memory)) from memory, \(gigabytes(limits.cache)) from the second"
        + " cache; \(FigureText.count(Int(limits.memory / 2e6))) M BF16 weights/s from memory",
    ]
    return (head + table.lines).map { $0 + "\n" }.joined()
  }

  private static func gigabytes(_ rate: Double) -> String {
    "\(FigureText.number(rate / 1e9)) GB/s"
  }

  /// The document, with its line end.
  public static func json(_ reports: [KernelReport]) -> String {
    var json = JSONWriter(style: .indented)
    json.object { json in
      json.field("schema", "quantview.bench/1")
      json.field("threads", 1)
      json.array("backends") { json in
        for report in reports { json.object { write(report, to: &$0) } }
      }
    }
    return json.text + "\n"
  }

  private static func write(_ report: KernelReport, to json: inout JSONWriter) {
    json.field("backend", report.backend)
    json.object("limits") { json in
      json.field("read_gbps", report.limits.memory / 1e9)
      json.field("cache_read_gbps", report.limits.cache / 1e9)
    }
    json.array("kernels") { json in
      for point in report.points {
        json.object { json in
          json.field("kernel", point.name)
          json.field("checked", point.isChecked)
          json.field("weights", point.weights)
          json.field("bytes_read", point.bytes)
          json.field("cached", point.isCached)
          json.field("ms_min", point.durations.minimum)
          json.field("ms_median", point.durations.median)
          json.field("weights_per_second", point.rate)
          json.field("share_of_read", point.share(of: report.limits))
        }
      }
    }
  }
}
