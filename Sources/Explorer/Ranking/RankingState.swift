internal import Advisor
internal import QuantAnalysis
internal import QuantCore

/// The ranking of all tensors: what is known of them, what the user wants, and what follows from both.
struct RankingState: Sendable, Equatable {
  /// What is looked at right now.
  struct Look: Sendable, Equatable {
    let id: WorkID
    /// Indices of tensors, in the order in which they are read.
    let tensors: [Int]
    let formats: [FormatID]
    /// Whether only a part of each is read.
    let isSample: Bool
    /// Which share of a tensor that is read alone is done, 0…1.
    var done = 0.0
  }

  /// Which tensors lie behind: everything in some formats is known of them, or can't be.
  struct Swept: Sendable, Equatable {
    var formats: [FormatID] = []
    var sampled = 0
    var whole = 0
  }

  var order = RankingOrder.sqnr
  var isReversed = false
  var limit = RankingLimit.bits(4.5)
  /// The bytes of memory that the model is held against; nil where none were given.
  var memory: Int?
  /// The memory as it was typed.
  var memoryText = ""
  var weight = ErrorWeight.relative
  /// What the user said is to become of tensors.
  var marks: [Int: Recipe.Choice] = [:]
  /// Whether every tensor is to be read whole, and not only those on show.
  var wantsAll = false

  /// First looks at a part of each tensor.
  var sampled = KnownFigures()
  /// Which of the kinds of recipe was written last; an index into them.
  var recipeKind = 0
  /// What was read to its end.
  var whole = KnownFigures()
  var look: Look?
  var swept = Swept()

  /// The formats side by side when the version was last looked at.
  private(set) var slots = Slots([])
  /// Goes up with everything that the answer depends on.
  private(set) var version = 0
  /// Whether the last change was the user's and no figure's.
  private(set) var isUrgent = true
  /// What was found since the last answer.
  private(set) var news = 0
  /// The work that answers; nil where none does.
  var asking: WorkID?
  /// The version that it answers.
  var askedVersion = -1
  /// What followed from all figures at last.
  var answer: RankingAnswer?

  /// What is sought in names; empty shows all.
  private(set) var filter = ""
  /// Whether keys go into the filter.
  var isTyping = false
  /// Which tensors' names hold the filter; nil where all are shown.
  private var matching: [Bool]?
  /// The tensors that are shown in their order; nil where those are all.
  private var shown: [Int]?

  /// The selected tensor; nil before there is an order.
  var selectedTensor: Int?
  /// The row that it stands in.
  private(set) var selected = 0
  private(set) var firstRow = 0

  /// Whether tensors are marked with formats.
  var hasMarkedFormats: Bool { marks.values.contains { $0 != .keep } }

  /// Notes that other formats stand side by side, or another is selected.
  mutating func follow(_ slots: Slots) {
    guard self.slots != slots else { return }
    self.slots = slots
    change()
  }

  /// Forgets what followed from the figures of fewer tensors than there are.
  mutating func startOver() {
    answer = nil
    swept = Swept()
    change()
  }

  /// Says that the user changed something.
  mutating func change() {
    version += 1
    isUrgent = true
  }

  /// Takes over what was found of a tensor.
  mutating func take(_ found: RankedTensor, of tensor: Int) {
    if found.coverage.isWhole {
      whole.take(found, of: tensor)
      sampled.forget(tensor, knownIn: whole)
    } else {
      sampled.take(found, of: tensor)
    }
    version += 1
    news += 1
  }

  mutating func begin(_ id: WorkID) {
    asking = id
    askedVersion = version
    isUrgent = false
    news = 0
  }

  /// What is known of a tensor in a format: of all of it, or else of a part.
  func figures(_ tensor: Int, _ format: FormatID) -> (figures: FormatFigures, isSample: Bool)? {
    if let figures = whole[tensor]?.format(format) { return (figures, false) }
    return sampled[tensor]?.format(format).map { ($0, true) }
  }

  /// The rows in their order; before the first answer that of the file.
  func tensor(inRow row: Int, count: Int) -> Int? {
    if let shown { return shown.indices.contains(row) ? shown[row] : nil }
    guard let order = answer?.order else { return (0..<count).contains(row) ? row : nil }
    return order.indices.contains(row) ? order[row] : nil
  }

  /// How many rows there are of so many tensors.
  func rowCount(of count: Int) -> Int { shown?.count ?? count }

  /// Seeks a text in names; the selection stays on its tensor if that matches.
  ///
  /// - Parameters:
  ///   - text: The text; empty shows all.
  ///   - matching: Which tensors' names hold it; nil for all.
  ///   - count: How many tensors there are.
  ///   - page: How many rows are on show.
  mutating func seek(_ text: String, matching: [Bool]?, count: Int, page: Int) {
    let kept = tensor(inRow: selected, count: count)
    filter = text
    self.matching = matching
    listRows(count: count)
    selected = kept.flatMap { row(of: $0, count: count) } ?? 0
    if selectedTensor != nil || selected > 0 {
      selectedTensor = tensor(inRow: selected, count: count)
    }
    keepInSight(count: count, page: page)
  }

  private mutating func listRows(count: Int) {
    shown = matching.map { matching in
      let order = answer?.order ?? Array(0..<count)
      return order.filter { $0 < matching.count && matching[$0] }
    }
  }

  /// The row that a tensor stands in; nil where it is not shown.
  private func row(of tensor: Int, count: Int) -> Int? {
    if let shown { return shown.firstIndex(of: tensor) }
    guard let order = answer?.order else { return (0..<count).contains(tensor) ? tensor : nil }
    return order.firstIndex(of: tensor)
  }

  /// Selects the next row in a direction, from the last on to the first.
  mutating func step(_ distance: Int, count: Int, page: Int) {
    let rows = rowCount(of: count)
    guard rows > 0 else { return }
    select(row: (selected + distance + rows) % rows, count: count, page: page)
  }

  mutating func select(row: Int, count: Int, page: Int) {
    selected = min(max(row, 0), max(0, rowCount(of: count) - 1))
    selectedTensor = tensor(inRow: selected, count: count)
    keepInSight(count: count, page: page)
  }

  mutating func keepInSight(count: Int, page: Int) {
    let page = max(1, page)
    let count = rowCount(of: count)
    firstRow = min(max(firstRow, selected - page + 1), selected)
    firstRow = max(0, min(firstRow, count - page))
  }

  /// Takes over an answer; the selection stays on its tensor, and at the top where the user never moved it.
  mutating func take(_ answer: RankingAnswer, count: Int, page: Int) {
    self.answer = answer
    asking = nil
    listRows(count: count)
    if let tensor = selectedTensor, let row = row(of: tensor, count: count) { selected = row }
    selected = min(selected, max(0, rowCount(of: count) - 1))
    keepInSight(count: count, page: page)
  }
}
