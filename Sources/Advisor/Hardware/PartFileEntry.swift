internal import TensorFiles

/// One part of a user's file, member by member.
struct PartFileEntry {
  let file: JSONFile
  let node: JSONFile.Node
  private var name: (text: String, node: JSONFile.Node)?
  private var like: (text: String, node: JSONFile.Node)?
  private var architecture: Architecture?
  private var source: String?
  private var numbers: [String: Double] = [:]
  private var peaks: [Operand: Double] = [:]

  private static let numberNames = ["bandwidth_gbps", "memory_gb", "power_w"]

  init(file: JSONFile, node: JSONFile.Node) {
    self.file = file
    self.node = node
  }

  /// Reads the members.
  mutating func read() throws(TensorFileError) {
    guard case .object(let members) = node.value else {
      throw file.malformed("expected a part such as \(PartFile.example)", at: node)
    }
    for member in members {
      switch member.name {
      case "name": name = (try text(member), member.node)
      case "like": like = (try text(member), member.node)
      case "source": source = try text(member)
      case "architecture":
        architecture = Architecture.named(try text(member))
        if architecture == nil {
          let known = Architecture.all.map(\.name).joined(separator: ", ")
          throw file.malformed("no such architecture; there are \(known)", at: member.node)
        }
      case "peak_tflops": try readPeaks(member.node)
      case let other where Self.numberNames.contains(other):
        numbers[other] = try positive(member)
      default:
        let known = ["name", "like", "architecture", "source", "peak_tflops"] + Self.numberNames
        throw file.malformed(
          "unknown member \(PrintableName.quoted(member.name)); there are "
            + known.joined(separator: ", "), at: member.node)
      }
    }
  }

  /// The part, completed by what it is like.
  func part(in table: PartTable) throws(TensorFileError) -> Part {
    guard let name else { throw file.malformed("a part without \"name\"", at: node) }
    let model = try model(in: table, name: name.text)
    let source = Fact.Source.user(source.map { "\(file.path): \($0)" } ?? file.path)
    func fact(_ key: String, _ unit: Double, _ inherited: Fact?) -> Fact? {
      numbers[key].map { Fact($0 * unit, source) } ?? inherited
    }
    let rates = peaks.mapValues { Fact($0 * 1e12, source) }
    let peaks = (model?.peaks ?? [:]).merging(rates) { $1 }
    guard let architecture = architecture ?? model?.architecture,
      let bandwidth = fact("bandwidth_gbps", 1e9, model?.bandwidth),
      let memory = fact("memory_gb", 1e9, model?.memory), peaks[.bf16] != nil
    else {
      throw file.malformed(
        "\(PrintableName.quoted(name.text)) needs architecture, bandwidth_gbps, memory_gb and "
          + "peak_tflops with bf16, or \"like\" and a known part's name", at: node)
    }
    return Part(
      name: name.text, architecture: architecture, bandwidth: bandwidth, memory: memory,
      power: fact("power_w", 1, model?.power), peaks: peaks)
  }

  private func model(in table: PartTable, name: String) throws(TensorFileError) -> Part? {
    guard let like else { return try? table.part(named: name) }
    do {
      return try table.part(named: like.text)
    } catch {
      throw file.malformed(
        "\"like\" \(error.name): no such part; there are \(error.known.joined(separator: ", "))",
        at: like.node)
    }
  }

  private mutating func readPeaks(_ node: JSONFile.Node) throws(TensorFileError) {
    guard case .object(let members) = node.value else {
      throw file.malformed("peak_tflops: expected an object such as {\"bf16\":989}", at: node)
    }
    for member in members {
      guard let operand = Operand(rawValue: member.name) else {
        let known = Operand.allCases.map(\.rawValue).joined(separator: ", ")
        throw file.malformed(
          "no operand type \(PrintableName.quoted(member.name)); there are \(known)",
          at: member.node)
      }
      peaks[operand] = try positive(member)
    }
  }

  private func text(_ member: JSONFile.Member) throws(TensorFileError) -> String {
    guard case .string(let text) = member.node.value, !text.isEmpty else {
      throw file.malformed("\(member.name): expected a text", at: member.node)
    }
    return text
  }

  private func positive(_ member: JSONFile.Member) throws(TensorFileError) -> Double {
    guard case .number(let number) = member.node.value, number > 0, number < 1e9 else {
      throw file.malformed("\(member.name): expected a number above 0", at: member.node)
    }
    return number
  }
}
