import TensorFiles

/// Tensors that lie in memory.
struct MemorySource: TensorSource {
  let tensors: [TensorDescriptor]
  private let values: [[Float]]

  var description: SourceDescription {
    SourceDescription(path: "memory.bin", container: "raw", byteCount: 0)
  }

  /// One F32 tensor, row-major.
  init(_ values: [Float], shape: [Int], name: String = "weight") {
    self.init([(name: name, shape: shape, values: values)])
  }

  init(_ tensors: [(name: String, shape: [Int], values: [Float])]) {
    self.tensors = tensors.map {
      TensorDescriptor(
        name: $0.name, type: .f32, shape: $0.shape, offset: 0, byteCount: $0.values.count * 4)
    }
    values = tensors.map(\.values)
  }

  func read(
    _ region: TensorRegion, of tensor: TensorDescriptor, into values: inout MutableSpan<Float>
  ) {
    guard let index = tensors.firstIndex(of: tensor) else { return }
    var next = 0
    for row in region.rows {
      for column in region.columns {
        values[next] = self.values[index][row * tensor.columns + column]
        next += 1
      }
    }
  }

  func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {}

  func verify() throws(TensorFileError) {}
}
