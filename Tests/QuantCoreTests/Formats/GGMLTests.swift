import Foundation
import QuantCore
import TestSupport
import Testing

/// Q4_0 and Q8_0 beside the bytes that ggml itself writes.
struct GGMLTests {
  struct Block: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let values: String
    let q4: String
    let q8: String
    var testDescription: String { name }

    enum CodingKeys: String, CodingKey {
      case name, values
      case q4 = "q4_0"
      case q8 = "q8_0"
    }

    var floats: [Float] {
      let bytes = GGMLTests.bytes(values)
      return stride(from: 0, to: bytes.count, by: 4).map { start in
        Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
      }
    }
  }

  static let blocks: [Block] = {
    let url = URL(filePath: Fixtures.path("ggml/blocks.json"))
    guard let data = try? Data(contentsOf: url) else { return [] }
    return (try? JSONDecoder().decode([Block].self, from: data)) ?? []
  }()

  private static func bytes(_ digits: String) -> [UInt8] {
    let digits = Array(digits)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
  }

  /// Where ggml stores an infinite scale, the largest finite one stands here.
  private static func scaleBytes(_ bytes: [UInt8]) -> [UInt8] {
    bytes[1] & 0x7f == 0x7c && bytes[0] == 0 ? [0xff, bytes[1] - 1] : Array(bytes[..<2])
  }

  @Test func `all blocks are here`() {
    #expect(Self.blocks.count == 89)
    #expect(Self.blocks.allSatisfy { $0.floats.count == 32 })
  }

  @Test(arguments: blocks)
  func `Q4_0's scale and codes are ggml's`(_ block: Block) {
    let encoding = Encoding(block.floats, as: GGMLQ4())
    let expected = Self.bytes(block.q4)
    let scale = UInt16(truncatingIfNeeded: encoding.scaleCodes[0])
    #expect([UInt8(scale & 0xff), UInt8(scale >> 8)] == Self.scaleBytes(expected))
    let packed = (0..<16).map { encoding.codes[$0] | encoding.codes[$0 + 16] << 4 }
    #expect(packed == Array(expected[2...]))
    let multiplier = Binary16.decode(scale)
    #expect(encoding.values == encoding.codes.map { (Float($0) - 8) * multiplier })
  }

  @Test(arguments: blocks)
  func `Q8_0's scale and codes are ggml's`(_ block: Block) {
    let encoding = Encoding(block.floats, as: GGMLQ8())
    let expected = Self.bytes(block.q8)
    let scale = UInt16(truncatingIfNeeded: encoding.scaleCodes[0])
    #expect([UInt8(scale & 0xff), UInt8(scale >> 8)] == Self.scaleBytes(expected))
    let grid = GGMLQ8().element.values
    let integers = encoding.codes.map { UInt8(bitPattern: Int8(grid[Int($0)])) }
    #expect(integers == Array(expected[2...]))
  }

  @Test func `the first of two largest magnitudes lands on the lowest code`() {
    let positive = Encoding([0, 4, -4, 2], as: GGMLQ4())
    #expect(positive.scales[0].value == -0.5)
    #expect(positive.codes == [8, 0, 15, 4])
    #expect(positive.values == [0, 4, -3.5, 2])
    #expect(positive.saturated == [1])
    let negative = Encoding([0, -4, 4, 2], as: GGMLQ4())
    #expect(negative.scales[0].value == 0.5)
    #expect(negative.codes == [8, 0, 15, 12])
  }

  @Test func `ties of Q8_0 go away from zero`() {
    let encoding = Encoding([127, 0.5, -0.5, 1.5, -2.5], as: GGMLQ8())
    #expect(encoding.values == [127, 1, -1, 2, -3])
  }

  @Test func `codes are made before the scale is rounded`() {
    // d is 0.1, and 0.099975586 in F16; 0.45 is halfway between four and five of the former.
    let encoding = Encoding([-0.8, 0.44995], as: GGMLQ4())
    #expect(encoding.scales[0].value == 0.099975586)
    #expect(encoding.codes == [0, 12])
    #expect((0.44995 as Float) / encoding.scales[0].value > 4.5)
  }
}
