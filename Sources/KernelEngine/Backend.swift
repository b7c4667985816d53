internal import CKernels

/// A kind of processor that the kernels were compiled for.
public enum Backend: String, Sendable, Hashable, CaseIterable {
  /// What every processor of the architecture has.
  case baseline
  /// AVX2 with FMA and F16C.
  case avx2
  /// AVX-512 with F, BW, DQ and VL.
  case avx512
  /// The vector unit of 64-bit ARM.
  case neon

  /// The environment variable that forces a backend.
  public static let variable = "QUANTVIEW_BACKEND"

  /// The backends that this processor runs, the fastest last.
  public static var supported: [Backend] {
    allCases.filter { Kernels($0) != nil }
  }

  /// The fastest backend that this processor runs.
  public static var fastest: Backend { supported.last ?? .baseline }

  /// The backend that an environment asks for, or the fastest.
  ///
  /// - Parameter environment: The variables, of which `QUANTVIEW_BACKEND` counts.
  /// - Returns: What to create an engine with.
  /// - Throws: A `BackendError` where it names none, or one that this processor does not run.
  public static func chosen(by environment: [String: String]) throws(BackendError) -> Backend {
    guard let name = environment[variable], !name.isEmpty else { return fastest }
    guard let backend = Backend(rawValue: name), supported.contains(backend) else {
      throw BackendError(name: name)
    }
    return backend
  }
}

/// `QUANTVIEW_BACKEND` asks for what there is not.
public struct BackendError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The backend asked for.
  public let name: String

  /// One line: what was asked for, why it can't be had, and what can.
  public var description: String {
    let reason =
      Backend(rawValue: name) == nil
      ? "is no backend" : "is a backend that this processor does not run"
    let names = Backend.supported.map(\.rawValue).joined(separator: ", ")
    return "\(Backend.variable)=\(name) \(reason); here there are: \(names)"
  }
}
