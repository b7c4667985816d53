internal import Synchronization

/// Small records that outlive the program: appended, never changed, found by their key.
///
/// Records are written in one piece each under a lock, so several programs can append to a log at once, and what a
/// killed one has half written is passed over. All logs of a directory together are bounded: those that were not in
/// use for the longest time go first. A directory that can't be written to is read, one that can't be read is empty;
/// neither is an error, since a log holds nothing that can't be found out again.
public final class RecordLog: Sendable {
  /// Where a record's bytes begin and how many its content has.
  private struct Place {
    let segment: Int
    let start: Int
    let byteCount: Int
  }

  private struct State {
    var places: [RecordKey: Place] = [:]
    var readers: [LogSegment] = []
    /// What is not yet written.
    var pending: [UInt8] = []
    /// What is appended to; nil before the first record, and where nothing can be appended.
    var writer: LogSegment?
    var number = 0
    var isReadOnly = false
    var lastWrite = ContinuousClock.now
  }

  /// Bytes that are gathered before they are written.
  private static let gathered = 1 << 16
  /// How long records are gathered: what a killed program loses.
  private static let pause = Duration.milliseconds(50)

  /// Each is a file that stays open.
  private static let mostSegments = 256

  private let folder: LogFolder
  private let name: String
  private let limit: Int
  private let state: Mutex<State>

  /// Opens a log.
  ///
  /// - Parameters:
  ///   - directory: Where logs lie; it is made with the first record.
  ///   - name: The log's name: letters, digits, and hyphens.
  ///   - limit: How many bytes all logs of the directory may take.
  public init(directory: String, name: String, limit: Int = 256 << 20) {
    folder = LogFolder(path: directory)
    self.name = name
    self.limit = limit
    var state = State()
    state.isReadOnly = directory.isEmpty
    for segment in Self.newest(folder.segments(of: name), limit: limit, number: &state.number) {
      segment.touch()
      let bytes = segment.read(segment.byteCount, at: 0)
      for (key, content) in RecordFrame.records(in: bytes.span) {
        state.places[key] = Place(
          segment: state.readers.count, start: content.lowerBound - RecordFrame.headSize,
          byteCount: content.count)
      }
      state.readers.append(segment)
    }
    self.state = Mutex(state)
  }

  deinit { flush() }

  /// The segments that are read, in their order: where all logs could not be so large, the newest.
  private static func newest(
    _ segments: [(number: Int, path: String)], limit: Int, number: inout Int
  ) -> [LogSegment] {
    var room = limit
    var newest: [LogSegment] = []
    for (place, path) in segments.reversed() {
      number = max(number, place)
      guard room > 0, newest.count < mostSegments,
        let segment = LogSegment(path, isWritten: false)
      else { continue }
      let size = segment.byteCount
      guard size <= LogSegment.mostBytes else { continue }
      room -= size
      newest.append(segment)
    }
    return newest.reversed()
  }

  /// The content of a record; nil where there is none, or none that is whole any more.
  public func content(_ key: RecordKey) -> [UInt8]? {
    let found = state.withLock { state in
      state.places[key].map { (place: $0, segment: state.readers[$0.segment]) }
    }
    guard let (place, segment) = found else { return nil }
    let bytes = segment.read(RecordFrame.size(ofContent: place.byteCount), at: place.start)
    guard RecordFrame.key(in: bytes.span) == key,
      let content = RecordFrame.content(at: 0, in: bytes.span)
    else { return nil }
    return Array(bytes[content])
  }

  /// Whether a record was there when the log was opened.
  public func holds(_ key: RecordKey) -> Bool { state.withLock { $0.places[key] != nil } }

  /// Appends a record; it reaches the file with `flush()`, when enough has gathered, or with one that comes later.
  public func append(_ key: RecordKey, _ content: [UInt8]) {
    guard content.count <= RecordFrame.mostBytes else { return }
    let bytes = RecordFrame.bytes(key, content)
    state.withLock { state in
      guard !state.isReadOnly else { return }
      state.pending += bytes
      if state.pending.count >= Self.gathered || .now - state.lastWrite > Self.pause {
        write(&state)
      }
    }
  }

  /// Writes what has gathered.
  public func flush() {
    state.withLock { write(&$0) }
  }

  private func write(_ state: inout State) {
    guard !state.pending.isEmpty, !state.isReadOnly else { return }
    let segmentLimit = max(1, min(limit / 16, LogSegment.mostBytes / 4))
    if state.writer == nil {
      folder.make()
      state.writer = LogSegment(folder.segmentPath(name, state.number), isWritten: true)
      folder.prune(to: limit - min(limit, segmentLimit))
    }
    if let writer = state.writer, writer.byteCount + state.pending.count > segmentLimit,
      writer.byteCount > 0
    {
      state.number += 1
      folder.prune(to: limit - min(limit, segmentLimit))
      state.writer = LogSegment(folder.segmentPath(name, state.number), isWritten: true)
    }
    let isWritten = state.writer?.append(state.pending) ?? false
    state.isReadOnly = !isWritten
    state.pending = []
    state.lastWrite = .now
  }
}
