public import TensorFiles

/// A report that was written as JSON or JSON lines, read back as far as a comparison needs it.
public struct StoredReport: Sendable {
  /// A tensor of the report.
  struct Tensor: Sendable {
    let name: String
    /// What is known of the tensor itself.
    let fields: StoredFields
    /// What is known of each format, in the order of the report; each is there once.
    let formats: [(id: String, fields: StoredFields)]
    private let fieldsOfFormat: [String: StoredFields]

    init(name: String, fields: StoredFields, formats: [(id: String, fields: StoredFields)]) {
      self.name = name
      self.fields = fields
      self.formats = formats
      fieldsOfFormat = Dictionary(formats.map { ($0.id, $0.fields) }) { first, _ in first }
    }

    func format(_ id: String) -> StoredFields? { fieldsOfFormat[id] }
  }

  /// The path as the user gave it.
  public let path: String
  /// What made it.
  let tool: StoredFields
  /// What it was made of.
  let source: StoredFields
  let tensors: [Tensor]

  /// Distributions: compared whole, not number by number.
  static let distributions: Set<String> = [
    "histogram", "error_histogram", "codes", "code_counts",
  ]
  /// What belongs to no scalar of a tensor.
  private static let besides: Set<String> = [
    "schema", "tool", "source", "formats", "refused", "fp4_repairs", "kernels",
  ]

  /// Reads a report.
  ///
  /// - Parameter path: A file that `report --as json` or `--as jsonl` wrote.
  /// - Throws: `TensorFileError` where it can't be read or is no such report.
  public init(_ path: String) throws(TensorFileError) {
    self.path = path
    var tensors: [Tensor] = []
    var head: (tool: StoredFields, source: StoredFields)?
    try JSONFile.forEachDocument(path, digesting: Self.distributions) {
      (document) throws(TensorFileError) in
      let reader = StoredReportReader(document)
      try reader.checkSchema()
      if head == nil { head = (try reader.fields(of: "tool"), try reader.fields(of: "source")) }
      for node in try reader.tensors() {
        tensors.append(try reader.tensor(node, besides: Self.besides))
      }
    }
    guard let head else {
      throw TensorFileError(
        .malformed, path: path, "empty, expected a quantview.report/1 as JSON or JSON lines")
    }
    var seen: Set<ByteName> = []
    for tensor in tensors where !seen.insert(ByteName(tensor.name)).inserted {
      throw TensorFileError(
        .malformed, path: path,
        "the tensor \(PrintableName.quoted(tensor.name)) stands twice, expected each once")
    }
    self.tensors = tensors
    (tool, source) = head
  }

  func tensor(_ name: String) -> Tensor? { tensors.first { $0.name == name } }
}
