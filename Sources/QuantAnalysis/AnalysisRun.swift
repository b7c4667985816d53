internal import QuantCore
internal import TensorFiles

/// The state of one analysis: what was asked, what is known, how far it is.
struct AnalysisRun {
  let request: AnalysisRequest
  var report: TensorReport
  let needsValues: Bool
  let missingFormats: [any QuantizationFormat]
  /// What became of the file; ends the analysis.
  var failure: TensorFileError?
  private var finishedFormats = 0

  /// Chunks between partial reports: some 30 ms of work, well below a tenth of a second.
  private static let stride = 16

  init(_ request: AnalysisRequest) {
    self.request = request
    // What is known of another tensor says nothing about this one.
    let known = request.known?.tensor == request.tensor ? request.known : nil
    let values = known?.values.flatMap { $0.isComplete ? $0 : nil }
    needsValues = values == nil
    var formats: [FormatReport] = []
    var missing: [any QuantizationFormat] = []
    var seen: Set<FormatID> = []
    for format in request.formats where seen.insert(format.id).inserted {
      if let complete = known?.completeFormat(format.id) {
        formats.append(complete)
      } else {
        missing.append(format)
      }
    }
    missingFormats = missing
    report = TensorReport(tensor: request.tensor, values: values, formats: formats)
  }

  /// Puts a format's report into its place in the order asked for.
  mutating func set(_ next: FormatReport) {
    var byID: [FormatID: FormatReport] = [:]
    for format in report.formats { byID[format.id] = format }
    byID[next.id] = next
    var seen: Set<FormatID> = []
    report.formats = request.formats.compactMap { format in
      seen.insert(format.id).inserted ? byID[format.id] : nil
    }
  }

  /// Whether a partial report is due after a chunk; the last one is followed by better news.
  func reports(after index: Int, of count: Int) -> Bool {
    (index + 1) % Self.stride == 0 && index + 1 < count
  }

  // Values cost about as much as one format.
  private var work: Double { Double((needsValues ? 1 : 0) + missingFormats.count) }

  func share(valueChunks done: Int, of count: Int) -> Double {
    Double(done) / Double(max(1, count)) / max(1, work)
  }

  func share(formatChunks done: Int, of count: Int, in group: FormatGroup) -> Double {
    let before = Double((needsValues ? 1 : 0) + finishedFormats)
    let formats = Double(group.formats.count) * Double(done) / Double(max(1, count))
    return min(1, (before + formats) / max(1, work))
  }

  /// Notes that a group's formats are measured.
  mutating func finish(_ group: FormatGroup) {
    finishedFormats += group.formats.count
  }

  /// Formats with equal plans are measured in one pass over the tensor.
  func groups(of formats: [any QuantizationFormat]) -> [FormatGroup] {
    let tensor = request.tensor
    var groups: [FormatGroup] = []
    for format in formats {
      let shape = format.blockShape(rows: tensor.rows, columns: tensor.columns)
      let plan = ChunkPlan(region: tensor.region, block: shape)
      if let index = groups.firstIndex(where: { $0.plan == plan }) {
        groups[index].formats.append(format)
      } else {
        groups.append(FormatGroup(plan: plan, formats: [format]))
      }
    }
    return groups
  }
}

/// Formats that cut a tensor into the same chunks.
struct FormatGroup {
  let plan: ChunkPlan
  var formats: [any QuantizationFormat]
}
