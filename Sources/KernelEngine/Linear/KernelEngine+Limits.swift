internal import CKernels

extension KernelEngine {
  /// What a unit of the processor multiplies.
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    /// F32 times F32.
    case f32
    /// BF16 times BF16, added up in F32.
    case bf16
    /// Bytes times bytes, added up in 32 bits.
    case int8

    fileprivate var kernelUnit: ck_unit {
      switch self {
      case .f32: ck_unit_f32
      case .bf16: ck_unit_bf16
      case .int8: ck_unit_int8
      }
    }
  }

  /// Whether linear layers are computed by dot instructions.
  public var usesDotInstructions: Bool { LinearTable(backend).isDot }

  /// Multiplies and adds in registers alone, for measuring what a unit can do.
  ///
  /// - Returns: How many operations that were, two to each multiplication with addition; 0 where there is no such unit.
  package func exhaust(_ unit: Unit, rounds: Int) -> Int {
    Int(LinearTable(backend).pointee.exhaust(unit.kernelUnit, UInt64(rounds)))
  }
}
