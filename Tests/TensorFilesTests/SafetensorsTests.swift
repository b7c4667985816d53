import TensorFiles
import TestSupport
import Testing

struct SafetensorsTests {
  @Test func `tensors come in the order of their data, then by name`() throws {
    let source = try open(
      safetensors(
        #"{"b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},"#
          + #""e":{"shape":[0],"data_offsets":[8,8],"dtype":"F32"},"#
          + #""a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}} "#, dataBytes: 16),
      as: "x.safetensors")
    #expect(source.tensors.map(\.name) == ["a", "b", "e"])
    #expect(source.tensors.map(\.byteCount) == [8, 8, 0])
  }

  @Test func `a scalar, a vector, many dimensions and nothing all open`() throws {
    let source = try open(
      safetensors(
        #"{"s":{"dtype":"F16","shape":[],"data_offsets":[0,2]},"#
          + #""v":{"dtype":"F16","shape":[3],"data_offsets":[2,8]},"#
          + #""n":{"dtype":"F16","shape":[2,1,3],"data_offsets":[8,20]},"#
          + #""z":{"dtype":"F16","shape":[4,0],"data_offsets":[20,20]}}"#, dataBytes: 20),
      as: "x.safetensors")
    #expect(source.tensors.map { [$0.rows, $0.columns] } == [[1, 1], [1, 3], [2, 3], [4, 0]])
    for tensor in source.tensors { #expect(source.values(of: tensor).count == tensor.elementCount) }
  }

  @Test(arguments: [
    (#"a\nb\t\"\\\/\b\f\r"#, "a\nb\t\"\\/\u{8}\u{C}\r"), (#"\u00e9\u20AC"#, "é€"),
    (#"\ud83d\ude00!"#, "😀!"), ("gewicht-ü", "gewicht-ü"), ("", ""), (#"\u0000"#, "\0"),
  ])
  func `names keep their escapes`(written: String, name: String) throws {
    let source = try open(
      safetensors(
        #"{"\#(written)":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#, dataBytes: 1),
      as: "x.safetensors")
    #expect(source.tensors.map { Array($0.name.utf8) } == [Array(name.utf8)])
  }

  @Test func `names that only look alike are two tensors`() throws {
    let entry = #"{"dtype":"U8","shape":[1],"data_offsets""#
    let source = try open(
      safetensors(
        "{\"\u{E9}\":\(entry):[0,1]},\"e\u{301}\":\(entry):[1,2]}}", dataBytes: 2),
      as: "x.safetensors")
    #expect(source.tensors.count == 2)
  }

  @Test func `metadata is kept aside and unknown keys are passed over`() throws {
    let source = try open(
      safetensors(
        #"{"__metadata__":{"format":"pt","n":[1,{"x":null}]},"#
          + #""w":{"dtype":"F32","shape":[1],"extra":{"a":[-1.5e+3,true,"}"]},"data_offsets":[0,4]}}"#,
        dataBytes: 4), as: "x.safetensors")
    #expect(source.description.metadata == ["format": "pt"])
    #expect(source.tensors.map(\.name) == ["w"])
  }

  @Test func `types that are not analysed are listed, unknown ones too`() throws {
    let source = try open(
      safetensors(
        #"{"i":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},"#
          + #""f":{"dtype":"F4","shape":[4],"data_offsets":[16,18]},"#
          + #""u":{"dtype":"Q9","shape":[7],"data_offsets":[18,20]}}"#, dataBytes: 20),
      as: "x.safetensors")
    #expect(source.tensors.map(\.type.name) == ["I64", "F4", "Q9"])
    #expect(source.tensors.map(\.type.bits) == [64, 4, 0])
    #expect(!source.tensors.contains { $0.isAnalysable })
  }

  @Test func `holes and trailing bytes are let pass`() throws {
    let source = try open(
      safetensors(#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, dataBytes: 64),
      as: "x.safetensors")
    #expect(source.tensors[0].byteCount == 4)
  }

  @Test func `content decides, not the suffix`() throws {
    let source = try open(safetensors("{}"), as: "weights.bin")
    #expect(source.description.container == "safetensors")
    #expect(source.tensors.isEmpty)
  }

  @Test func `options about bytes are refused, all three read them`() throws {
    let bytes = safetensors("{}  ")
    let error = try #require(try openingError(bytes, as: "x.bin", request: RawLayout(dtype: .bf16)))
    #expect(error.kind == .mismatch)
    #expect(error.detail.contains("safetensors") && error.detail.contains("--dtype"))
    let request = RawLayout(dtype: .f8e4m3, shape: [2, 2], offset: 8)
    let source = try open(bytes, as: "x.bin", request: request)
    #expect(source.content(of: source.tensors[0]) == Array("{}  ".utf8))
  }

  @Test func `100,000 tensors open`() throws {
    let entries = (0..<100_000).map {
      #""layers.\#($0).weight":{"dtype":"BF16","shape":[1,2],"data_offsets":[\#(4 * $0),\#(4 * $0 + 4)]}"#
    }
    let source = try open(
      safetensors("{" + entries.joined(separator: ",") + "}", dataBytes: 400_000),
      as: "many.safetensors")
    #expect(source.tensors.count == 100_000)
    #expect(source.tensors.last?.name == "layers.99999.weight")
  }
}
