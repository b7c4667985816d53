internal import CKernels

/// Where the products of a backend are found.
@safe
struct LinearTable: @unchecked Sendable {
  private let functions: UnsafePointer<ck_linear_table>
  /// Whether they use dot instructions.
  let isDot: Bool

  /// The products for a backend: those by dot instructions where the processor has them beside AVX-512.
  init(_ backend: Backend) {
    if backend == .avx512, let dot = unsafe ck_linear_dot() {
      unsafe functions = dot
      isDot = true
      return
    }
    let found =
      switch backend {
      case .baseline: unsafe UnsafePointer?(ck_linear_baseline())
      case .avx2: unsafe ck_linear_avx2()
      case .avx512: unsafe ck_linear_avx512()
      case .neon: unsafe ck_linear_neon()
      }
    unsafe functions = found ?? ck_linear_baseline()
    isDot = false
  }

  /// The functions.
  var pointee: ck_linear_table { unsafe functions.pointee }
}
