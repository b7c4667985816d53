import QuantCore
import TensorFiles
import TestSupport
import Testing

@testable import QuantAnalysis

struct FigureStoreTests {
  /// A few chunks' worth of every kind of value, NaN and a zero block among them.
  private static let source = SyntheticSource(shape: [64, 512]) { index in
    switch index {
    case 7_777: .nan
    case 512..<1024: 0
    default: LongRow.value(index)
    }
  }

  @Test func `figures come back to the last bit`() async throws {
    for tensor in try await RankerTests.ranked(Self.source, ["mxfp4", "nvfp4", "int4-g128"]).tensors
    {
      for figures in tensor.formats {
        var bytes = FigureBytes()
        figures.write(to: &bytes)
        var reader = FigureReader(bytes.bytes)
        #expect(try FormatFigures(figures.id, from: &reader) == figures)
        #expect(reader.isAtEnd)
        for length in 0..<bytes.bytes.count {
          var cut = FigureReader(Array(bytes.bytes[..<length]))
          #expect(throws: FigureReader.Mismatch.self) {
            try FormatFigures(figures.id, from: &cut)
          }
        }
      }
      var bytes = FigureBytes()
      let values = try #require(tensor.values)
      values.write(to: &bytes)
      var reader = FigureReader(bytes.bytes)
      #expect(try ValueFigures(from: &reader) == values)
    }
  }

  @Test func `a question differs by the part, the format and what is asked`() {
    let identity = TensorIdentity(of: ["w"])
    let tensor = Self.source.tensor
    let plan = SamplePlan(of: tensor, byteCount: 4096, tileRows: 1)
    let id = FormatID(name: "mxfp4")
    let keys = [
      FigureQuestion(identity, nil, nil), FigureQuestion(identity, nil, id),
      FigureQuestion(identity, plan, nil), FigureQuestion(identity, plan, id),
      FigureQuestion(identity, nil, FormatID(name: "mxfp4", rule: "even")),
      FigureQuestion(TensorIdentity(of: ["v"]), nil, id),
    ].map(\.key)
    #expect(plan != nil && Set(keys).count == keys.count)
  }

  /// Where this fails a figure has changed, so `FigureStore.definitions` is to be raised, and the digest with it.
  @Test func `every figure is the one that the version of the definitions stands for`() async throws
  {
    let digests = [1: "6c19bca6813de44-cb9fdcc2a5b51e7"]
    let ids = FormatRegistry.all.map(\.id.description)
    let tensor = try await RankerTests.ranked(Self.source, ids).tensors[0]
    var facts: [String] = []
    for figures in tensor.formats {
      var bytes = FigureBytes()
      figures.write(to: &bytes)
      facts += [figures.id.description, bytes.bytes.map { String($0) }.joined(separator: " ")]
    }
    #expect(TensorIdentity(of: facts).text == digests[FigureStore.definitions])
  }
}
