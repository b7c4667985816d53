internal import CKernels

/// The functions of one backend.
@safe
struct Kernels: @unchecked Sendable {
  /// Which backend.
  let backend: Backend
  private let functions: UnsafePointer<ck_table>

  /// The backend's functions; nil where this processor does not run them.
  init?(_ backend: Backend) {
    let functions =
      switch backend {
      case .baseline: unsafe ck_baseline()
      case .avx2: unsafe ck_avx2()
      case .avx512: unsafe ck_avx512()
      case .neon: unsafe ck_neon()
      }
    guard let functions = unsafe functions else { return nil }
    self.backend = backend
    unsafe self.functions = functions
  }

  /// The fastest functions that this processor runs; every one runs the baseline.
  static var fastest: Kernels {
    let found = Backend.allCases.reversed().lazy.compactMap { Kernels($0) }.first
    guard let found else { preconditionFailure("every processor runs the baseline") }
    return found
  }

  /// The table itself; it lives as long as the program.
  var table: KernelTable { unsafe KernelTable(functions: functions) }
}

/// Where a backend's functions are found: passed on by its address, since the table itself is long.
@safe
struct KernelTable {
  let functions: UnsafePointer<ck_table>

  /// The functions.
  var pointee: ck_table { unsafe functions.pointee }
}
