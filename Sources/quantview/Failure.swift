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
    case let error as UnknownFormat: self.init(status: ExitStatus.usage, error.description)
    case let error as UnknownPart: self.init(status: ExitStatus.usage, error.description)
    case let error as UnmatchedPattern: self.init(status: ExitStatus.usage, error.description)
    case let error as ConfigurationError: self.init(status: ExitStatus.usage, error.description)
    case let error as ReplayError: self.init(status: ExitStatus.usage, error.description)
    case let error as QuantizeError: self.init(status: ExitStatus.usage, error.description)
    case let error as FailConditionError: self.init(status: ExitStatus.usage, error.description)
    default: return nil
    }
  }

  init(_ error: TensorFileError) {
    self.init(status: ExitStatus.unreadable, error.description)
  }
}

/// What went wrong while the rest went on: said at once, and remembered for the exit status.
struct Troubles {
  private var status = ExitStatus.done
  private var said: Set<String> = []
  /// What went wrong first; nil where nothing did.
  private(set) var first: String?

  /// Says what went wrong, once.
  mutating func add(_ failure: Failure) {
    status = max(status, failure.status)
    first = first ?? failure.line
    if said.insert(failure.line).inserted { Console.say(failure.line) }
  }

  /// Ends the command with the highest status that was noted, if any was.
  func end() throws {
    if status != ExitStatus.done { throw ExitStatus(code: status) }
  }
}
