import TensorFiles
import TestSupport
import Testing

@testable import Explorer

/// Two files with tensors of the same names, to be compared.
@Suite struct SideBySideTests {
  private struct Named: TensorSource {
    let path: String
    let whole: ArraySource

    var tensors: [TensorDescriptor] { whole.tensors }
    var description: SourceDescription {
      SourceDescription(path: path, container: "safetensors", byteCount: 8)
    }

    func read(
      _ region: TensorRegion, of tensor: TensorDescriptor, into values: inout MutableSpan<Float>
    ) {
      whole.read(region, of: tensor, into: &values)
    }

    func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {
      whole.withContent(of: tensor, body)
    }

    func verify() throws(TensorFileError) {}
  }

  private func file(_ path: String, _ names: [String], _ value: Float) -> Named {
    Named(
      path: path,
      whole: ArraySource(names.map { (name: $0, shape: [1, 2], values: [value, value]) }))
  }

  private func first(_ tensor: TensorDescriptor, of source: some TensorSource) -> Float {
    var values = [Float](repeating: 0, count: 2)
    var span = values.mutableSpan
    source.read(tensor.region, of: tensor, into: &span)
    return values[0]
  }

  @Test func `names of two files are told apart, and each reads its own values`() throws {
    let source = try CheckpointSource(
      tellingApart: [file("old/m.gguf", ["a", "b"], 1), file("new/m.gguf", ["a", "c"], 2)])
    #expect(source.tensors.map(\.name) == ["old/m:a", "old/m:b", "new/m:a", "new/m:c"])
    #expect(source.tensors.map { first($0, of: source) } == [1, 1, 2, 2])
  }

  @Test func `names that differ are left as they are`() throws {
    let source = try CheckpointSource(
      tellingApart: [file("old/m.gguf", ["a"], 1), file("new/m.gguf", ["b"], 2)])
    #expect(source.tensors.map(\.name) == ["a", "b"])
  }

  @Test func `a file's only tensor that is called after it is called by the path`() throws {
    let source = try CheckpointSource(
      tellingApart: [file("old/m.npy", ["m"], 1), file("new/m.npy", ["m"], 2)])
    #expect(source.tensors.map(\.name) == ["old/m", "new/m"])
    #expect(source.tensors.map { first($0, of: source) } == [1, 2])
  }

  @Test func `as parts of one checkpoint they are still refused`() {
    #expect(throws: TensorFileError.self) {
      try CheckpointSource([file("old/m.gguf", ["a"], 1), file("new/m.gguf", ["a"], 2)])
    }
  }

  @Test func `both files' tensors stand in the browser and one can be pinned`() throws {
    let source = try CheckpointSource(
      tellingApart: [file("old/m.gguf", ["w"], 1), file("new/m.gguf", ["w"], 2)])
    var driver = Driver(source.tensors)
    #expect(Set(driver.labels) == ["old/m:w", "new/m:w"])
    driver.press("=", "j", "Enter")
    #expect(driver.state.compared != nil)
    #expect(driver.lines[0].contains("= "))
  }
}
