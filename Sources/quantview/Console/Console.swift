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

  /// Says something on standard error, on a line of its own.
  static func say(_ line: String) {
    // Nobody can be told that nobody can be told.
    try? DescriptorWriter.standardError.write("quantview: \(line)\n")
  }
}
