internal import QuantCore
internal import TensorFiles

/// Takes a document of a stored report apart.
struct StoredReportReader {
  private let file: JSONFile

  init(_ file: JSONFile) {
    self.file = file
  }

  /// Makes sure that it is a report.
  func checkSchema() throws(TensorFileError) {
    guard case .object = file.root.value else {
      throw file.malformed("expected an object, a quantview.report/1", at: file.root)
    }
    let schema = member("schema", of: file.root)
    guard let schema, case .string("quantview.report/1") = schema.value else {
      let found =
        if case .string(let name) = schema?.value { PrintableName.quoted(name) } else { "none" }
      throw file.malformed(
        "expected the schema \"quantview.report/1\", found \(found); report --as json writes such",
        at: schema ?? file.root)
    }
  }

  /// The tensors of a whole report, or the one of a line.
  func tensors() throws(TensorFileError) -> [JSONFile.Node] {
    guard let tensors = member("tensors", of: file.root) else { return [file.root] }
    guard case .array(let elements) = tensors.value else {
      throw file.malformed("\"tensors\" is no array", at: tensors)
    }
    return elements
  }

  /// A tensor with its formats.
  func tensor(
    _ node: JSONFile.Node, besides: Set<String>
  ) throws(TensorFileError) -> StoredReport.Tensor {
    guard let nameNode = member("name", of: node), case .string(let name) = nameNode.value else {
      throw file.malformed("a tensor without a name", at: node)
    }
    guard let formats = member("formats", of: node), case .object(let members) = formats.value
    else { throw file.malformed("a tensor without an object \"formats\"", at: node) }
    var read: [(id: String, fields: StoredFields)] = []
    for member in members {
      guard case .object = member.node.value else {
        throw file.malformed(
          "the format \(PrintableName.quoted(member.name)) is no object", at: member.node)
      }
      read.append((member.name, fields(of: member.node)))
    }
    return StoredReport.Tensor(
      name: name, fields: fields(of: node, besides: besides), formats: read)
  }

  /// The scalars of a member of the document; none where it is absent.
  func fields(of name: String) throws(TensorFileError) -> StoredFields {
    guard let node = member(name, of: file.root) else { return StoredFields() }
    guard case .object = node.value else {
      throw file.malformed("\"\(name)\" is no object", at: node)
    }
    return fields(of: node)
  }

  private func fields(of node: JSONFile.Node, besides: Set<String> = []) -> StoredFields {
    var fields = StoredFields()
    add(node, prefix: "", besides: besides, to: &fields)
    return fields
  }

  private func add(
    _ node: JSONFile.Node, prefix: String, besides: Set<String>, to fields: inout StoredFields
  ) {
    guard case .object(let members) = node.value else { return }
    for member in members where !besides.contains(member.name) {
      let name = prefix + member.name
      switch member.node.value {
      case .null: fields.add(name, .null)
      case .flag(let flag): fields.add(name, .flag(flag))
      case .number(let number): fields.add(name, .number(number))
      case .string(let text): fields.add(name, .text(text))
      case .array: fields.add(name, .text(Self.text(of: member.node)))
      case .object: add(member.node, prefix: name + ".", besides: [], to: &fields)
      }
    }
  }

  /// A list as JSON writes it.
  private static func text(of node: JSONFile.Node) -> String {
    var json = JSONWriter()
    write(node, to: &json)
    return json.text
  }

  private static func write(_ node: JSONFile.Node, to json: inout JSONWriter) {
    switch node.value {
    case .null: json.null()
    case .flag(let flag): json.value(flag)
    case .number(let number): json.value(number)
    case .string(let text): json.value(text)
    case .array(let elements):
      json.array { json in
        for element in elements { write(element, to: &json) }
      }
    case .object(let members):
      json.object { json in
        for member in members {
          json.key(member.name)
          write(member.node, to: &json)
        }
      }
    }
  }

  private func member(_ name: String, of node: JSONFile.Node) -> JSONFile.Node? {
    guard case .object(let members) = node.value else { return nil }
    return members.first { $0.name == name }?.node
  }
}
