#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// What lies in a directory.
public enum FolderContent {
  /// Whether a path leads to a directory, symbolic links followed.
  public static func isFolder(_ path: String) -> Bool { kind(of: path) == S_IFDIR }

  /// The regular files in a directory and below it, as paths relative to it, in the order of their bytes.
  ///
  /// Links are followed, as checkpoints in a cache are made of them. Names that begin with a dot are passed over,
  /// and so is whatever lies more than eight levels down.
  ///
  /// - Parameter path: The directory.
  /// - Returns: The files' relative paths.
  public static func files(in path: String) -> [String] {
    var found: [String] = []
    collect(path, prefix: "", depth: 8, into: &found)
    return found.sorted { ByteName($0).precedes(ByteName($1)) }
  }

  private static func collect(
    _ path: String, prefix: String, depth: Int, into found: inout [String]
  ) {
    for name in names(in: path) where !name.hasPrefix(".") {
      switch kind(of: path + "/" + name) {
      case S_IFREG: found.append(prefix + name)
      case S_IFDIR where depth > 0:
        collect(path + "/" + name, prefix: prefix + name + "/", depth: depth - 1, into: &found)
      default: break
      }
    }
  }

  /// Whether nothing lies in a directory.
  static func isEmpty(_ path: String) -> Bool { names(in: path).isEmpty }

  /// Makes a directory for a file and those above it, up to one that is there.
  public static func makeParents(of path: String) {
    let parent = directory(of: path)
    guard kind(of: parent) == nil else { return }
    makeParents(of: parent)
    _ = unsafe mkdir(parent, 0o777)
  }

  /// Removes a directory of ours with everything in it.
  static func remove(_ path: String) {
    for name in names(in: path) {
      let place = path + "/" + name
      var status = stat()
      if unsafe lstat(place, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        remove(place)
      } else {
        _ = unsafe unlink(place)
      }
    }
    _ = unsafe rmdir(path)
  }

  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  private static func names(in path: String) -> [String] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}
