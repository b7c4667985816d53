public import TensorFiles

/// Tensors that lie in memory, as a source.
public struct ArraySource: TensorSource {
  /// What was opened.
  public let description: SourceDescription
  /// The tensors, in the order given.
  public let tensors: [TensorDescriptor]
  private let values: [[Float]]

  /// Makes a source of several tensors.
  ///
  /// - Parameters:
  ///   - tensors: names, shapes, and values in row-major order.
  ///   - path: what the source calls its file.
  public init(
    _ tensors: [(name: String, shape: [Int], values: [Float])],
    path: String = "memory.safetensors"
  ) {
    var offset = 0
    self.tensors = tensors.map { tensor in
      defer { offset += tensor.values.count * 4 }
      return TensorDescriptor(
        name: tensor.name, type: .f32, shape: tensor.shape, offset: offset,
        byteCount: tensor.values.count * 4)
    }
    values = tensors.map(\.values)
    description = SourceDescription(path: path, container: "safetensors", byteCount: offset)
  }

  /// Makes a source of one tensor.
  ///
  /// - Parameters:
  ///   - values: the values in row-major order.
  ///   - shape: the dimensions.
  ///   - name: the tensor's name.
  public init(_ values: [Float], shape: [Int], name: String = "weight") {
    self.init([(name: name, shape: shape, values: values)])
  }

  /// Copies a region's values.
  ///
  /// - Parameters:
  ///   - region: the region.
  ///   - tensor: one of the tensors.
  ///   - values: room for them.
  public func read(
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

  /// Lends the values' bytes in one piece.
  ///
  /// - Parameters:
  ///   - tensor: one of the tensors.
  ///   - body: called with the bytes.
  public func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {
    guard let index = tensors.firstIndex(of: tensor) else { return }
    let bytes = values[index].flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
    }
    _ = body(bytes.span)
  }

  /// Finds nothing wrong.
  public func verify() throws(TensorFileError) {}
}
