internal import TensorFiles

/// Where results and messages go.
enum Console {
  /// Prints a result to standard output.
  ///
  /// - Parameter text: The text with its line ends.
  /// - Returns: Whether somebody still reads; a pipe that was closed is no error.
  /// - Throws: A `FileWriteError` for any other reason, such as a full disk.
  @discardableResult
  static func print(_ text: String) throws(FileWriteError) -> Bool {
    do throws(FileWriteError) {
      try DescriptorWriter.standardOutput.write(text)
      return true
    } catch {
      guard error.kind == .closed else { throw error }
      return false
    }
  }

  /// Writes a result to a file, whole or not at all, or to standard output.
  ///
  /// - Parameters:
  ///   - text: The text with its line ends.
  ///   - output: The file; nil or `-` is standard output.
  /// - Throws: A `FileWriteError`.
  static func write(_ text: String, to output: String?) throws(FileWriteError) {
    try write(to: output) { put throws(FileWriteError) in try put(text) }
  }

  /// Writes a result piece by piece to a file, whole or not at all, or to standard output as long as somebody reads.
  ///
  /// - Parameters:
  ///   - output: The file; nil or `-` is standard output.
  ///   - content: Puts the pieces there, in order.
  /// - Throws: A `FileWriteError`.
  static func write(
    to output: String?,
    _ content: (_ put: (String) throws(FileWriteError) -> Void) throws(FileWriteError) -> Void
  ) throws(FileWriteError) {
    guard let output, output != "-" else {
      do throws(FileWriteError) {
        try content { text throws(FileWriteError) in
          try DescriptorWriter.standardOutput.write(text)
        }
      } catch {
        guard error.kind == .closed else { throw error }
      }
      return
    }
    try Signals.holding { () throws(FileWriteError) in
      try AtomicFile.write(to: output, isCancelled: { Signals.hasArrived }, content)
    }
  }

  /// Says something on standard error, on a line of its own.
  static func say(_ line: String) {
    // Nobody can be told that nobody can be told.
    try? DescriptorWriter.standardError.write("quantview: \(PrintableName.line(line))\n")
  }
}
