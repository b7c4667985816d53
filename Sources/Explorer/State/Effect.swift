public import Measurement
public import QuantAnalysis
public import QuantCore
public import TensorFiles

/// What the explorer asks the world to do.
public enum Effect: Sendable, Equatable {
  /// Analyse a tensor in some formats; what is known need not be computed again.
  case analyze(WorkID, tensor: Int, formats: [FormatID], known: TensorReport?)
  /// Map the scales of a window.
  case mapScales(
    WorkID, tensor: Int, format: FormatID, summary: TensorSummary, window: ScaleWindow)
  /// Map the scales that the file stores, in a window of one tensor; the format is whose the map is taken for.
  case mapStoredScales(WorkID, tensor: Int, format: FormatID, window: ScaleWindow)
  /// Map the errors of a window of elements, and sum up rows and columns where asked for.
  case mapErrors(
    WorkID, tensor: Int, format: FormatID, summary: TensorSummary, window: ScaleWindow,
    gathersLines: Bool)
  /// Encode a small part of a tensor, to look at its codes.
  case encodeTile(
    WorkID, tensor: Int, format: FormatID, summary: TensorSummary, region: TensorRegion)
  /// Look closely at a few elements of a row, with one of the tensor's taken for 0 where it is named.
  case inspect(
    WorkID, tensor: Int, row: Int, columns: Range<Int>, slots: [InspectedSlot],
    omitted: ValueStatistics.Place?)
  /// Rank a tensor's blocks by their squared error.
  case rankBlocks(WorkID, tensor: Int, format: FormatID, summary: TensorSummary)
  /// Compare a weight that is quantized already with its original.
  case compare(WorkID, stored: Int, original: Int)
  /// Measure layers on this machine.
  case measureKernels(WorkID, KernelRequest)
  /// Measure attention, on the source's tensors where it has such, and on samples.
  case measureAttention(WorkID)
  /// Look at tensors for the ranking: at about so many bytes of each, or at all of them.
  case rankTensors(WorkID, tensors: [Int], formats: [FormatID], sampleBytes: Int?)
  /// Find out what follows from the ranking's figures.
  case answerRanking(WorkID, RankingQuestion)
  /// Make the text of a report without writing it.
  case previewReport(WorkID, ExportRequest)
  /// Stop a piece of work; its events no longer matter.
  case cancel(WorkID)
  /// Write a report.
  case export(ExportRequest)
  /// Open the file again.
  case reopen
  /// Have the mouse reported, or no more.
  case reportMouse(Bool)
  /// Write a control sequence that leaves the screen alone.
  case send([UInt8])
  /// Write the whole screen again.
  case redraw
  /// Stop the process until it is continued.
  case suspend
  /// End the program with an exit status.
  case quit(status: Int32)
}

/// A format to look at elements in, and what it may know of the tensor.
public struct InspectedSlot: Sendable, Hashable {
  /// The format.
  public let format: FormatID
  /// What it may know.
  public let summary: TensorSummary

  /// Creates a slot.
  public init(format: FormatID, summary: TensorSummary) {
    self.format = format
    self.summary = summary
  }
}

/// A kind of report that can be exported.
public struct ExportKind: Sendable, Hashable {
  /// The name, such as `markdown` or `html`.
  public let name: String
  /// The suffix of its files, without the dot.
  public let suffix: String

  /// Creates a kind.
  public init(name: String, suffix: String) {
    self.name = name
    self.suffix = suffix
  }

  /// Whether a path ends as files of the kind do, or says nothing of kinds.
  func suits(_ path: String) -> Bool {
    let file = path.lowercased().split(separator: "/").last ?? ""
    guard let dot = file.dropFirst().lastIndex(of: ".") else { return true }
    return file.hasSuffix("." + suffix) || file[file.index(after: dot)...] == name
  }
}

/// A report to write: the same bytes that the `report` command gives.
public struct ExportRequest: Sendable, Hashable {
  /// The name of the kind of report, such as `markdown` or `html`.
  public var kind: String
  /// Where it goes.
  public var path: String
  /// What it tells of.
  public var report: TensorReport
  /// The formats on show, in their order.
  public var formats: [FormatID]
  /// What was measured of layers of the tensor's size.
  public var kernels: [LinearReport]
  /// Whether the folders that files lie in are left out.
  public var redactsPath: Bool
  /// Whether a file of that name may be replaced.
  public var mayReplace: Bool
  /// What is written in place of a report; nil for a report.
  public var recipe: Recipe?
  /// What the recipe was chosen from: a program that can't hold all of it gets another choice.
  public var ranking: RankingQuestion?

  /// Creates a request for a recipe.
  public init(
    kind: String, path: String, recipe: Recipe, ranking: RankingQuestion? = nil, mayReplace: Bool
  ) {
    let model = TensorDescriptor(
      name: "", type: .f32, shape: [0], offset: 0, byteCount: 0)
    self.init(
      kind: kind, path: path, report: TensorReport(tensor: model), formats: recipe.formats,
      mayReplace: mayReplace)
    self.recipe = recipe
    self.ranking = ranking
  }

  /// Creates a request.
  public init(
    kind: String, path: String, report: TensorReport, formats: [FormatID],
    kernels: [LinearReport] = [], redactsPath: Bool = false, mayReplace: Bool
  ) {
    self.redactsPath = redactsPath
    self.kernels = kernels
    self.kind = kind
    self.path = path
    self.report = report
    self.formats = formats
    self.mayReplace = mayReplace
  }
}
