internal import QuantCore

/// The index beside the files of a checkpoint: which tensor lies in which file.
public struct ShardIndex: Sendable {
  /// How names of indexes end.
  public static let suffix = ".safetensors.index.json"

  /// Its name within the directory.
  public let name: String
  /// The files that it names, in the order of their bytes.
  public let files: [String]
  private let text: JSONSplice

  /// Finds the index of a directory.
  ///
  /// - Parameters:
  ///   - names: The files of the directory.
  ///   - folder: The directory.
  /// - Returns: The index; nil where there is none.
  /// - Throws: A `TensorFileError` where it is malformed.
  public static func find(
    among names: [String], in folder: String
  ) throws(TensorFileError) -> ShardIndex? {
    guard let name = names.first(where: { $0.hasSuffix(suffix) && !$0.contains("/") }) else {
      return nil
    }
    let path = folder + "/" + name
    let bytes = try FileContent.read(path)
    let text = JSONSplice(bytes, path: path)
    guard let map = try text.value(of: "weight_map") else {
      throw TensorFileError(.malformed, path: path, "a shard index has a \"weight_map\", this has none")
    }
    var files: Set<String> = []
    var scanner = HeaderScanner(map.bytes, path: path, start: 0)
    try scanner.object { (scanner, _) throws(TensorFileError) in
      let file = try scanner.string()
      // A name that leads elsewhere would be written elsewhere.
      guard !file.hasPrefix("/"), !file.split(separator: "/").contains("..") else {
        throw scanner.malformed("\(PrintableName.quoted(file)) lies outside the directory")
      }
      files.insert(file)
    }
    return ShardIndex(
      name: name, files: files.sorted { ByteName($0).precedes(ByteName($1)) }, text: text)
  }

  /// The index of other tensors in files of the same kind; everything else in it stays.
  ///
  /// - Parameters:
  ///   - tensors: Each tensor's name and file.
  ///   - byteCount: The bytes of all tensors.
  /// - Returns: The text.
  /// - Throws: A `TensorFileError` where the index is malformed.
  public func text(
    of tensors: [(name: String, file: String)], byteCount: Int
  ) throws(TensorFileError) -> String {
    var text = text
    var metadata =
      try text.value(of: "metadata") ?? JSONSplice(Array("{}".utf8), path: name)
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
