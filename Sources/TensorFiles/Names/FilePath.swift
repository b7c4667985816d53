/// The last part of a path without its suffix: the name of a file's only tensor.
func fileStem(of path: String) -> String {
  if path == StandardInput.path { return "stdin" }
  let file = path.split(separator: "/").last ?? ""
  guard let dot = file.lastIndex(of: "."), dot > file.startIndex else { return String(file) }
  return String(file[..<dot])
}

/// The directory that a path's last part lies in.
func directory(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// Whether the path ends in one of the suffixes, in either case.
func isPath(_ path: String, endingInOneOf suffixes: [String]) -> Bool {
  suffixes.contains { path.lowercased().hasSuffix($0) }
}
