import QuantCore
import TensorFiles
import TestSupport
import Testing

/// What ggml's blocks store, taken apart into scales and codes.
struct StoredBlocksTests {
  private static let types = [
    "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL",
    "IQ4_XS", "TQ1_0", "TQ2_0", "MXFP4", "NVFP4",
  ]

  private func weight(_ type: String, in file: String) throws -> (EncodedWeight, [Float]) {
    let source = MatrixSource(try TensorFile.open(Fixtures.path(file)))
    let tensor = try #require(source.tensors.first { $0.name == type })
    return (try #require(source.encoded(tensor)), source.values(of: tensor))
  }

  /// Bits of a code, or its digit in base 3, from the stored bytes.
  private func code(at place: StoredElements.Place, in bytes: [Int: UInt8]) throws -> UInt8 {
    let byte = try #require(bytes[place.byte])
    if let digit = place.digit {
      let powers: [UInt8] = [1, 3, 9, 27, 81]
      return UInt8((UInt16(byte &* powers[digit]) * 3) >> 8)
    }
    let low = byte >> place.bit & UInt8(1 << place.width - 1)
    guard let upper = place.upper else { return low }
    let high = try #require(bytes[upper.byte]) >> upper.bit & UInt8(1 << upper.width - 1)
    return low | high << place.width
  }

  @Test(arguments: types, ["gguf/blocks.gguf", "gguf/blocks_big.gguf"])
  func `codes and scales of a block multiply to its values`(type: String, file: String) throws {
    let (weight, values) = try weight(type, in: file)
    let matrix = weight.matrix
    #expect(matrix.title == "llama.cpp \(type.lowercased())")
    var compared = 0
    for row in 0..<matrix.rows {
      let columns = 5..<(matrix.columns - 1)
      let elements = try #require(weight.elements(row: row, columns: columns))
      #expect(elements.columns == columns && elements.codes.count == columns.count)
      for column in columns {
        let block = try #require(elements.block(of: column))
        let run = try #require(block.run)
        let value = values[row * matrix.columns + column]
        #expect(elements.value(of: column)?.bitPattern == value.bitPattern, "[\(row),\(column)]")
        let code = try #require(elements.code(of: column))
        var product = elements.element.values[Int(code)] * block.scale.multiplier
        if let added = run.added { product += added }
        // E8M0's 0xFF is 2^127 to ggml and beyond F32 here, where elements are not doubled.
        if run.multiplier.isFinite {
          #expect(product + 0 == value + 0 || product.isNaN && value.isNaN, "[\(row),\(column)]")
          compared += 1
        }
        #expect(try self.code(at: elements.places[column - 5], in: elements.bytes) == code)
      }
      #expect(weight.elements(row: row, columns: 0..<(1 << 40))?.columns == 0..<matrix.columns)
    }
    #expect(compared > 300)
    #expect(weight.elements(row: matrix.rows, columns: 0..<1) == nil)
  }

  @Test func `what is stored of a super-block is named as it is`() throws {
    // d = 0.5, m = 0.25; of the eighth run scale and minimum are 13 | 2 << 4 and 9 | 1 << 4.
    var block = [UInt8](repeating: 0, count: 144)
    block.replaceSubrange(0..<4, with: [0x00, 0x38, 0x00, 0x34])
    block[4 + 3] = 2 << 6
    block[4 + 7] = 1 << 6
    block[4 + 11] = 13 | 9 << 4
    for byte in 112..<144 { block[byte] = 0xA3 }
    var sample = GGUFSample()
    sample.tensors = [.init(name: "w", shape: [1, 256], type: 12, data: block)]
    let source = MatrixSource(try open(sample.bytes, as: "m.gguf"))
    let weight = try #require(source.encoded(source.tensors[0]))
    #expect(weight.matrix.scaleName == "F16 x 6-bit" && weight.matrix.bits == 4)
    #expect(weight.matrix.block == BlockShape(rows: 1, columns: 32))
    let elements = try #require(weight.elements(row: 0, columns: 224..<256))
    let run = try #require(elements.blocks.first?.run)
    #expect(run.scale.code == 0x3800 && run.scale.value == 0.5 && run.scale.step == 45)
    #expect(run.minimum?.code == 0x3400 && run.minimum?.value == 0.25 && run.minimum?.step == 25)
    #expect(run.multiplier == 22.5 && run.added == -6.25)
    #expect(elements.codes == [UInt8](repeating: 10, count: 32))
    #expect(elements.value(of: 224) == 218.75)
  }

  @Test func `MXFP4's last scale is a power of two to llama.cpp, and it is said`() throws {
    // Elements 0, 0.5, 1 and -0.5: twice them times 2^127.
    var sample = GGUFSample()
    let codes: [UInt8] = [0x10, 0x92] + [UInt8](repeating: 0, count: 14)
    sample.tensors = [.init(name: "w", shape: [1, 32], type: 39, data: [0xFF] + codes)]
    let source = MatrixSource(try open(sample.bytes, as: "m.gguf"))
    let values = source.values(of: source.tensors[0])
    #expect(values[0] == 0 && values[1] == .infinity && values[2] == 0)
    #expect(values[16] == 0x1p127 && values[17] == -0x1p127 && !values.contains { $0.isNaN })
    let weight = try #require(source.encoded(source.tensors[0]))
    let elements = try #require(weight.elements(row: 0, columns: 0..<32))
    #expect((0..<32).map { elements.value(of: $0) } == values)
    #expect(
      weight.survey().warnings == [
        "1 of 1 E8M0 scales is 0xFF, the first at [0,0]: llama.cpp reads it as 2^128, others as NaN; "
          + "their weights decode to 0, 2^127 or infinity"
      ])
  }

  @Test(arguments: types, ["gguf/blocks.gguf", "gguf/blocks_big.gguf"])
  func `a survey counts the scales that the blocks hold`(type: String, file: String) throws {
    let (weight, _) = try weight(type, in: file)
    let survey = weight.survey()
    let matrix = weight.matrix
    var scales: [UInt32: Int] = [:]
    var (nan, infinite) = (0, 0)
    for row in 0..<matrix.rows {
      let elements = try #require(weight.elements(row: row, columns: 0..<matrix.columns))
      for block in elements.blocks {
        scales[block.scale.code, default: 0] += 1
        nan += block.scale.multiplier.isNaN ? 1 : 0
        infinite += block.scale.multiplier.isInfinite ? 1 : 0
      }
    }
    #expect(survey.isComplete && survey.scaleCount == scales.values.reduce(0, +))
    if matrix.scaleType == .f16 {
      #expect(survey.codeCounts.isEmpty)
      // A run's own factor of 0 makes NaN of an infinite scale.
      #expect(survey.nan.count == nan && survey.infinite.count == infinite && nan > 0)
    } else {
      for code in 0..<256 {
        #expect(survey.codeCounts[code] == UInt64(scales[UInt32(code)] ?? 0), "\(code)")
      }
      #expect(survey.nan.count == 0)
    }
    // Scales of these have a sign that goes with that of the codes, and llama.cpp ignores NVFP4's.
    if ["Q4_0", "Q5_0", "Q3_K", "Q6_K", "IQ4_NL", "IQ4_XS", "MXFP4", "NVFP4"].contains(type) {
      #expect(survey.negative.count == 0)
    }
  }

  @Test func `a scale of zero over codes that are not is pointed out`() throws {
    var blocks = [UInt8](repeating: 0x21, count: 36)
    blocks.replaceSubrange(0..<4, with: [0x38, 0x00, 0x7F, 0x40])
    var sample = GGUFSample()
    sample.tensors = [
      .init(name: "a", shape: [1, 64], type: 40, data: blocks),
      .init(
        name: "b", shape: [1, 32], type: 39, data: [127] + [UInt8](repeating: 0x77, count: 16)),
    ]
    let source = MatrixSource(try open(sample.bytes, as: "m.gguf"))
    let found = try #require(source.encoded(source.tensors[0])).survey()
    #expect(found.zero.count == 2 && found.largest == 2 && found.smallest == 1)
    #expect(
      found.warnings == [
        "2 of 4 E4M3 scales are 0 while their codes are not, the first at [0,16]: "
          + "they underflowed, and their weights decode to 0"
      ])
    let powers = try #require(source.encoded(source.tensors[1])).survey()
    #expect(powers.codeCounts[127] == 1 && powers.warnings.isEmpty && powers.largestWeight == 6)
    #expect(source.matrices.isEmpty && source.surveys(of: ["a"]).count == 1)
  }

  @Test func `the factor of NVFP4 multiplies the scales, and is said`() throws {
    var sample = GGUFSample()
    sample.tensors = [
      .init(
        name: "f.weight", shape: [2, 64], type: 40,
        data: [UInt8](repeating: 0x38, count: 72)),
      .init(name: "f.scale", shape: [1], type: 0, data: littleEndian(Float(0.25).bitPattern)),
    ]
    let source = MatrixSource(try open(sample.bytes, as: "m.gguf"))
    let weight = try #require(source.encoded(source.tensors[0]))
    let elements = try #require(weight.elements(row: 1, columns: 3..<40))
    #expect(elements.tensorScale == 0.25 && elements.blocks.map(\.index) == [0, 1, 2])
    #expect(elements.blocks[0].scale.multiplier == 0.25)
    let expected: [Float?] = source.values(of: source.tensors[0])[(64 + 3)..<(64 + 40)].map {
      $0 + 0
    }
    #expect(
      elements.columns.map { column in elements.value(of: column).map { $0 + 0 } } == expected)
    let survey = weight.survey()
    #expect(survey.isComplete && survey.codeCounts[0x38] == 8)
    #expect(survey.tensorScaleText?.hasPrefix("scale 0.25 multiplies") == true)
  }
}
