internal import QuantAnalysis
internal import QuantCore

/// Which element is looked at closely, what of it is known, and the worst blocks found.
struct BlockState: Sendable, Equatable {
  /// The element under the cursor, in the tensor's own coordinates.
  var row = 0
  var column = 0
  /// Whether the stored bytes are shown in place of the elements.
  var showsBytes = false
  /// Whether blocks are shown without the element under the cursor.
  var omitsElement = false
  /// What was seen.
  var finished: Seen?
  /// The column that was pointed at while that was on show.
  var shownColumn: Int?
  /// The work that looks; nil where none does.
  var running: WorkID?
  /// Whether work that comes first runs, after which this one's turn comes.
  var waits = false
  /// What the running work was asked for.
  var asked: Subject?
  /// What could not be read, and why.
  var failed: Failure?
  /// The search for worst blocks.
  var search = WorstSearch()

  /// Some elements of a row in some formats.
  struct Subject: Sendable, Hashable {
    let tensor: Int
    let formats: [FormatID]
    let row: Int
    let columns: Range<Int>
    let omitted: ValueStatistics.Place?
  }

  /// What was seen of a subject.
  struct Seen: Sendable, Equatable {
    let subject: Subject
    let inspection: Inspection
  }

  /// A subject that could not be read.
  struct Failure: Sendable, Equatable {
    let subject: Subject
    let reason: String
  }

  init() {}

  /// The view of another tensor: what is running is remembered so that it can be cancelled.
  init(keepingLooksOf other: BlockState) {
    showsBytes = other.showsBytes
    running = other.running
    asked = other.asked
    search = other.search
  }
}

/// The worst blocks of tensors as far as they were asked for.
struct WorstSearch: Sendable, Equatable {
  /// A tensor in a format.
  struct Subject: Sendable, Hashable {
    let tensor: Int
    let format: FormatID
  }

  /// The rankings found.
  var known: [Subject: WorstBlocks] = [:]
  /// What is searched or waits for it; the first of its blocks is gone to when it is known.
  var wanted: Subject?
  /// The work that searches; nil where none does.
  var running: WorkID?
  /// Which share of the tensor is searched, 0…1.
  var done = 0.0
  /// The block that was gone to last: a place in its ranking.
  var current: (subject: Subject, rank: Int)?

  static func == (left: WorstSearch, right: WorstSearch) -> Bool {
    left.known == right.known && left.wanted == right.wanted && left.running == right.running
      && left.done == right.done && left.current?.subject == right.current?.subject
      && left.current?.rank == right.current?.rank
  }
}
