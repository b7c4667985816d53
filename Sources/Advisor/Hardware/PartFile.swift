public import TensorFiles

/// A user's file of parts, `{"parts":[{"name":"H200","bandwidth_gbps":4500}]}`.
///
/// A part has `name`, `architecture` (one that is known), `bandwidth_gbps` and `memory_gb` (decimal), `power_w` and
/// `peak_tflops`, an object of rates by operand type; `like` names a known part that gives what is left out, and a part
/// that has a known name is like that one unless it says otherwise. `source` is a sentence on where the figures come
/// from. Numbers are positive; a member that is not known is refused, as it would be a slip.
public struct PartFile {
  /// What an entry looks like, for errors.
  static let example = #"{"parts":[{"name":"H200","bandwidth_gbps":4500}]}"#

  /// More are no data sheets that somebody has read.
  private static let mostParts = 256

  private let file: JSONFile

  /// Takes a file that was read.
  public init(_ file: JSONFile) {
    self.file = file
  }

  /// The table with the file's parts added, or in the place of those that have their names.
  ///
  /// - Throws: `TensorFileError` that says where the file is not as it should be.
  public func adding(to table: PartTable) throws(TensorFileError) -> PartTable {
    guard case .object(let members) = file.root.value, members.count == 1,
      let list = members.first, list.name == "parts", case .array(let nodes) = list.node.value,
      !nodes.isEmpty
    else {
      throw file.malformed("expected parts such as \(Self.example)", at: file.root)
    }
    guard nodes.count <= Self.mostParts else {
      throw file.malformed(
        "\(nodes.count) parts, expected no more than \(Self.mostParts)", at: list.node)
    }
    var table = table
    for node in nodes {
      var entry = PartFileEntry(file: file, node: node)
      try entry.read()
      table = table.with(try entry.part(in: table))
    }
    return table
  }
}
