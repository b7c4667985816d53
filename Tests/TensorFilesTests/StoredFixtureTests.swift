import QuantCore
import TensorFiles
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Checkpoints that other libraries packed, against the weights that they, or NumPy, decode them to.
struct StoredFixtureTests {
  /// One weight of `Fixtures/stored/manifest.json`.
  struct Case: Sendable, CustomTestStringConvertible {
    let file: String
    let name: String
    let layout: String
    let format: String
    let shape: [Int]
    let sha256: String

    var testDescription: String { "\(file) \(name)" }
  }

  private struct Entry: Decodable {
    let layout: String
    let format: String
    let shape: [Int]
    let sha256: String
  }

  static let cases: [Case] = {
    guard let bytes = try? bytes(ofFile: Fixtures.path("stored/manifest.json")),
      let files = try? JSONDecoder().decode([String: [String: Entry]].self, from: Data(bytes))
    else { return [] }
    return files.sorted { $0.key < $1.key }.flatMap { file, weights in
      weights.sorted { $0.key < $1.key }.map { name, entry in
        Case(
          file: file, name: name, layout: entry.layout, format: entry.format, shape: entry.shape,
          sha256: entry.sha256)
      }
    }
  }()

  @Test func `the manifest has every layout`() {
    #expect(Self.cases.count >= 50)
    #expect(
      Set(Self.cases.map(\.layout)) == [
        "gptq", "gptq_v2", "awq", "awq-gemv", "deepseek", "compressed-tensors", "modelopt",
        "gpt-oss", "bitsandbytes",
      ])
  }

  @Test(arguments: cases)
  func `a weight of another library decodes to its values`(weight: Case) throws {
    let path = Fixtures.path("stored/\(weight.file)")
    let source = MatrixSource(
      try TensorFile.open(path.hasSuffix("/model.safetensors") ? String(path.dropLast(18)) : path))
    #expect(source.description.notes.isEmpty)
    let matrix = try #require(source.matrices.first { $0.name == weight.name })
    #expect(matrix.layout == weight.layout && matrix.format == weight.format)
    #expect(matrix.shape == weight.shape)
    let tensor = try #require(source.tensors.first { $0.name == weight.name })
    let values = source.values(of: tensor).map { $0 + 0 }
    #expect(hash(values) == weight.sha256)
    // A part of it alone.
    let region = TensorRegion(rows: 1..<(tensor.rows - 1), columns: 3..<(tensor.columns - 2))
    let part = region.rows.flatMap { row in
      region.columns.map { values[row * tensor.columns + $0] }
    }
    #expect(source.values(of: tensor, in: region).map { $0 + 0 } == part)
    // The same element by element, from what the inspector is told.
    let encoded = try #require(source.encoded(tensor))
    for row in [0, tensor.rows / 2, tensor.rows - 1] {
      let elements = try #require(encoded.elements(row: row, columns: 3..<tensor.columns))
      #expect(
        elements.columns.map { elements.value(of: $0).map { $0 + 0 } }
          == elements.columns.map { values[row * tensor.columns + $0] })
      for column in elements.columns {
        let scale = try #require(elements.block(of: column)).scale
        let unit = elements.element.values[Int(elements.codes[column - 3])]
        #expect(
          (unit - scale.offset) * scale.multiplier * (elements.inputScale(of: column) ?? 1) + 0
            == values[row * tensor.columns + column])
        let place = elements.places[column - 3]
        let low = Int(try #require(elements.bytes[place.byte]))
        let high = Int(place.next.flatMap { elements.bytes[$0] } ?? 0)
        let mask = 1 << matrix.bits - 1
        #expect((high << 8 | low) >> place.bit & mask == Int(elements.codes[column - 3]))
      }
    }
    let survey = encoded.survey()
    #expect(survey.isComplete && survey.warnings.isEmpty, "\(survey.warnings)")
  }
}
