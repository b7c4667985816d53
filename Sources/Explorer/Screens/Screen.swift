internal import Figures
internal import QuantAnalysis
internal import TerminalKit

/// Names a screen.
public enum ScreenID: String, Sendable, Hashable, CaseIterable {
  case browser, overview, report, histogram, heatmap, e8m0, e4m3, repairs, errors, block
  case kernels, adviser, attention, matrixUnit, ranking
}

/// A full view of what was opened: how it is drawn, and which keys it adds.
///
/// A new screen is one file and one row of `Screens.all`; tabs, keys and help follow from the row.
protocol Screen: Sendable {
  var id: ScreenID { get }
  /// The digit that shows it; nil where Tab leads to it from its home.
  var digit: Character? { get }
  /// The screen with a digit that it belongs to; itself where it has one.
  var home: ScreenID { get }
  /// Whether it shows one tensor, and not all of them.
  var needsTensor: Bool { get }
  /// Its name in the row of tabs, one word.
  var tab: String { get }
  /// Its name on the command line, one word.
  var word: String { get }
  /// What it shows, in one line of help.
  var summary: String { get }
  /// The keys that only this screen knows.
  var bindings: [KeyBinding] { get }
  /// What stands at the right end of the title line, such as the slot that is drawn.
  func subject(_ state: AppState) -> String

  /// How it shows a pinned tensor.
  var pinnedPlace: PinnedPlace { get }
  /// How many columns two of it need side by side.
  var leastColumnsBeside: Int { get }
  /// How many rows two of it need one below the other.
  var leastRowsBelow: Int { get }
  /// Whether anything of a pinned tensor's values is shown.
  var readsPinned: Bool { get }
  /// A pinned tensor's figures in a line, the most important first.
  ///
  /// - Parameter state: The state with the pinned tensor in the place of the current one.
  /// - Returns: Short statements.
  func pinnedFacts(_ state: AppState) -> [String]

  /// The maps of scales that it shows, the most important first.
  func scaleMaps(_ state: AppState) -> [HeatmapState.Subject]

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame)
  /// Moves the cursor or the view; screens without one do nothing.
  func move(_ motion: Motion, _ state: inout AppState)
  /// The value under the cursor in full precision, or that of the selected slot; nil where nothing is known yet.
  func value(_ state: AppState) -> CopiedValue?
  /// Puts the cursor on an element of the tensor; false where the screen has no such cursor.
  func go(toRow row: Int, column: Int, _ state: inout AppState) -> Bool
  /// Answers a click into the area that the screen was drawn in.
  func click(at point: Point, in rect: Rect, _ state: inout AppState) -> [Effect]
  /// Answers the wheel: three rows for each notch, unless the screen has a better use for it.
  func scroll(_ distance: Int, _ state: inout AppState)
}

extension Screen {
  var home: ScreenID { id }

  var needsTensor: Bool { true }

  var bindings: [KeyBinding] { [] }

  func subject(_ state: AppState) -> String { "" }

  var pinnedPlace: PinnedPlace { .beside }

  var leastColumnsBeside: Int { 76 }

  var leastRowsBelow: Int { 14 }

  var readsPinned: Bool { true }

  func pinnedFacts(_ state: AppState) -> [String] { state.ratios }

  func scaleMaps(_ state: AppState) -> [HeatmapState.Subject] { [] }
  /// The name in the code, in words of lower case: `errorMap` is `error-map`.
  var word: String {
    id.rawValue.reduce(into: "") { word, letter in
      word += letter.isUppercase ? "-" + letter.lowercased() : String(letter)
    }
  }

  func move(_ motion: Motion, _ state: inout AppState) {}

  func value(_ state: AppState) -> CopiedValue? { nil }

  func go(toRow row: Int, column: Int, _ state: inout AppState) -> Bool { false }

  func click(at point: Point, in rect: Rect, _ state: inout AppState) -> [Effect] { [] }

  func scroll(_ distance: Int, _ state: inout AppState) {
    for _ in 0..<3 { move(distance < 0 ? .up : .down, &state) }
  }
}

extension AppState {
  /// The SQNR of each slot, the selected one first.
  var ratios: [String] {
    let order = [slots.selected] + slots.formats.indices.filter { $0 != slots.selected }
    let report = current.map { reports[$0] ?? TensorReport(tensor: tensors[$0]) }
    return order.map { index in
      let id = slots.formats[index]
      return "\(id) \(report?.sqnrText(of: id, withUnit: true) ?? FigureText.undefined)"
    }
  }
}

/// The screens in the order of their tabs.
enum Screens {
  static let all: [any Screen] = [
    BrowserScreen(), OverviewScreen(), ReportScreen(), HistogramScreen(), HeatmapScreen(),
    E8M0Screen(),
    E4M3Screen(), RepairScreen(), ErrorMapScreen(), BlockScreen(),
    KernelScreen(), AdviserScreen(), AttentionScreen(), MatrixUnitScreen(),
    RankingScreen(),
  ]

  /// The keys that lead to a screen without a digit: its home's, and Tab as often as it takes; nil where it has one.
  static func way(to screen: any Screen) -> String? {
    guard screen.digit == nil, let digit = self.screen(screen.home).digit,
      let start = all.firstIndex(where: { $0.id == screen.home }),
      let end = all.firstIndex(where: { $0.id == screen.id }), start < end
    else { return nil }
    return ([String(digit)] + Array(repeating: "Tab", count: end - start)).joined(separator: " ")
  }

  static func screen(_ id: ScreenID) -> any Screen {
    all.first { $0.id == id } ?? BrowserScreen()
  }
}

/// Where a movement key leads.
enum Motion: Sendable, Hashable {
  case left, right, up, down
  case first, last
  case lineStart, lineEnd
  case pageUp, pageDown, halfUp, halfDown

  /// Rows that a motion goes down, given how many are on show and how many there are; nil for sideways ones.
  func rows(page: Int, count: Int) -> Int? {
    switch self {
    case .up: -1
    case .down: 1
    case .pageUp: -max(1, page - 1)
    case .pageDown: max(1, page - 1)
    case .halfUp: -max(1, page / 2)
    case .halfDown: max(1, page / 2)
    case .first: -count
    case .last: count
    case .left, .right, .lineStart, .lineEnd: nil
    }
  }
}
