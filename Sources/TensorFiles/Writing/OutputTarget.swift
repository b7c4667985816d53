#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Where output is to go, symbolic links followed.
struct OutputTarget {
  enum Kind {
    case none, file, directory, stream
  }

  /// The path as the user gave it, for messages.
  let name: String
  /// What it leads to.
  let path: String
  /// What is there.
  let kind: Kind
  /// The permissions of the file that is there; 0 for anything else.
  let permissions: mode_t

  /// The directory that it lies in.
  var directory: String { TensorFiles.directory(of: path) }

  /// Follows a path to what it names.
  init(_ path: String) throws(FileWriteError) {
    guard !path.isEmpty else { throw FileWriteError(.failed, path: "-o", "the name is empty") }
    var place = path
    // As many links as Linux itself follows.
    for _ in 0..<40 {
      var status = stat()
      guard unsafe lstat(place, &status) == 0 else {
        guard errno == ENOENT, place.last != "/" else {
          throw FileWriteError(path: path, because: errno)
        }
        self.init(name: path, path: place, kind: .none)
        return
      }
      switch status.st_mode & S_IFMT {
      case S_IFLNK: place = try Self.destination(of: place, name: path)
      case S_IFDIR:
        self.init(name: path, path: place, kind: .directory)
        return
      case S_IFREG:
        self.init(
          name: path, path: place, kind: .file, permissions: status.st_mode & 0o7777)
        return
      default:
        self.init(name: path, path: place, kind: .stream)
        return
      }
    }
    throw FileWriteError(path: path, because: ELOOP)
  }

  private init(name: String, path: String, kind: Kind, permissions: mode_t = 0) {
    self.name = name
    self.path = path
    self.kind = kind
    self.permissions = permissions
  }

  private static func destination(
    of link: String, name: String
  ) throws(FileWriteError) -> String {
    var characters = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink(link, &characters, characters.count)
    guard count >= 0 else { throw FileWriteError(path: name, because: errno) }
    let text = String(
      decoding: characters.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard !text.hasPrefix("/"), let slash = link.lastIndex(of: "/") else { return text }
    return link[...slash] + text
  }

  /// Renaming would get round a file's own permissions.
  func checkPermission() throws(FileWriteError) {
    if kind == .file, unsafe access(path, W_OK) != 0 {
      throw FileWriteError(path: name, because: errno)
    }
  }

  /// Whether something new can be put beside what is there.
  func checkDirectory() throws(FileWriteError) {
    if unsafe access(directory, W_OK | X_OK) != 0 {
      throw FileWriteError(path: name, because: errno)
    }
  }

  /// Whether two paths lead to the same file or directory.
  static func isSame(_ left: String, _ right: String) -> Bool {
    var first = stat()
    var second = stat()
    return unsafe stat(left, &first) == 0 && stat(right, &second) == 0
      && first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// Makes sure that none of the inputs is overwritten.
  func check(against inputs: [String]) throws(FileWriteError) {
    if let input = inputs.first(where: { Self.isSame($0, path) }) {
      throw FileWriteError(
        .failed, path: name,
        "this is what is read (\(PrintableName.escaped(input))); -o names another place")
    }
  }
}

/// A path for something that is to become another beside it; the number makes it new.
func draftPath(in directory: String) -> String {
  let number = String(UInt64.random(in: 0...UInt64.max), radix: 36)
  return (directory == "/" ? "" : directory) + "/.quantview-\(number).part"
}
