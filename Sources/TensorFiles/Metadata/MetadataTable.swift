/// What files say about themselves, whatever container it stands in.
public struct MetadataTable: Sendable, Hashable {
  /// One key and its value.
  public struct Row: Sendable, Hashable {
    /// The key as stored, control characters and all; escape it before showing it.
    public let key: String
    /// The type of the value, such as `string`, `u32` or, for an array, `i32[100]`.
    public let type: String
    /// The value, as far as it is shown.
    public let value: MetadataValue
    /// What the value means, in a few words; nil where it speaks for itself.
    public let meaning: String?
  }

  /// The rows, as the file has them or by their keys where it has no order.
  public private(set) var rows: [Row]

  /// Creates a table of no rows, or of those given.
  init(_ rows: [Row] = []) {
    self.rows = rows
  }

  /// Creates a table of texts, by their keys.
  public init(texts: [String: String]) {
    rows = texts.sorted { ByteName($0.key).precedes(ByteName($1.key)) }.map { key, text in
      Row(key: key, type: GGUFValueType.string.name, value: .string(text), meaning: nil)
    }
  }

  /// Whether there is nothing.
  public var isEmpty: Bool { rows.isEmpty }

  /// Every value as text.
  public var texts: [String: String] {
    Dictionary(rows.map { ($0.key, $0.value.description) }) { first, _ in first }
  }

  /// The value of a key as text; nil where there is none.
  public subscript(key: String) -> String? { row(key)?.value.description }

  /// The row of a key; nil where there is none.
  public func row(_ key: String) -> Row? {
    rows.first { ByteName($0.key) == ByteName(key) }
  }

  /// Adds the rows of another file whose keys are not there yet.
  mutating func merge(_ other: MetadataTable) {
    guard rows != other.rows else { return }
    var keys = Set(rows.map { ByteName($0.key) })
    for row in other.rows where keys.insert(ByteName(row.key)).inserted { rows.append(row) }
  }

  /// What a model is, as far as its file says so: architecture, name, type of the weights, version of the
  /// quantization; nil where it says nothing of that.
  public var summary: String? {
    let parts = [
      text("general.architecture").map { PrintableName.escaped($0) },
      text("general.name").map { PrintableName.quoted($0) },
      row("general.file_type")?.meaning,
      self["general.quantization_version"].map { "quantization version \($0)" },
    ].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private func text(_ key: String) -> String? {
    guard case .string(let text) = row(key)?.value, !text.isEmpty else { return nil }
    return String(text.unicodeScalars.prefix(80))
  }
}

extension MetadataTable: ExpressibleByDictionaryLiteral {
  /// Creates a table of texts.
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(texts: Dictionary(elements) { first, _ in first })
  }
}

extension MetadataTable {
  /// The entries of a GGUF file.
  init(_ metadata: GGUFMetadata) {
    rows = metadata.entries.map { entry in
      var type = entry.type.name
      if case .array(let element, let count, _) = entry.value { type = "\(element.name)[\(count)]" }
      return Row(
        key: entry.key, type: type, value: entry.value, meaning: GGUFFileType.meaning(of: entry))
    }
  }
}
