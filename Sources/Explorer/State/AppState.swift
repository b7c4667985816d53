public import Charts
internal import QuantAnalysis
public import QuantCore
public import TensorFiles
public import TerminalKit

/// Everything that the explorer shows, and nothing else.
///
/// It changes only in `update`, which answers with effects for someone else to carry out, and is drawn by
/// `view`. Neither does I/O or reads a clock.
public struct AppState: Sendable, Equatable {
  /// What was opened.
  public internal(set) var source: SourceDescription
  /// The tensors, in the order of the file.
  public internal(set) var tensors: [TensorDescriptor]
  /// How far the files are open; nil where all are, as nearly always.
  public internal(set) var opening: OpeningProgress?
  /// The kinds of report that can be exported, the one to offer first.
  public let exportKinds: [ExportKind]
  /// The terminal's size.
  public internal(set) var size: Size
  /// What the terminal can show; the user may ask for plainer glyphs.
  public internal(set) var traits: TerminalTraits
  /// The formats side by side, one to four.
  public internal(set) var slots: Slots
  /// The screen on show.
  public internal(set) var screen: ScreenID
  /// The screens to go back to, the last one first to return to.
  public internal(set) var history: [ScreenID] = []
  /// The colours of maps of magnitudes.
  public internal(set) var palette: Palette
  /// Whether clicks and the wheel act here.
  public internal(set) var isMouseOn: Bool
  /// How many colours the terminal was opened with.
  let openedColours: ColourDepth
  /// Where defaults were read from; nil where nothing was.
  let configuration: String?
  /// The lines that were given as commands, the last one last.
  var commandHistory: [String] = []
  /// What lies over the screen.
  public internal(set) var overlay: Overlay?
  /// The tensor that the screens show; an index into `tensors`.
  public internal(set) var current: Int?
  /// The tensor to compare with; an index into `tensors`.
  public internal(set) var pinned: Int?
  /// Whether the current tensor stands in its own place or in that of the pinned one.
  var side = ComparedSide.current
  /// The tensor beside the pinned one, where this state is that of the pinned one.
  var partner: Int?
  /// What the map in the other half of the page shows, while a half is drawn.
  var neighbour = NeighbourMap()
  /// What is known of the pinned tensor alone, beside the reports.
  var beside = PinnedKnowledge()
  /// What is known of each tensor.
  public internal(set) var reports = ReportStore()
  /// What is being computed, and what waits for it.
  public internal(set) var work = Work()
  /// What became of the file since it was opened; nil where nothing did.
  public internal(set) var change: TensorFileError?
  /// One line for the user, until the next key.
  public internal(set) var notice: Notice?
  /// The tensor list.
  public internal(set) var browser: BrowserState
  /// The histogram's view.
  public internal(set) var histogram = HistogramState()
  /// The heat map's view.
  public internal(set) var heatmap = HeatmapState()
  /// The view of the map of errors.
  public internal(set) var errors = ErrorMapState()
  /// Whether scales that the file stores go before those that a slot would choose.
  var prefersStoredScales = true
  /// The list of E8M0 codes.
  public internal(set) var e8m0 = ScaleCodeState()
  /// The list of E4M3 codes.
  public internal(set) var e4m3 = ScaleCodeState()
  /// The list of repairs.
  var repairs = RepairState()
  /// The block inspector.
  var block = BlockState()
  /// The matrix unit's tile.
  var matrixUnit = MatrixUnitState()
  /// All tensors by their errors, and a format for each.
  var ranking = RankingState()
  /// For which part advice is shown.
  public internal(set) var adviser = AdviserState()
  /// The measured layers.
  public internal(set) var kernels = KernelState()
  /// What was measured of attention.
  var attention = AttentionState()
  /// The report as it would be written.
  var reportView = ReportViewState()
  /// What is known of weights that are quantized already beside their originals.
  var comparison = ComparisonState()
  /// How the last report was exported.
  public internal(set) var lastExport: ExportRequest?

  /// Creates the state in which the explorer starts.
  ///
  /// - Parameters:
  ///   - source: What was opened.
  ///   - tensors: Its tensors.
  ///   - formats: One to four formats; more are left out, none means the defaults.
  ///   - size: The terminal's size.
  ///   - traits: What the terminal can show.
  ///   - exportKinds: The kinds of report that can be exported.
  ///   - palette: The colours of maps of magnitudes.
  ///   - isMouseOn: Whether the mouse is reported.
  ///   - configuration: Where defaults were read from; nil where nothing was.
  ///   - warning: What is to be known at the start, such as a file that could not be opened.
  ///   - opening: How far the files are open where more of them come; nil where all are.
  public init(
    source: SourceDescription, tensors: [TensorDescriptor], formats: [FormatID], size: Size,
    traits: TerminalTraits, exportKinds: [ExportKind], palette: Palette = .cividis,
    isMouseOn: Bool = false, configuration: String? = nil, warning: String? = nil,
    opening: OpeningProgress? = nil
  ) {
    self.opening = opening
    self.palette = palette
    self.isMouseOn = isMouseOn
    self.configuration = configuration
    openedColours = traits.colours
    notice = warning.map { Notice($0, weight: .warning) }
    self.source = source
    self.tensors = tensors
    self.exportKinds = exportKinds
    self.size = size
    self.traits = traits
    slots = Slots(formats)
    browser = BrowserState(tensors)
    let only = opening == nil && tensors.count == 1 && tensors.first?.isAnalysable == true
    screen = only ? .overview : .browser
    current = only ? 0 : nil
  }
}

/// One line for the user.
public struct Notice: Sendable, Hashable {
  /// How it looks.
  public enum Weight: Sendable, Hashable {
    case plain, warning, error
  }

  /// What it says.
  public let text: String
  /// How it looks.
  public let weight: Weight

  init(_ text: String, weight: Weight = .plain) {
    self.text = text
    self.weight = weight
  }
}
