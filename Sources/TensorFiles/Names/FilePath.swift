/// The last part of a path without its suffix: the name of a file's only tensor.
func fileStem(of path: String) -> String {
  let file = path.split(separator: "/").last ?? ""
  guard let dot = file.lastIndex(of: "."), dot > file.startIndex else { return String(file) }
  return String(file[..<dot])
}

/// Whether the path ends in one of the suffixes, in either case.
func isPath(_ path: String, endingInOneOf suffixes: [String]) -> Bool {
  suffixes.contains { path.lowercased().hasSuffix($0) }
}
