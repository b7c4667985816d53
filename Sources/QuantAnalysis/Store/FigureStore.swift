internal import QuantCore
internal import Synchronization
internal import TensorFiles

/// Figures that outlive the program, so that nothing is measured twice.
///
/// They are found by what the tensor's values depend on, by what was read of it, by the format's identifier, and by
/// the version of the definitions; so what is found has the bits of what would be measured.
public final class FigureStore: Sendable {
  /// The version of what formats and metrics are; to be raised with every change of a figure.
  ///
  /// A test holds the figures of every format against those that this version stands for.
  static let definitions = 1

  /// The log; nil before it is asked for the first time: that of a large model takes its time to read.
  private let opened = Mutex<RecordLog?>(nil)
  private let open: @Sendable () -> RecordLog

  /// Creates the store of a model; nothing is read before figures are asked for.
  ///
  /// - Parameters:
  ///   - directory: Where stores lie; made with the first figures.
  ///   - paths: The model's files, however they are named: each model has a log of its own, so that old ones can be
  ///     thrown away.
  ///   - limit: How many bytes the stores of all models may take.
  public init(directory: String, paths: [String], limit: Int = 256 << 20) {
    let model = TensorIdentity(of: paths.map(TensorFile.resolvedPath))
    open = { RecordLog(directory: directory, name: "figures-" + model.text, limit: limit) }
  }

  private var log: RecordLog {
    opened.withLock { opened in
      let log = opened ?? open()
      opened = log
      return log
    }
  }

  /// Writes what has gathered.
  public func flush() { opened.withLock { $0 }?.flush() }

  func holds(_ question: FigureQuestion) -> Bool { log.holds(question.key) }

  func values(_ question: FigureQuestion) -> ValueFigures? {
    read(question) { bytes throws(FigureReader.Mismatch) in try ValueFigures(from: &bytes) }
  }

  func figures(_ question: FigureQuestion, of id: FormatID) -> FormatFigures? {
    read(question) { bytes throws(FigureReader.Mismatch) in try FormatFigures(id, from: &bytes) }
  }

  func keep(_ values: ValueFigures, for question: FigureQuestion) {
    write(question) { values.write(to: &$0) }
  }

  func keep(_ figures: FormatFigures, for question: FigureQuestion) {
    write(question) { figures.write(to: &$0) }
  }

  private func read<Figures>(
    _ question: FigureQuestion,
    _ body: (inout FigureReader) throws(FigureReader.Mismatch) -> Figures
  ) -> Figures? {
    guard let content = log.content(question.key) else { return nil }
    var bytes = FigureReader(content)
    do throws(FigureReader.Mismatch) {
      guard try bytes.text() == question.statement else { return nil }
      let figures = try body(&bytes)
      return bytes.isAtEnd ? figures : nil
    } catch {
      return nil
    }
  }

  private func write(_ question: FigureQuestion, _ body: (inout FigureBytes) -> Void) {
    var bytes = FigureBytes()
    bytes.put(question.statement)
    body(&bytes)
    log.append(question.key, bytes.bytes)
  }
}

/// What figures are asked for: of which tensor, of what part of it, and which.
struct FigureQuestion {
  let key: RecordKey
  let statement: String

  init(_ identity: TensorIdentity, _ plan: SamplePlan?, _ id: FormatID?) {
    let part = plan.map { "\($0.count) of \($0.bandRows)x\($0.bandColumns)" } ?? "whole"
    let what = id.map { "format \($0)" } ?? "values"
    statement = "\(what), \(part), definitions \(FigureStore.definitions)"
    key = RecordKey(identity, statement)
  }
}
