import QuantCore
import TensorFiles
import TestSupport
import Testing

/// What bitsandbytes alone stores: values of codes beside them, scales of scales, and a text with sizes.
struct BitsAndBytesTests {
  private static func text(_ json: String, kind: String = "nf4") -> PackedSample.Tensor {
    PackedSample.Tensor(
      name: "m.weight.quant_state.bitsandbytes__\(kind)", dtype: "U8", shape: [json.utf8.count],
      data: Array(json.utf8))
  }

  private static func codes(_ bytes: [UInt8]) -> PackedSample.Tensor {
    PackedSample.Tensor(name: "m.weight", dtype: "U8", shape: [bytes.count, 1], data: bytes)
  }

  /// The value of each code is the code.
  private static let values = PackedSample.factor("m.weight.quant_map", (0..<16).map { Float($0) })

  private func open(_ tensors: [PackedSample.Tensor]) throws -> MatrixSource {
    MatrixSource(
      try TensorFilesTests.open(PackedSample.file(tensors), as: "m.safetensors"))
  }

  @Test func `the first of two codes is the high one, and blocks go on where rows end`() throws {
    let source = try open([
      Self.codes([0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC]), Self.values,
      PackedSample.factor("m.weight.absmax", [1, 10, 100]),
      Self.text(#"{"quant_type":"nf4","blocksize":4,"dtype":"bfloat16","shape":[2,6]}"#),
    ])
    #expect(source.tensors.map(\.name) == ["m.weight"] && source.tensors[0].shape == [2, 6])
    #expect(
      source.values(of: source.tensors[0])
        == [1, 2, 3, 4, 50, 60, 70, 80, 900, 1000, 1100, 1200])
    let matrix = try #require(source.matrices.first)
    #expect(matrix.format == "nf4-b4" && matrix.scaleName == "F32" && matrix.bits == 4)
    #expect(matrix.block == BlockShape(rows: 1, columns: 2))
    let elements = try #require(
      source.encoded(source.tensors[0])?.elements(row: 1, columns: 0..<6))
    #expect(elements.codes == [7, 8, 9, 10, 11, 12] && elements.element.name == "NF4")
    #expect(elements.places.map(\.byte) == [3, 3, 4, 4, 5, 5])
    #expect(elements.places.map(\.bit) == [4, 0, 4, 0, 4, 0])
    #expect(
      (0..<6).map { elements.block(of: $0)?.scale.multiplier } == [10, 10, 100, 100, 100, 100])
    let part = TensorRegion(rows: 1..<2, columns: 3..<5)
    #expect(source.values(of: source.tensors[0], in: part) == [1000, 1100])
  }

  /// A weight whose scales are bytes: the value of byte i is i / 256, runs of 2, the offset 0.5.
  private static let nested = [
    codes([UInt8](repeating: 0x21, count: 12)), values,
    PackedSample.Tensor(
      name: "m.weight.absmax", dtype: "U8", shape: [6], data: [0, 255, 128, 64, 1, 2]),
    PackedSample.factor("m.weight.nested_quant_map", (0..<256).map { Float($0) / 256 }),
    PackedSample.factor("m.weight.nested_absmax", [1, 2, 3]),
    text(
      #"{"quant_type":"nf4","blocksize":4,"shape":[3,8],"nested_blocksize":2,"nested_offset":0.5}"#),
  ]

  @Test func `scales are values of bytes times the factor of their run, plus the offset`() throws {
    let source = try open(Self.nested)
    let tensor = try #require(source.tensors.first)
    let scales: [Float] = [0.5, 1.49609375, 1.5, 1, 0.51171875, 0.5234375]
    let expected = scales.flatMap { [2 * $0, $0, 2 * $0, $0] }
    #expect(source.values(of: tensor) == expected)
    #expect(
      source.values(of: tensor, in: TensorRegion(rows: 2..<3, columns: 4..<8))
        == Array(expected[20..<24]))
    #expect(source.parts.count == 5 && source.tensors.count == 1)
    let matrix = try #require(source.matrices.first)
    #expect(matrix.scaleName == "U8 x F32")
    let survey = try #require(source.encoded(tensor)).survey()
    #expect(survey.isComplete && survey.scaleCount == 6 && survey.warnings.isEmpty)
  }

  @Test func `rows are divided by 127 and multiplied by their amax`() throws {
    let tensors = [
      PackedSample.Tensor(
        name: "m.weight", dtype: "I8", shape: [2, 3], data: [127, 0x81, 0, 1, 2, 0xFE]),
      PackedSample.factor("m.SCB", [0.5, 127]),
      PackedSample.Tensor(name: "m.weight_format", dtype: "U8", shape: [], data: [0]),
    ]
    let source = try open(tensors)
    #expect(source.values(of: source.tensors[0]) == [0.5, -0.5, 0, 1, 2, -2])
    #expect(source.matrices.map(\.format) == ["int8-row"] && source.parts.count == 2)
    var other = tensors
    other[2].data = [3]
    let left = try open(other)
    #expect(
      left.matrices.isEmpty && left.description.notes.first?.contains("weight_format") == true)
    other[1] = PackedSample.factor("m.SCB", [1, 2, 3])
    #expect(try open(other).description.notes.first?.contains("F32 [3], expected F32 [2]") == true)
  }

  static let misfits: [(name: String, replacement: PackedSample.Tensor?, says: String)] = [
    ("m.weight.quant_map", nil, "there is no"),
    ("m.weight.quant_map", PackedSample.factor("m.weight.quant_map", [1]), "expected F32 [16]"),
    (
      "m.weight.quant_map",
      PackedSample.factor("m.weight.quant_map", [.nan] + [Float](repeating: 1, count: 15)),
      "not all finite"
    ),
    ("m.weight.absmax", nil, "there is no"),
    ("m.weight.absmax", PackedSample.random("m.weight.absmax", "U8", [5]), "F32 or U8 [6]"),
    ("m.weight.nested_absmax", nil, "there is no"),
    (
      "m.weight.nested_absmax", PackedSample.factor("m.weight.nested_absmax", [1, 2]),
      "F32 [3]"
    ),
    (
      "m.weight.nested_quant_map", PackedSample.factor("m.weight.nested_quant_map", [1, 2]),
      "F32 [256]"
    ),
    (text("").name, text("[]"), "is no JSON object"),
    (text("").name, text("{"), "is no JSON object"),
    (text("").name, text(#"{"blocksize":4}"#), "lacks a shape"),
    (text("").name, text(#"{"shape":[3,8]}"#), "size of blocks"),
    (text("").name, text(#"{"shape":[3,8],"blocksize":0}"#), "size of blocks"),
    (text("").name, text(#"{"shape":[3,8],"blocksize":-4}"#), "size of blocks"),
    (text("").name, text(#"{"shape":[3,8],"blocksize":1e300}"#), "size of blocks"),
    (text("").name, text(#"{"shape":[3,9],"blocksize":4}"#), "not the codes"),
    (text("").name, text(#"{"shape":[24],"blocksize":4}"#), "not the codes"),
    (text("").name, text(#"{"shape":[8,3],"blocksize":4}"#), "begin within bytes"),
    (text("").name, text(#"{"shape":[-3,-8],"blocksize":4}"#), "not the codes"),
    (text("").name, text(#"{"shape":[4e18,4e18],"blocksize":4}"#), "not the codes"),
    (text("").name, text(#"{"shape":[0,8],"blocksize":4}"#), "not the codes"),
    (text("").name, text(#"{"shape":[3,8],"blocksize":4}"#), "no size of runs"),
    (
      text("").name,
      text(#"{"shape":[3,8],"blocksize":4,"nested_blocksize":9e18,"nested_offset":0}"#), "F32 [1]"
    ),
    (text("").name, text(#"{"shape":[3,8],"blocksize":9e18}"#), "F32 or U8 [1]"),
  ]

  @Test(arguments: misfits)
  func `what does not fit is left as it is stored, and said`(
    _ name: String, _ replacement: PackedSample.Tensor?, _ says: String
  ) throws {
    let tensors = Self.nested.compactMap { $0.name == name ? replacement : $0 }
    let source = try open(tensors)
    #expect(source.matrices.isEmpty && source.tensors.count == tensors.count)
    let note = try #require(source.description.notes.first)
    #expect(note.contains(says) && note.contains("\"m.weight\" is left as it is"), "\(note)")
  }

  @Test(arguments: [("BF16", 2), ("F16", 2), ("F32", 4)])
  func `the bytes of codes may be called something else`(_ type: String, _ size: Int) throws {
    let names = ["m.weight.absmax", "m.weight.quant_map"]
    for isWhole in [true, false] {
      var tensors = Self.nested
      tensors[0].dtype = type
      tensors[0].shape = [12 / size, 1]
      if !isWhole { tensors.removeAll { names.contains($0.name) } }
      let source = try open(tensors)
      #expect(source.matrices.count == (isWhole ? 1 : 0))
      guard isWhole else {
        #expect(source.description.notes.count == 1)
        continue
      }
      let plain = try open(Self.nested)
      #expect(source.values(of: source.tensors[0]) == plain.values(of: plain.tensors[0]))
    }
  }

  @Test func `a scale counts once wherever rows end, and long rows of zeros are looked at soon`()
    throws
  {
    let source = try open([
      Self.codes([UInt8](repeating: 0x11, count: 15)), Self.values,
      PackedSample.factor("m.weight.absmax", [0, .nan, 2, -1, 0, 5, 6, 7]),
      Self.text(#"{"blocksize":4,"shape":[5,6]}"#),
    ])
    let survey = try #require(source.encoded(source.tensors[0])).survey()
    #expect(survey.scaleCount == 8 && survey.nan.count == 1 && survey.negative.count == 1)
    #expect(survey.zero.count == 2 && survey.underflowed.count > 0)
    let count = 1 << 19
    let long = try open([
      Self.codes([UInt8](repeating: 0, count: count / 2)), Self.values,
      PackedSample.factor("m.weight.absmax", [Float](repeating: 0, count: count)),
      Self.text(#"{"blocksize":1,"shape":[1,\#(count)]}"#),
    ])
    let whole = try #require(long.encoded(long.tensors[0]))
    let found = whole.survey(codeLimit: 1 << 16)
    #expect(found.isComplete && found.zero.count == count)
    #expect(found.uncheckedZeros == count - (1 << 10))
    let scales = whole.scales(of: TensorRegion(rows: 0..<1, columns: 70..<72))
    #expect(scales.scales.count == 2 && scales.blockColumns == 70..<72)
  }

  @Test func `a single row may have any number of columns`() throws {
    let source = try open([
      Self.codes([0x12, 0x30]), Self.values, PackedSample.factor("m.weight.absmax", [2]),
      Self.text(#"{"quant_type":"fp4","blocksize":64,"shape":[1,3]}"#, kind: "fp4"),
    ])
    #expect(source.values(of: source.tensors[0]) == [2, 4, 6])
    #expect(source.matrices.map(\.format) == ["fp4-b64"])
  }
}
