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
