import TensorFiles
import TestSupport
import Testing

struct NpyTests {
  @Test(arguments: [UInt8(1), 2, 3])
  func `all three versions open`(version: UInt8) throws {
    let values: [Float] = [1, -2, 3.5, 0, 5, 6]
    let bytes = npy(
      npyHeader("<f4", shape: "(2, 3)"), data: values.flatMap { littleEndian($0.bitPattern) },
      version: version)
    let source = try open(bytes, as: "some.weights.npy")
    #expect(source.tensors.map(\.name) == ["some.weights"])
    #expect(source.tensors[0].shape == [2, 3])
    #expect(source.values(of: source.tensors[0]) == values)
  }

  @Test(arguments: [
    ("()", [Int]()), ("(3,)", [3]), ("(3,1)", [3, 1]), ("( 1 , 3 , )", [1, 3]), ("(0, 5)", [0, 5]),
    ("(3L,)", [3]), ("(1, 1, 3, 1)", [1, 1, 3, 1]),
  ])
  func `shapes are tuples`(text: String, shape: [Int]) throws {
    let source = try open(
      npy(npyHeader("<f2", shape: text), data: [UInt8](repeating: 0, count: 6)), as: "a.npy")
    #expect(source.tensors[0].shape == shape)
    #expect(source.tensors[0].byteCount == 2 * shape.reduce(1, *))
  }

  @Test(arguments: [
    ("<f2", "F16"), (">f8", "F64"), ("=f4", "F32"), ("|i1", "I8"), ("<u2", "U16"), ("|b1", "BOOL"),
    ("<i8", "I64"), ("<c8", "C64"), (">c16", "C128"),
  ])
  func `number types get their safetensors name`(descr: String, name: String) throws {
    let source = try open(
      npy(npyHeader(descr, shape: "(2,)"), data: [UInt8](repeating: 0, count: 32)), as: "a.npy")
    #expect(source.tensors[0].type.name == name)
    #expect(source.tensors[0].isAnalysable == name.hasPrefix("F"))
  }

  @Test(arguments: [
    ("'|O'", "pickled"), ("'<U5'", "strings"), ("'|S3'", "strings"), ("'<M8[ns]'", "dates"),
    ("'|V2'", "raw bytes"), ("[('x', '<f4'), ('y[', '<i4')]", "structured"), ("'<f16'", "no type"),
    ("'f3'", "no type"), ("'<<f4'", "no type"), ("''", "no type"),
    ("('<f4', (2,))", "whole number"),
  ])
  func `other types are refused by name`(descr: String, expected: String) throws {
    let header = "{'descr': \(descr), 'fortran_order': False, 'shape': (1,)}"
    let error = try #require(
      try openingError(npy(header, data: [UInt8](repeating: 0, count: 64)), as: "a.npy"))
    #expect(error.kind == .malformed && error.detail.contains(expected), "\(error)")
  }

  @Test(arguments: [
    ("{'descr': '<f4', 'fortran_order': False}", "lacks"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': (1,)}", "malformed"),
    ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", "twice"),
    ("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}", "True or False"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1)}", #"expected ",""#),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': [1]}", "malformed"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", "whole number"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (,)}", "whole number"),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", "more elements"
    ),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,)}", "more than 2^63"),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,)}", "larger than any"
    ),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (17,)}", "takes 68 bytes, the file has 64"),
    ("{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (1,)}", "plain string"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} + os.system('x')", "nothing more"),
    ("__import__('os')", #"expected "{""#), ("", #"expected "{""#),
  ])
  func `a broken header is named`(header: String, expected: String) throws {
    let error = try #require(
      try openingError(npy(header, data: [UInt8](repeating: 0, count: 64)), as: "a.npy"))
    #expect(error.kind == .malformed && error.detail.contains(expected), "\(error)")
    #expect(error.byteOffset != nil)
  }

  @Test func `a file that ends anywhere is refused`() throws {
    let whole = npy(npyHeader("<f4", shape: "(2, 3)"), data: [UInt8](repeating: 0, count: 24))
    for length in 0..<whole.count {
      #expect(
        try openingError(Array(whole[..<length]), as: "a.npy")?.kind == .malformed, "\(length)")
    }
  }

  @Test(arguments: [[UInt8(0), 0], [1, 1], [4, 0], [255, 255]])
  func `another version is refused`(version: [UInt8]) throws {
    var bytes = npy(npyHeader("<f4", shape: "()"), data: [0, 0, 0, 0])
    bytes.replaceSubrange(6...7, with: version)
    let error = try #require(try openingError(bytes, as: "a.npy"))
    #expect(error.detail.contains("npy version \(version[0]).\(version[1])"))
  }

  @Test func `a header length beyond reason is refused before it is read`() throws {
    let bytes = npy("{}", data: [], version: 2)
    let huge = Array(bytes[..<8]) + littleEndian(UInt32.max) + Array(bytes[12...])
    let error = try #require(try openingError(huge, as: "a.npy"))
    #expect(error.detail.contains("claims 4294967295 bytes"))
  }

  @Test func `bytes after the array are let pass`() throws {
    let source = try open(
      npy(npyHeader("<f4", shape: "(1,)"), data: [UInt8](repeating: 0, count: 99)), as: "a.npy")
    #expect(source.tensors[0].byteCount == 4)
  }
}
