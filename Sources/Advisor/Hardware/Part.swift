/// A part that layers run on: what its memory and its matrix units can do.
///
/// A row of a table: nothing here is measured. Rates are dense (no 2:4 sparsity).
public struct Part: Sendable, Hashable {
  /// The name by which it is asked for.
  public let name: String
  /// The generation, which says what its units take.
  public let architecture: Architecture
  /// How fast its memory is read, in bytes a second.
  public let bandwidth: Fact
  /// The size of its memory, in bytes (decimal, as sold).
  public let memory: Fact
  /// The power limit of the board, in watts; nil where none is known.
  public let power: Fact?
  /// The peak rate by operand type, in operations a second, a multiply-add being two; a type that is absent is not
  /// multiplied.
  public let peaks: [Operand: Fact]

  /// Creates a row.
  public init(
    name: String, architecture: Architecture, bandwidth: Fact, memory: Fact, power: Fact?,
    peaks: [Operand: Fact]
  ) {
    self.name = name
    self.architecture = architecture
    self.bandwidth = bandwidth
    self.memory = memory
    self.power = power
    self.peaks = peaks
  }

  /// All figures with their names, in one order.
  public var facts: [(name: String, fact: Fact)] {
    [("bandwidth", bandwidth), ("memory", memory)] + (power.map { [("power", $0)] } ?? [])
      + Operand.allCases.compactMap { operand in
        peaks[operand].map { ("\(operand.rawValue) peak", $0) }
      }
  }

  /// The units whose rate is known, the fastest first; of equally fast ones that of the narrower rate.
  public var units: [MatrixUnit] {
    let known = architecture.units.enumerated().compactMap { place, unit in
      peaks[unit.rate].map { (unit: unit, order: ($0.value, -unit.rate.bits, -place)) }
    }
    return known.sorted { $0.order > $1.order }.map(\.unit)
  }

  /// The name as it is compared: without case, blanks and hyphens.
  static func key(_ name: String) -> String {
    String(name.lowercased().filter { !" -_".contains($0) })
  }
}

/// Says that no part has the name that was asked for, and which there are.
public struct UnknownPart: Error, Sendable, Hashable, CustomStringConvertible {
  /// The name as asked for, fit to be printed.
  public let name: String
  /// The names that there are.
  public let known: [String]

  /// One line for the user.
  public var description: String {
    "--part \(name): no such part; there are \(known.joined(separator: ", "))"
  }
}
