internal import Advisor
internal import CommandKit
internal import ExplorerRuntime
internal import KernelEngine
internal import NcursesTerminal
internal import QuantAnalysis
internal import QuantCore
internal import QuantReports
internal import TensorFiles

/// An exit status without a message: everything has been said.
struct ExitStatus: Error {
  /// Everything was done.
  static let done: Int32 = 0
  /// A `--fail-if` threshold was crossed.
  static let crossed: Int32 = 1
  /// The command line, or the environment: nothing matched, an output can't be written.
  static let usage: Int32 = 2
  /// A file can't be read or is malformed.
  static let unreadable: Int32 = 3

  let code: Int32
}

/// Why a command stops: one line, and the exit status.
struct Failure: Error {
  let status: Int32
  let line: String

  init(status: Int32, _ line: String) {
    self.status = status
    self.line = line
  }

  /// The failure that an error of one of the modules stands for; nil for others.
  init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as TensorFileError: self.init(error)
    case let error as TerminalError: self.init(status: ExitStatus.usage, error.description)
    case let error as FileWriteError: self.init(status: ExitStatus.usage, error.description)
    case let error as BackendError: self.init(status: ExitStatus.usage, error.description)
    case let error as UnknownFormat: self.init(error)
    case let error as UnknownPart: self.init(status: ExitStatus.usage, error.description)
    case let error as UnmatchedPattern: self.init(status: ExitStatus.usage, error.description)
    case let error as RankMetricError: self.init(status: ExitStatus.usage, error.description)
    case let error as ConfigurationError: self.init(status: ExitStatus.usage, error.description)
    case let error as ReplayError: self.init(status: ExitStatus.usage, error.description)
    case let error as QuantizeError: self.init(status: ExitStatus.usage, error.description)
    case let error as RecipeError: self.init(status: ExitStatus.usage, error.description)
    case let error as FailConditionError: self.init(status: ExitStatus.usage, error.description)
    default: return nil
    }
  }

  private init(_ error: UnknownFormat) {
    let ids = FormatRegistry.all.map(\.id.description)
    let near = WordDistance.nearest(to: error.text, among: ids)
    let line = near.map {
      "format \(error.text): \(error.reason); did you mean \($0)? quantview formats lists all"
    }
    self.init(status: ExitStatus.usage, line ?? error.description)
  }

  init(_ error: TensorFileError) {
    self.init(status: ExitStatus.unreadable, error.description)
  }
}

/// What went wrong while the rest went on: said at once, and remembered for the exit status.
struct Troubles {
  /// The status that the command ends with.
  private(set) var status = ExitStatus.done
  /// More lines say nothing to anybody.
  private static let mostLines = 20
  /// What went wrong, each thing once.
  private(set) var lines: [String] = []
  /// Whether nothing is written, as while a screen is on show.
  let isSilent: Bool
  private var said: Set<String> = []
  /// What went wrong first; nil where nothing did.
  private(set) var first: String?

  /// Notes nothing yet.
  ///
  /// - Parameter isSilent: Whether nothing is written, as while a screen is on show.
  init(isSilent: Bool = false) {
    self.isSilent = isSilent
  }

  /// Says what went wrong, once.
  mutating func add(_ failure: Failure) {
    status = max(status, failure.status)
    first = first ?? failure.line
    note(failure.line)
  }

  /// Says what went wrong while nothing could be said.
  mutating func take(_ other: Troubles) {
    status = max(status, other.status)
    first = first ?? other.first
    for line in other.lines { note(line) }
  }

  private mutating func note(_ line: String) {
    guard said.insert(line).inserted else { return }
    lines.append(line)
    guard !isSilent else { return }
    if lines.count <= Self.mostLines { Console.say(line) }
    if lines.count == Self.mostLines + 1 { Console.say("and more of this kind, which is left out") }
  }

  /// Ends the command with the highest status that was noted, if any was.
  func end() throws {
    if status != ExitStatus.done { throw ExitStatus(code: status) }
  }
}
