internal import QuantCore

/// The stored tensors that GPTQ and AWQ name alike, told apart by their shapes.
struct QuantizedWords {
  /// Which of them it is.
  enum Kind {
    /// `qweight [K·b/32, N]`, `scales [groups, N]`.
    case gptq
    /// `qweight [K, N/8]`, `scales [groups, N]`.
    case awqGEMM
    /// `qweight [N, K/8]`, `scales [N, groups padded]`.
    case awqGEMV
  }

  /// What all names begin with.
  let base: String
  let kind: Kind
  let codes: TensorDescriptor
  let scales: TensorDescriptor
  let zeros: TensorDescriptor

  /// Finds the parts that belong to some codes; nil where the tensor holds none.
  ///
  /// - Throws: `Misfit` where a part is missing or has a shape that is neither's.
  init?(of codes: TensorDescriptor, among stored: StoredParts) throws(Misfit) {
    guard let base = PartName.weight(of: codes.name, without: PartName.quantized) else {
      return nil
    }
    self.base = base
    self.codes = codes
    scales = try stored.needed(base + PartName.quantizedScales)
    zeros = try stored.needed(base + PartName.quantizedZeros)
    guard codes.shape.count == 2, codes.elementCount > 0 else {
      throw Misfit("its codes are \(codes.kind), expected a matrix of words")
    }
    guard scales.type.isScale, scales.shape.count == 2, scales.elementCount > 0 else {
      throw Misfit("its scales are \(scales.kind), expected F16, BF16 or F32 of groups and rows")
    }
    guard zeros.type == .i32, zeros.shape.count == 2, zeros.elementCount > 0 else {
      throw Misfit("its zero points are \(zeros.kind), expected I32 of groups and rows")
    }
    // GPTQ has as many groups as rows of words only where eight columns share a scale, which nobody writes.
    if scales.rows == codes.rows, zeros.rows == codes.rows, scales.columns == zeros.columns * 8,
      stored[base + PartName.quantizedGroups] == nil
    {
      kind = .awqGEMV
    } else if scales.columns == codes.columns {
      kind = .gptq
    } else if scales.columns == codes.columns * 8 {
      kind = .awqGEMM
    } else if scales.rows == codes.rows {
      kind = .awqGEMV
    } else {
      throw Misfit(
        "its scales are \(scales.kind), expected \(codes.columns) columns (GPTQ), "
          + "\(codes.columns * 8) (AWQ) or \(codes.rows) rows (AWQ's GEMV)")
    }
  }

  /// The parts that all of them have, the codes first.
  var parts: [EncodedMatrix.Part] {
    [
      EncodedMatrix.Part(.codes, codes.name), EncodedMatrix.Part(.scales, scales.name),
      EncodedMatrix.Part(.zeroPoints, zeros.name),
    ]
  }
}
