public import QuantCore
public import TensorFiles

/// What to write of one quantized tensor.
public struct DumpRequest: Sendable {
  /// Which of its numbers.
  public enum Content: String, Sendable, Hashable, CaseIterable {
    /// The stored scale of each block.
    case scales
    /// The code of each element.
    case codes
    /// What is subtracted from the codes of each block before its scale multiplies them.
    case zeros
    /// What quantization did to each block.
    case errors
    /// The scales in tiles of 128 rows and 4 blocks, as tensor cores take them.
    case tiledScales = "scales-128x4"
  }

  /// As what kind of file.
  public enum Form: String, Sendable, Hashable, CaseIterable {
    /// NumPy's array file.
    case npy
    /// Text, one line a row or a block.
    case csv
  }

  /// The tensor, one of the source's and analysable.
  public let tensor: TensorDescriptor
  /// The format.
  public let format: any QuantizationFormat
  /// Which numbers.
  public let content: Content
  /// As what.
  public let form: Form

  /// Creates a request.
  ///
  /// - Throws: `QuantizeError` where the format has no such numbers.
  public init(
    tensor: TensorDescriptor, format: any QuantizationFormat, content: Content, form: Form
  ) throws(QuantizeError) {
    self.tensor = tensor
    self.format = format
    self.content = content
    self.form = form
    let hasScales = format.scaleType != .none
    if let reason = format.refusal(rows: tensor.rows, columns: tensor.columns) {
      throw QuantizeError("\(format.id) can't hold \(PrintableName.quoted(tensor.name)): \(reason)")
    }
    switch content {
    case .scales where !hasScales, .tiledScales where !hasScales:
      throw QuantizeError(
        "--what \(content.rawValue): \(format.id) has no block scales; try codes or errors")
    case .zeros where zeroField == nil:
      throw QuantizeError(
        "--what zeros: \(format.id) has no zero points, as int4-g128:asym and hqq4-g64 have them; try scales"
      )
    case .tiledScales where !format.scaleType.isCoded || shape.rows != 1:
      throw QuantizeError(
        "--what scales-128x4: tensor cores take scales of one byte for runs of a row, as mxfp4 and nvfp4 have them; "
          + "\(format.id) has \(format.scaleType.rawValue) for \(shape); try scales")
    default: break
    }
  }

  /// The shape of a block.
  var shape: BlockShape { format.blockShape(rows: tensor.rows, columns: tensor.columns) }

  /// How the zero point of a block is stored; nil for formats that have none.
  var zeroField: BlockField? { format.fields.first { $0.name == "zero" } }

  /// Rows of blocks.
  var blockRows: Int { tensor.rows == 0 ? 0 : (tensor.rows - 1) / shape.rows + 1 }

  /// Blocks in a row of them.
  var blockColumns: Int { tensor.columns == 0 ? 0 : (tensor.columns - 1) / shape.columns + 1 }
}
