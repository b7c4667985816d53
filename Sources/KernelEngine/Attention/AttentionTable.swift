internal import CKernels

/// Where the attention of a backend is found.
@safe
struct AttentionTable: @unchecked Sendable {
  private let functions: UnsafePointer<ck_attention_table>
  /// Whether they use dot instructions.
  let isDot: Bool

  /// The functions for a backend: those by dot instructions where the processor has them beside AVX-512.
  init(_ backend: Backend) {
    if backend == .avx512, let dot = unsafe ck_attention_dot() {
      unsafe functions = dot
      isDot = true
      return
    }
    let found =
      switch backend {
      case .baseline: unsafe UnsafePointer?(ck_attention_baseline())
      case .avx2: unsafe ck_attention_avx2()
      case .avx512: unsafe ck_attention_avx512()
      case .neon: unsafe ck_attention_neon()
      }
    unsafe functions = found ?? ck_attention_baseline()
    isDot = false
  }

  /// The functions.
  var pointee: ck_attention_table { unsafe functions.pointee }
}

extension AttentionRecipe.Element {
  /// As kernels name it.
  var kernelElement: ck_attention_element {
    switch self {
    case .f32: ck_attention_f32
    case .f16: ck_attention_f16
    case .e4m3: ck_attention_e4m3
    case .int8: ck_attention_int8
    }
  }
}

extension AttentionRecipe.Element {
  /// How factors of a product lie for dot instructions, where there are any for them.
  var dotLayout: ck_attention_layout {
    switch self {
    case .f32, .f16: ck_attention_floats
    case .e4m3: ck_attention_pairs
    case .int8: ck_attention_bytes
    }
  }
}

extension ck_attention_layout {
  /// Words of a row or a column that has so many terms.
  func words(_ terms: Int) -> Int {
    switch self {
    case ck_attention_pairs: (terms + 1) / 2
    case ck_attention_bytes: (terms + 3) / 4
    default: terms
    }
  }

  /// The unit that multiplies.
  var unit: KernelEngine.Unit {
    switch self {
    case ck_attention_pairs: .bf16
    case ck_attention_bytes: .int8
    default: .f32
    }
  }
}
