public import QuantCore

/// The stored tensors of a source, exactly as in the file, and the weights that they make up: the values of
/// `quantview.list/1`.
public struct TensorListing: Sendable, Hashable {
  /// One stored tensor.
  public struct Row: Sendable, Hashable {
    /// The name as stored.
    public let name: String
    /// The type as safetensors spells it.
    public let dtype: String
    /// The dimensions as stored, row-major.
    public let shape: [Int]
    /// Where the bytes begin in their file.
    public let offset: Int
    /// How many bytes there are.
    public let byteCount: Int
    /// What the tensor does in a model, by its name.
    public let role: TensorRole
    /// The SHA-256 of the content, row-major and little-endian; nil where it was not asked for.
    public let sha256: String?
  }

  /// What was opened.
  public let source: SourceDescription
  /// The tensors in the order of the source.
  public let rows: [Row]
  /// The weights that are made of several of them.
  public let matrices: [EncodedMatrix]
  /// What is stored for each of them; empty where nobody looked.
  public let surveys: [ScaleSurvey]

  /// Whether the files' metadata is part of the listing.
  public let includesMetadata: Bool

  /// Lists a source's tensors.
  ///
  /// - Parameters:
  ///   - source: The source, as its files have it.
  ///   - matrices: The weights that its tensors make up.
  ///   - surveys: What is stored for each of them.
  ///   - includesMetadata: Whether to list what the files say about themselves too.
  ///   - includesHashes: Whether to read every tensor for its hash.
  ///   - progress: Told the bytes of each tensor that was hashed.
  /// - Throws: A `TensorFileError` of kind `.changed` where the file changed while it was hashed.
  public init(
    of source: any TensorSource, matrices: [EncodedMatrix] = [],
    surveys: [ScaleSurvey] = [], includesMetadata: Bool = false, includesHashes: Bool = false,
    progress: (_ hashedByteCount: Int) -> Void = { _ in }
  ) throws(TensorFileError) {
    self.source = source.description
    self.matrices = matrices
    self.includesMetadata = includesMetadata
    self.surveys = surveys
    rows = source.tensors.map { tensor in
      let row = Row(
        name: tensor.name, dtype: tensor.type.name, shape: tensor.shape, offset: tensor.offset,
        byteCount: tensor.byteCount, role: ModelPlace(tensor).role,
        sha256: includesHashes ? source.sha256(of: tensor) : nil)
      if includesHashes { progress(tensor.byteCount) }
      return row
    }
    if includesHashes { try source.verify() }
  }

  /// The listing as a `quantview.list/1` document, with a line end; `sha256` is null where it was not asked for.
  ///
  /// - Parameter style: How the text is laid out.
  /// - Returns: The document.
  public func json(style: JSONWriter.Style = .indented) -> String {
    var json = JSONWriter(style: style)
    json.object { json in
      json.field("schema", "quantview.list/1")
      json.object("source") { json in
        json.field("path", source.path)
        json.field("container", source.container)
        json.field("bytes", source.byteCount)
        json.field("guessed", source.guess != nil)
        // Absent rather than empty: nearly every source is whole.
        if !source.faults.isEmpty {
          json.array("faults") { json in
            for fault in source.faults { json.value(fault.description) }
          }
        }
      }
      json.array("tensors") { json in
        for row in rows { row.write(to: &json) }
      }
      json.array("matrices") { json in
        let known = Dictionary(surveys.map { (ByteName($0.matrix.name), $0) }) { first, _ in first }
        for matrix in matrices { matrix.write(known[ByteName(matrix.name)], to: &json) }
      }
      if includesMetadata { source.metadata.write(to: &json) }
      if !source.notes.isEmpty { json.strings("notes", source.notes) }
    }
    return json.text + "\n"
  }
}

extension TensorListing.Row {
  fileprivate func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("name", name)
      json.field("dtype", dtype)
      json.field("shape", shape)
      json.field("offset", offset)
      json.field("bytes", byteCount)
      json.field("sha256", sha256)
      json.field("role", role.rawValue)
    }
  }
}

extension EncodedMatrix {
  fileprivate func write(_ survey: ScaleSurvey?, to json: inout JSONWriter) {
    json.object { json in
      json.field("name", name)
      json.field("format", format)
      json.field("shape", shape)
      json.array("parts") { json in
        for part in parts { json.value(part.name) }
      }
      json.field("layout", layout)
      if let survey { json.object("stored") { survey.write(to: &$0) } }
    }
  }
}
