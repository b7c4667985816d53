extension FilePrefix {
  /// The name of a zip archive's first file, as far as it is among these bytes.
  var zipEntryName: String? {
    guard let length = number(2, at: 26), bytes.count > 30 else { return nil }
    return String(decoding: bytes.dropFirst(30).prefix(Int(length)), as: UTF8.self)
  }
}
