import TensorFiles

/// One F32 tensor whose values follow from their index.
struct SyntheticSource: TensorSource {
  let description: SourceDescription
  let tensors: [TensorDescriptor]
  let value: @Sendable (Int) -> Float

  init(shape: [Int], value: @escaping @Sendable (Int) -> Float) {
    let bytes = 4 * shape.reduce(1, *)
    description = SourceDescription(path: "synthetic", container: "raw", byteCount: bytes)
    tensors = [
      TensorDescriptor(name: "weights", type: .f32, shape: shape, offset: 0, byteCount: bytes)
    ]
    self.value = value
  }

  init(shape: [Int], values: [Float]) {
    self.init(shape: shape) { values[$0] }
  }

  /// The one tensor.
  var tensor: TensorDescriptor { tensors[0] }

  func read(
    _ region: TensorRegion, of tensor: TensorDescriptor, into values: inout MutableSpan<Float>
  ) {
    var next = 0
    for row in region.rows {
      for column in region.columns {
        values[next] = value(row * tensor.columns + column)
        next += 1
      }
    }
  }

  func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {}

  func verify() throws(TensorFileError) {}
}
