import Foundation
import QuantCore
import TestSupport
import Testing

@Suite struct ReadmeTests {
  private let text: String

  init() throws {
    let path = Fixtures.path("../../README.md")
    text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
  }

  @Test(arguments: FormatRegistry.families.map(\.name))
  func `the table of formats has a row of every family`(name: String) throws {
    let family = try #require(FormatRegistry.families.first { $0.name == name })
    let format = try FormatRegistry.format(family.example)
    let shape = format.blockShape(rows: 4096, columns: 4096)
    let bits = try #require(format.bitsPerWeight(rows: 4096, columns: 4096))
    let scales = [
      format.scaleType == .none ? nil : format.scaleType.rawValue,
      format.tensorBits(rows: 1, columns: 4096) > 0 ? "F32 a tensor" : nil,
    ]
    let scale = scales.compactMap(\.self).joined(separator: ", ")
    let cells = [
      "`\(name)`", format.element.name, Self.name(of: shape, columns: 4096), scale,
      "\((bits * 1000).rounded() / 1000)",
      family.sameBitsAs,
    ]
    #expect(text.contains("| " + cells.joined(separator: " | ") + " |"))
  }

  /// The shape, or what it spans of a matrix with so many columns.
  private static func name(of shape: BlockShape, columns: Int) -> String {
    guard shape.columns == columns else { return shape.description }
    return shape.rows == 1 ? "row" : "tensor"
  }

  @Test func `every rule and option is named`() {
    for family in FormatRegistry.families {
      for rule in family.rules where family.rules.count > 1 { #expect(text.contains("`:\(rule)`")) }
    }
  }
}
