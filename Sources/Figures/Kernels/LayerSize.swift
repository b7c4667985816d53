public import TensorFiles

/// The layer that is measured for a tensor: as large as the tensor, or the usual square where no product takes it.
public struct LayerSize: Sendable, Hashable, CustomStringConvertible {
  /// Rows of the weights.
  public let outputs: Int
  /// Columns of the weights.
  public let inputs: Int
  /// Why it is not the tensor's size, in words; nil where it is.
  public let note: String?

  /// The size that everyone measures.
  public static let usual = LayerSize(outputs: 4096, inputs: 4096, note: nil)
  private static let mostWeights = 1 << 26

  private init(outputs: Int, inputs: Int, note: String?) {
    self.outputs = outputs
    self.inputs = inputs
    self.note = note
  }

  /// The layer for a tensor.
  ///
  /// Columns have to be whole groups of 128; of tensors with more than 2^26 elements the first rows are measured.
  public init(_ tensor: TensorDescriptor) {
    let shape = "\(tensor.rows)x\(tensor.columns)"
    guard tensor.columns > 0, tensor.columns % 128 == 0, tensor.columns <= 1 << 17,
      tensor.rows >= 32
    else {
      let usual = Self.usual
      self.init(
        outputs: usual.outputs, inputs: usual.inputs,
        note: tensor.rows < 32
          ? "\(shape) has fewer than 32 rows" : "\(shape) has no whole groups of 128 in its columns"
      )
      return
    }
    let most = max(32, Self.mostWeights / tensor.columns / 32 * 32)
    self.init(
      outputs: min(tensor.rows, most), inputs: tensor.columns,
      note: tensor.rows > most ? "\(shape) has more than 2^26 weights" : nil)
  }

  /// The size as `4096x4096`.
  public var description: String { "\(outputs)x\(inputs)" }
}
