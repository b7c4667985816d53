internal import QuantCore

/// The index of a directory's shards, rewritten for other tensors.
public enum ShardIndexText {
  /// The index of other tensors in files of the same names; everything else in it stays.
  ///
  /// - Parameters:
  ///   - path: The index as it was.
  ///   - tensors: Each tensor's name and file.
  ///   - byteCount: The bytes of all tensors.
  /// - Returns: The text.
  /// - Throws: A `TensorFileError` where the index can't be read or is malformed.
  public static func rewritten(
    _ path: String, tensors: [(name: String, file: String)], byteCount: Int
  ) throws(TensorFileError) -> String {
    var text = JSONSplice(try FileContent.read(path), path: path)
    var metadata =
      try text.value(of: "metadata") ?? JSONSplice(Array("{}".utf8), path: path)
    try metadata.set("total_size", to: Array("\(byteCount)".utf8))
    var map = JSONWriter(style: .indented)
    map.object { json in
      for tensor in tensors { json.field(tensor.name, tensor.file) }
    }
    try text.set("metadata", to: metadata.bytes)
    try text.set("weight_map", to: Array(map.text.utf8))
    return String(decoding: text.bytes, as: UTF8.self)
  }
}
