internal import CPeers

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// An interpreter that runs a script once.
struct PythonProcess {
  /// How it ended.
  enum End {
    case done
    /// Why not, in one line.
    case failure(String)
  }

  /// The interpreter.
  let python: String

  /// Runs a script.
  ///
  /// - Parameters:
  ///   - script: Read from standard input.
  ///   - request: Its only argument.
  ///   - matrices: What descriptor 3 holds: F32, one after the other, in the machine's byte order.
  ///   - threads: How many threads libraries are asked to use.
  ///   - body: Called with each answer; returns false to end the script.
  /// - Returns: How it ended; done where `body` ended it.
  func run(
    script: String, request: String, matrices: [[Float]], threads: Int,
    _ body: (PeerAnswer) -> Bool
  ) -> End {
    let (text, data) = (peer_scratch_file(), peer_scratch_file())
    defer {
      for file in [text, data] where file >= 0 { close(file) }
    }
    var isWritten = text >= 0 && data >= 0
    isWritten = isWritten && Self.write(Array(script.utf8), to: text)
    for matrix in matrices { isWritten = isWritten && Self.write(matrix, to: data) }
    guard isWritten, lseek(text, 0, SEEK_SET) == 0, lseek(data, 0, SEEK_SET) == 0 else {
      return .failure("no temporary file can be written: \(Self.reason(errno))")
    }
    var process: Int32 = 0
    var output: Int32 = 0
    let status = unsafe peer_start(python, request, text, data, Int32(threads), &process, &output)
    guard status == 0 else { return .failure("\(python): \(Self.reason(status))") }
    defer { close(output) }
    let isEnded = !Self.readLines(of: output) { line in
      PeerAnswer(line).map(body) ?? true
    }
    if isEnded { kill(process, SIGTERM) }
    let end = peer_wait(process)
    guard end != 0, !isEnded else { return .done }
    return .failure(
      end > 128
        ? "\(python) was ended by signal \(end - 128)" : "\(python) ended with status \(end)")
  }

  /// Calls with each line until one is answered by false, which is returned.
  private static func readLines(of file: Int32, _ body: ([UInt8]) -> Bool) -> Bool {
    var line: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe room.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return true }
      for byte in room.prefix(count) {
        guard byte == UInt8(ascii: "\n") else {
          line.append(byte)
          continue
        }
        guard body(line) else { return false }
        line.removeAll(keepingCapacity: true)
      }
    }
  }

  private static func write<Element: BitwiseCopyable>(_ numbers: [Element], to file: Int32) -> Bool
  {
    unsafe numbers.withUnsafeBytes { bytes in
      var rest = unsafe bytes[...]
      while unsafe !rest.isEmpty {
        let part = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 26))
        #if canImport(Darwin)
        let count = unsafe Darwin.write(file, part.baseAddress, part.count)
        #else
        let count = unsafe Glibc.write(file, part.baseAddress, part.count)
        #endif
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        unsafe rest = rest.dropFirst(count)
      }
      return true
    }
  }

  private static func reason(_ number: Int32) -> String {
    unsafe String(cString: strerror(number))
  }
}
