/// Bytes that a header can be read from: those of a file, or what is unpacked of one.
protocol HeaderBytes {
  /// The file's path, for errors.
  var path: String { get }

  /// Copies up to `count` bytes from `offset` on; fewer where they end.
  func copy(_ count: Int, at offset: Int) throws(TensorFileError) -> [UInt8]
}

extension MappedFile: HeaderBytes {}
