public import QuantCore
public import TensorFiles

/// How a quantized checkpoint compares with its original, weight by weight.
public struct CheckReport: Sendable {
  /// One tensor that both have.
  public struct Tensor: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// How it is stored in the quantized checkpoint: a format's identifier or a type.
    public let storedAs: String
    /// Its type in the original.
    public let originalType: String
    /// Its shape in the original.
    public let shape: [Int]
    /// The bytes that it takes in the quantized checkpoint.
    public let byteCount: Int
    /// What the comparison found.
    public let outcome: Outcome
    /// What the quantized checkpoint calls it, where that is something else.
    public var storedName: String?
    /// How the original's values lie.
    public var arrangement = OriginalArrangement.same
    /// What its file stores; nil for a tensor that is stored plainly.
    public var stored: ScaleSurvey?

    /// Whether the original's matrices lie the other way round, as transformers keeps gpt-oss's experts.
    public var isTransposed: Bool { arrangement == .transposed }

    /// What was measured; nil where nothing was.
    public var errors: ErrorStatistics? {
      if case .measured(let errors, _) = outcome { errors } else { nil }
    }
  }

  /// What comparing one tensor found.
  public enum Outcome: Sendable, Hashable {
    /// Type, rows, columns and every byte are the same.
    case identical
    /// What became of the values; those that are NaN or infinite in the original are left out, and counted.
    case measured(ErrorStatistics, nonfinite: Int)
    /// They can't be compared, and why.
    case unlike(String)
  }

  /// The quantized checkpoint.
  public let quantized: SourceDescription
  /// The original.
  public let original: SourceDescription
  /// The tensors that both have, in the order of the quantized checkpoint.
  public let tensors: [Tensor]
  /// Names that only the original has.
  public let missing: [String]
  /// Names that only the quantized checkpoint has.
  public let extra: [String]
  /// Which names were taken for one another; nil where none were.
  public var renaming: String?
  /// Says that each checkpoint looks as if it stood in the other's place; nil where it doesn't.
  public var swap: String?

  /// Says that norms are others than the original's by more than rounding to 16 bits usually makes of them; nil where
  /// they are not, or where nothing is quantized.
  ///
  /// AWQ and SmoothQuant divide a weight's columns and have the norm before it, or the layer before it, multiply by as
  /// much: the weight is compared with one that it no longer stands for.
  public var movedScales: String? {
    guard tensors.contains(where: { $0.stored != nil }) else { return nil }
    let moved = tensors.filter { tensor in
      ModelPlace(name: tensor.name, dimensions: tensor.shape.count).role == .norm
        && !tensor.name.hasSuffix(".bias") && !Self.byteTypes.contains(tensor.storedAs)
        && (tensor.relativeError ?? 0) > Self.typeError
    }
    guard let first = moved.first else { return nil }
    let more = moved.count > 1 ? " and \(moved.count - 1) more" : ""
    return
      "\(PrintableName.escaped(first.name))\(more) differ\(moved.count > 1 ? "" : "s") by more than rounding "
      + "(relative error over 2^-6): where scales were moved between norms and weights (AWQ, SmoothQuant), the errors "
      + "of weights beside them hold those scales, too"
  }

  /// More than rounding to a float type of 16 bits makes of a norm, unless it is subnormal there.
  private static let typeError = 0x1p-6
  /// Types that round by more.
  private static let byteTypes: Set<String> = [StoredType.f8e4m3.name, StoredType.f8e5m2.name]

  /// What the tensors that differ come to.
  public var total: CheckTotal { CheckTotal(tensors) }

  /// The errors of all tensors that were measured, their energies added up: what has the largest numbers decides.
  public var pooled: ErrorStatistics {
    tensors.reduce(into: ErrorStatistics()) { all, tensor in
      if let errors = tensor.errors { all.merge(errors) }
    }
  }

  /// Whether the quantized checkpoint has every tensor of the original, in its shape and as numbers to be compared.
  public var isWhole: Bool {
    missing.isEmpty
      && tensors.allSatisfy { if case .unlike = $0.outcome { false } else { true } }
  }
}
