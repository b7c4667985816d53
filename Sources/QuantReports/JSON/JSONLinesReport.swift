internal import Figures
internal import Measurement
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// The report as JSON lines: one tensor a line, each with what made it and what it was read from.
enum JSONLinesReport {
  static let format = ReportFormat(
    id: "jsonl", fileSuffix: "jsonl", otherSuffixes: ["ndjson"],
    summary: "the same, one tensor a line", rendering: .streamed(write))

  private static func write(
    _ document: ReportDocument, _ next: () -> ReportPart?, to put: (String) -> Bool
  ) {
    while let part = next() {
      guard put(line(of: part) + "\n") else { return }
    }
  }

  private static func line(of part: ReportPart) -> String {
    let document = part.document
    var json = JSONWriter(style: .compact)
    json.object { json in
      JSONReport.head(of: document, to: &json)
      JSONReport.write(part, to: &json)
      let kernels = kernels(of: part.report.tensor, in: document)
      if !kernels.isEmpty { JSONReport.write(kernels, to: &json) }
    }
    return json.text
  }

  /// What layers of the tensor's size cost.
  private static func kernels(
    of tensor: TensorDescriptor, in document: ReportDocument
  ) -> [LinearReport] {
    let size = LayerSize(tensor)
    return document.kernels.filter { report in
      report.points.contains { $0.outputs == size.outputs && $0.inputs == size.inputs }
    }
  }
}
