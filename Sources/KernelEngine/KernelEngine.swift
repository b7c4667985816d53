internal import CKernels

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// Encodes and measures bands of rows as the definitions in QuantCore do, bit for bit, with vector code.
///
/// Codecs that describe their arithmetic are encoded by kernels, all others by their definition; what came of it is
/// measured by kernels either way. One engine serves any number of threads.
public struct KernelEngine: Sendable {
  /// What runs.
  public var backend: Backend { kernels.backend }

  let kernels: Kernels
  private let pool = WorkspacePool()

  /// Creates an engine; nil where this processor does not run the backend.
  public init?(_ backend: Backend) {
    guard let kernels = Kernels(backend) else { return nil }
    self.kernels = kernels
  }

  private init(_ kernels: Kernels) { self.kernels = kernels }

  /// The engine of this process: the backend that `QUANTVIEW_BACKEND` names, otherwise the fastest.
  ///
  /// Where it names none that there is, which a program says on starting (`Backend.chosen`), the fastest.
  public static let shared: KernelEngine = {
    let name = unsafe getenv(Backend.variable).map { unsafe String(cString: $0) }
    let asked = name.flatMap { Backend(rawValue: $0) }.flatMap { Kernels($0) }
    return KernelEngine(asked ?? Kernels.fastest)
  }()

  /// Lends memory for one band's work.
  func with<Result>(_ body: (Workspace) -> Result) -> Result { pool.with(body) }
}
