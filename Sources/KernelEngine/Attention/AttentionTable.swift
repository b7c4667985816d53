internal import CKernels

/// Where the attention of a backend is found.
@safe
struct AttentionTable: @unchecked Sendable {
  private let functions: UnsafePointer<ck_attention_table>

  /// The functions for a backend.
  init(_ backend: Backend) {
    let found =
      switch backend {
      case .baseline: unsafe UnsafePointer?(ck_attention_baseline())
      case .avx2: unsafe ck_attention_avx2()
      case .avx512: unsafe ck_attention_avx512()
      case .neon: unsafe ck_attention_neon()
      }
    unsafe functions = found ?? ck_attention_baseline()
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
