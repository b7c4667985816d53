/// Options of the program that can't change while it runs: their words say so.
enum StartFlags {
  static let all: [KeyBinding] = [
    flag("threads", "N", "how many threads compute"),
    flag("dtype", "TYPE", "the type of a headerless file"),
    flag("shape", "RxC", "the shape of a headerless file"),
    flag("offset", "BYTES", "where a headerless file's values begin"),
    flag("plain", "", "an overview as text"),
  ]

  private static func flag(_ name: String, _ value: String, _ help: String) -> KeyBinding {
    KeyBinding(
      word: name, .start, help,
      whyNot: { _ in
        "is set at the start: quantview FILE --\(name)\(value.isEmpty ? "" : " ")\(value)"
      })
  }
}
