/// What no file needs, and a hostile one claims, so that whatever is opened is listed within a second and 200 MB.
enum TensorLimits {
  /// The most tensors of one file; checkpoints that have more of them have many files.
  static let perFile = 1 << 17
  /// The longest name, in bytes: everything that shows or sorts names would take its time over longer ones.
  static let nameBytes = 4096
  /// The most bytes that all names of a file take together: 256 for each of the most tensors.
  static let allNameBytes = 1 << 25

  /// What is wrong with a file of more tensors.
  static let tooMany = "more than \(perFile) tensors in one file, which nobody can look through"

  /// What is wrong with a file whose names take more.
  static let tooLongTogether =
    "the names take more than \(allNameBytes) bytes together, which nobody can look through"

  /// What is wrong with a longer name.
  static func tooLong(_ name: String) -> String {
    "the name \(PrintableName.quoted(name)) has \(name.utf8.count) bytes, at most \(nameBytes) are expected"
  }
}
