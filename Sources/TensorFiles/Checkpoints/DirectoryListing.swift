#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The names of the regular files in a directory, links followed, sorted by their bytes.
///
/// Names that are not UTF-8 are left out.
///
/// - Parameter path: The directory.
/// - Returns: The names.
/// - Throws: A `TensorFileError` where the directory can't be read.
func fileNames(inDirectory path: String) throws(TensorFileError) -> [String] {
  try names(inDirectory: path, kind: S_IFREG)
}

/// The names of the folders in a directory, links followed and hidden ones left out, sorted by their bytes.
///
/// - Parameter path: The directory.
/// - Returns: The names.
/// - Throws: A `TensorFileError` where the directory can't be read.
func folderNames(inDirectory path: String) throws(TensorFileError) -> [String] {
  try names(inDirectory: path, kind: S_IFDIR).filter { !$0.hasPrefix(".") }
}

private func names(
  inDirectory path: String, kind: mode_t
) throws(TensorFileError) -> [String] {
  guard let stream = unsafe opendir(path) else {
    throw TensorFileError(
      .unreadable, path: path,
      errno == EACCES ? "permission denied" : "this directory can't be read (error \(errno))")
  }
  defer { _ = unsafe closedir(stream) }
  var names: [String] = []
  while let entry = unsafe readdir(stream) {
    let characters = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      unsafe Array(bytes.prefix { $0 != 0 })
    }
    guard let name = String(validating: characters, as: UTF8.self) else { continue }
    var status = stat()
    guard unsafe stat(path + "/" + name, &status) == 0, status.st_mode & S_IFMT == kind else {
      continue
    }
    names.append(name)
  }
  return names.sorted { ByteName($0).precedes(ByteName($1)) }
}
