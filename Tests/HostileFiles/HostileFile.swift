/// A file that is made to break its reader: by what it claims, or by how much of something it holds.
public struct HostileFile: Sendable, CustomStringConvertible {
  /// What is wrong with it.
  public let description: String
  /// How its name ends.
  public let suffix: String
  /// What the error has to say; nil where nothing is wrong and it must open all the same.
  public let complaint: String?
  /// What it holds; some of it is large, and made only where it is written.
  public let content: @Sendable () -> [UInt8]

  init(
    _ description: String, _ suffix: String, refused complaint: String?,
    content: @escaping @Sendable () -> [UInt8]
  ) {
    self.description = description
    self.suffix = suffix
    self.complaint = complaint
    self.content = content
  }

  /// Every one.
  public static let all: [HostileFile] = safetensors + gguf + arrays + archives + pickles + texts

  /// The text many times.
  static func many(_ text: String, _ count: Int) -> [UInt8] {
    repeated(Array(text.utf8), count)
  }

  /// The bytes many times.
  static func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
    guard count > 0 else { return [] }
    var all = bytes
    all.reserveCapacity(2 * bytes.count * count)
    // Each time as much again, which is as fast as memory.
    while all.count < bytes.count * count { all += all }
    all.removeLast(all.count - bytes.count * count)
    return all
  }

  /// A text made anew for each number, with commas between them.
  static func each(_ count: Int, _ text: (Int) -> String) -> [UInt8] {
    var bytes: [UInt8] = []
    for index in 0..<count {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += text(index).utf8
    }
    return bytes
  }
}
