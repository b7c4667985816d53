internal import TensorFiles

/// The parts that are known: the built-in ones, and those of the user's file, which come first.
public struct PartTable: Sendable, Hashable {
  /// The parts, in the order in which they are listed.
  public private(set) var parts: [Part]

  /// The built-in parts.
  public static let builtIn = PartTable(parts: nvidia + amd)

  /// Creates a table.
  init(parts: [Part]) {
    self.parts = parts
  }

  /// The part of that name, whatever its case, blanks and hyphens.
  ///
  /// - Throws: `UnknownPart` that names those that there are.
  public func part(named name: String) throws(UnknownPart) -> Part {
    let key = Part.key(name)
    guard let part = parts.first(where: { Part.key($0.name) == key }) else {
      throw UnknownPart(name: PrintableName.quoted(name), known: parts.map(\.name))
    }
    return part
  }

  /// The table with a part added, or in the place of the one that has its name.
  func with(_ part: Part) -> PartTable {
    var table = self
    let key = Part.key(part.name)
    if let place = parts.firstIndex(where: { Part.key($0.name) == key }) {
      table.parts[place] = part
    } else {
      table.parts.append(part)
    }
    return table
  }

  /// A row in the units that data sheets use.
  ///
  /// Bandwidth in TB/s, memory in GB, power in W, peaks in TFLOP/s or TOP/s.
  static func row(
    _ name: String, _ architecture: Architecture, bandwidth: Fact, memory: Fact, power: Fact,
    peaks: [(Operand, Double, Fact.Source)]
  ) -> Part {
    Part(
      name: name, architecture: architecture,
      bandwidth: Fact(bandwidth.value * 1e12, bandwidth.source),
      memory: Fact(memory.value * 1e9, memory.source), power: power,
      peaks: Dictionary(
        peaks.map { ($0.0, Fact($0.1 * 1e12, $0.2)) }, uniquingKeysWith: { first, _ in first }))
  }
}
