internal import QuantCore
internal import TensorFiles

/// One stored tensor that a layout makes of a weight.
struct ExportPart: Sendable {
  /// What its bytes are.
  enum Content: Sendable, Hashable {
    /// Made of encoded bands.
    case bands(BandContent)
    /// The zero points of all groups, packed along the rows.
    case zeroPoints(CodePacking)
    /// Known as soon as the codec is.
    case constant(Constant)
  }

  /// A number, or a few, for the tensor.
  enum Constant: Sendable, Hashable {
    /// What block scales are multiplied by, F32.
    case tensorScale
    /// What block scales are divided by, F32: compressed-tensors' convention.
    case tensorDivisor
    /// The matrix's shape, two I64.
    case shape
  }

  /// What the header says.
  let planned: PlannedTensor
  /// What its bytes are.
  let content: Content

  init(_ name: String, _ type: StoredType, _ shape: [Int], _ content: Content) {
    planned = PlannedTensor(name: name, type: type, shape: shape)
    self.content = content
  }

  init(_ planned: PlannedTensor, _ content: Content) {
    self.planned = planned
    self.content = content
  }
}

extension ExportPart.Constant {
  /// The bytes.
  func bytes(for coding: Coding, of tensor: TensorDescriptor) -> [UInt8] {
    switch self {
    case .tensorScale: Self.bytes(of: (coding.codec.tensorScale ?? 1).bitPattern)
    case .tensorDivisor: Self.bytes(of: coding.tensorDivisor.bitPattern)
    case .shape:
      [tensor.rows, tensor.columns].flatMap { Self.bytes(of: UInt64($0)) }
    }
  }

  private static func bytes(of number: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
    stride(from: 0, to: number.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}

extension Coding {
  /// What block scales are divided by where a file wants a divisor: 2688 / amax in F32.
  ///
  /// The quotient is taken the way that the rule took its own, since reciprocals of rounded numbers differ. It is
  /// infinite for an amax below 2^-116, which no such file can hold.
  var tensorDivisor: Float {
    guard let scale = codec.tensorScale, amax > 0 else { return 1 }
    if format.rule == "compressed-tensors" {
      let divisor = 2688 * (1 / amax)
      return divisor.isFinite ? divisor : 1
    }
    return scale == amax / 2688 ? 2688 / amax : 1 / scale
  }
}
