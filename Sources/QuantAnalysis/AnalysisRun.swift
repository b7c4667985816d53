internal import QuantCore
internal import TensorFiles

/// The state of one analysis: what was asked, what is known, how far it is.
struct AnalysisRun {
  let request: AnalysisRequest
  var report: TensorReport
  /// What is read, in this order.
  let passes: [AnalysisPass]
  /// What became of the file; ends the analysis.
  var failure: TensorFileError?
  private var finishedWork = 0.0
  private var surveys: [FormatID: Survey] = [:]

  /// Chunks between partial reports: some 30 ms of work, well below a tenth of a second.
  private static let stride = 16

  init(_ request: AnalysisRequest) {
    self.request = request
    // What is known of another tensor says nothing about this one.
    let known = request.known?.tensor == request.tensor ? request.known : nil
    let values = known?.values.flatMap { $0.isComplete ? $0 : nil }
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
    passes = Self.passes(over: request.tensor, needsValues: values == nil, formats: missing)
    report = TensorReport(
      tensor: request.tensor, values: values, formats: formats, stored: known?.stored)
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

  /// Notes what a format makes of the amax's block.
  mutating func set(_ block: AmaxBlock?, of id: FormatID) {
    guard let index = report.formats.firstIndex(where: { $0.id == id }) else { return }
    report.formats[index].amaxBlock = block
  }

  /// Whether a partial report is due after a chunk; the last one is followed by better news.
  func reports(after index: Int, of count: Int) -> Bool {
    (index + 1) % Self.stride == 0 && index + 1 < count
  }

  /// What a format has gathered; empty for formats that survey nothing.
  func survey(of id: FormatID) -> Survey { surveys[id] ?? Survey() }

  /// Takes over what a pass has found so far.
  mutating func take(_ found: PassStatistics, by readings: PassReadings, isComplete: Bool) {
    let tensor = request.tensor
    if let values = found.values { report.values = ValueReport(values, of: tensor) }
    if isComplete {
      for (format, survey) in zip(readings.surveys, found.surveys) { surveys[format.id] = survey }
    }
    for (coding, statistics) in zip(readings.codings, found.formats) {
      set(FormatReport(statistics, coding: coding, of: tensor, isComplete: isComplete))
    }
  }

  /// Which share of all work is done after some chunks of a pass.
  func share(of pass: AnalysisPass, chunks: Int) -> Double {
    let work = passes.reduce(0) { $0 + $1.work }
    let done = finishedWork + pass.work * Double(chunks) / Double(max(1, pass.plan.count))
    return min(1, done / max(1, work))
  }

  /// Notes that a pass is over.
  mutating func finish(_ pass: AnalysisPass) { finishedWork += pass.work }

  /// The passes: the values with every format that need not know them, the formats that do, with equal plans
  /// together, and the surveys before the formats that ask for them.
  private static func passes(
    over tensor: TensorDescriptor, needsValues: Bool, formats: [any QuantizationFormat]
  ) -> [AnalysisPass] {
    var passes: [AnalysisPass] = []
    if needsValues {
      let plan = ChunkPlan(region: tensor.region, block: BlockShape(rows: 1, columns: 1))
      passes.append(AnalysisPass(plan: plan, gathersValues: true, formats: []))
    }
    guard tensor.elementCount > 0 else { return passes }
    let fitting = formats.filter {
      $0.refusal(rows: tensor.rows, columns: tensor.columns) == nil
    }
    for format in fitting where format.foreknowledge == .survey {
      let plan = plan(of: format, over: tensor)
      let home = passes.firstIndex { $0.plan == plan && !$0.gathersValues }
      if let home {
        passes[home].surveys.append(format)
      } else {
        passes.append(
          AnalysisPass(plan: plan, gathersValues: false, surveys: [format], formats: []))
      }
    }
    for format in fitting {
      let plan = plan(of: format, over: tensor)
      let home = passes.firstIndex { pass in
        guard pass.plan == plan else { return false }
        switch format.foreknowledge {
        case .none: return true
        case .summary: return !pass.gathersValues
        case .survey: return !pass.gathersValues && pass.surveys.isEmpty
        }
      }
      if let home {
        passes[home].formats.append(format)
      } else {
        passes.append(AnalysisPass(plan: plan, gathersValues: false, formats: [format]))
      }
    }
    return passes
  }

  private static func plan(
    of format: any QuantizationFormat, over tensor: TensorDescriptor
  ) -> ChunkPlan {
    ChunkPlan(
      region: tensor.region, block: format.unitShape(rows: tensor.rows, columns: tensor.columns))
  }
}
