import Foundation
import QuantCore
import Testing

@testable import QuantAnalysis

/// Compares microscaling's and NVFP4's rules with a program that finds codes and scales by search.
@Suite struct SearchedReferenceTests {
  /// A case of `golden` or `adversarial`, and a line for each format.
  struct Case: Sendable, CustomTestStringConvertible {
    let folder: String
    let name: String
    let lines: [String: String]
    var testDescription: String { "\(folder)/\(name)" }
  }

  static let cases = ["golden", "adversarial"].flatMap { folder in
    let data = try? FixtureFile.bytes("microscaling/\(folder).json")
    let all = data.flatMap { try? JSONDecoder().decode([String: [String: String]].self, from: $0) }
    return (all ?? [:]).sorted { $0.key < $1.key }.map { name, lines in
      Case(folder: folder, name: name, lines: lines)
    }
  }

  @Test func `all cases are here, each with every format`() {
    #expect(Self.cases.count == 28)
    #expect(Self.cases.allSatisfy { $0.lines.count == 26 })
  }

  @Test(arguments: cases)
  func `codes, scales and decoded values are the ones found by search`(_ wanted: Case) throws {
    let input = try FixtureCase(wanted.name, in: wanted.folder)
    let values = input.values()
    for (id, line) in wanted.lines {
      let encoded = EncodedTensor(
        values, of: input.tensor, as: try FormatRegistry.format(named: id))
      let tensorScale = encoded.tensorScale.map { String(format: "%08x", $0.bitPattern) }
      let found = [
        String(sha256(encoded.codeBytes).prefix(16)), String(sha256(encoded.scaleBytes).prefix(16)),
        String(sha256(encoded.decodedBytes).prefix(16)), "\(encoded.saturated)", tensorScale ?? "-",
      ]
      #expect(found.joined(separator: " ") == line, "\(id)")
    }
  }
}
