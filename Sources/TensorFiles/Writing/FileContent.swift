/// Whole files, for those that are small, and copies, for those that need not be.
public enum FileContent {
  /// The largest file that is read whole: configurations and indexes are much smaller.
  public static let limit = 256 << 20

  /// Reads a small file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - most: The most bytes that it may have; 256 MiB where nothing is said.
  /// - Returns: Its bytes.
  /// - Throws: A `TensorFileError` where it can't be read or has more.
  public static func read(
    _ path: String, atMost most: Int = limit
  ) throws(TensorFileError) -> [UInt8] {
    let file = try MappedFile(path)
    guard file.byteCount <= most else {
      throw TensorFileError(
        .malformed, path: path, "\(file.byteCount) bytes are more than a file of settings has")
    }
    return try file.copy(file.byteCount, at: 0)
  }

  /// Copies a file, whole or not at all.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - destination: Where the copy goes; directories that it lies in are made.
  ///   - isCancelled: Asked before every MiB.
  ///   - progress: Told the bytes of each piece.
  /// - Throws: A `TensorFileError` or a `FileWriteError`.
  public static func copy(
    _ path: String, to destination: String, isCancelled: @escaping @Sendable () -> Bool,
    progress: (Int) -> Void
  ) async throws {
    let file = try MappedFile(path)
    FolderContent.makeParents(of: destination)
    let size = DescriptorWriter.pieceSize
    try await AtomicFile.make(
      destination, byteCount: file.byteCount, isCancelled: isCancelled
    ) { draft in
      for start in stride(from: 0, to: file.byteCount, by: size) {
        let bytes = try file.copy(min(size, file.byteCount - start), at: start)
        try draft.write(bytes.span, at: start)
        progress(bytes.count)
      }
      try file.verify()
    }
  }
}
