#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

extension TensorFile {
  /// The path of a file without links and relative parts.
  ///
  /// - Parameter path: The path as the user gave it.
  /// - Returns: The same for every way to name the file; as given where the system does not answer.
  public static func resolvedPath(_ path: String) -> String {
    guard let resolved = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}
