/// Checks documents against the part of JSON Schema that our schemas use.
///
/// Stricter than the standard: a member that the schema does not describe is a fault, and so is a keyword that
/// the checker does not know.
public struct SchemaChecker {
  private let schema: JSONValue

  /// Creates a checker of a schema.
  public init(_ schema: JSONValue) {
    self.schema = schema
  }

  /// The schema of the repository with a name.
  ///
  /// - Parameter name: The name as documents have it, such as `quantview.report/1`.
  /// - Returns: The checker.
  /// - Throws: Where there is no such schema, or it is no JSON.
  public static func named(_ name: String) throws -> SchemaChecker {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    let file = name.replacing("/", with: "-") + ".schema.json"
    let path = root.joined(separator: "/") + "/Sources/QuantReports/Schemas/" + file
    return SchemaChecker(
      try JSONValue.parse(String(decoding: try bytes(ofFile: path), as: UTF8.self)))
  }

  /// What is wrong with a document by the schema that it names itself.
  ///
  /// - Parameter text: The document.
  /// - Returns: The faults; empty where there are none.
  /// - Throws: Where it is no JSON, names no schema, or names one that there is not.
  public static func faults(inDocument text: String) throws -> [String] {
    let value = try JSONValue.parse(text)
    guard let name = value["schema"].string else { return ["$: no schema is named"] }
    return try named(name).faults(in: value)
  }

  /// What is wrong with a document; empty where nothing is.
  public func faults(in document: JSONValue) -> [String] {
    faults(in: document, against: schema, at: "$")
  }

  private func faults(in value: JSONValue, against schema: JSONValue, at path: String) -> [String] {
    guard case .object(let keywords) = schema else { return ["\(path): the schema is no object"] }
    return keywords.flatMap { keyword, rule in
      faults(in: value, by: keyword, rule, of: schema, at: path)
    }
  }

  private func faults(
    in value: JSONValue, by keyword: String, _ rule: JSONValue, of schema: JSONValue,
    at path: String
  ) -> [String] {
    switch keyword {
    case "$schema", "$defs", "title", "description": return []
    case "$ref":
      let name = String(rule.string?.split(separator: "/").last ?? "")
      return faults(in: value, against: self.schema["$defs"][name], at: path)
    case "type":
      let names = rule.string.map { [$0] } ?? rule.elements.compactMap(\.string)
      return names.contains { matches(value, $0) } ? [] : ["\(path): no \(names)"]
    case "const": return value == rule ? [] : ["\(path): no constant"]
    case "enum": return rule.elements.contains(value) ? [] : ["\(path): none of the list"]
    case "minimum":
      return (value.number ?? 0) >= (rule.number ?? 0) ? [] : ["\(path): too small"]
    case "minItems":
      return Double(value.elements.count) >= (rule.number ?? 0) ? [] : ["\(path): too short"]
    case "maxItems":
      return Double(value.elements.count) <= (rule.number ?? 0) ? [] : ["\(path): too long"]
    case "items":
      return value.elements.enumerated().flatMap {
        faults(in: $1, against: rule, at: "\(path)[\($0)]")
      }
    case "prefixItems":
      return zip(value.elements, rule.elements).flatMap { faults(in: $0, against: $1, at: path) }
    case "anyOf":
      let branches = rule.elements.map { faults(in: value, against: $0, at: path) }
      return branches.contains([]) ? [] : branches.flatMap { $0 }
    case "required":
      // It says nothing of what is no object.
      guard case .object = value else { return [] }
      return rule.elements.compactMap(\.string).filter { !value.names.contains($0) }.map {
        "\(path): lacks \($0)"
      }
    case "properties":
      return value.names.flatMap { name in
        rule.names.contains(name)
          ? faults(in: value[name], against: rule[name], at: "\(path).\(name)")
          : ["\(path): \(name) is not described"]
      }
    case "additionalProperties":
      return value.names.flatMap { faults(in: value[$0], against: rule, at: "\(path).\($0)") }
    default: return ["\(path): unknown keyword \(keyword)"]
    }
  }

  private func matches(_ value: JSONValue, _ type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.bool, "boolean"), (.number, "number"), (.string, "string"),
      (.array, "array"), (.object, "object"):
      true
    case (.number(let number), "integer"): number == number.rounded()
    default: false
    }
  }
}
