internal import FileTargets

/// Names that nothing should take at their word: a terminal, a page, a table, a spreadsheet, a folder.
public enum HostileNames {
  /// Every one; no two are the same.
  public static let all: [String] = [
    "plain.weight", "\u{1B}[31mred\u{1B}[2J", "\u{1B}]0;title\u{7}", "two\nlines",
    "\r\nquantview: done",
    "tab\tand\u{B}\u{C}more", "\u{0}nul\u{7F}", "\u{9B}31mC1\u{85}", "\u{202E}desrever\u{202C}",
    "\u{2066}isolate\u{2069}\u{61C}", "\u{2028}line\u{2029}paragraph", "漢字の重み.層.0", "ａｂｃ fullwidth",
    "🏗️👩‍👩‍👧‍👦🇨🇭", "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}", "\u{301}a mark first",
    "e\u{301}", "\u{E9}", "zero\u{200B}width\u{FEFF}\u{200D}", "\u{E0041}tag", "\u{F8FF}private",
    "\u{FFFE}none",
    "\u{3164}filler\u{115F}", "../../../../tmp/escaped", "/etc/passwd", "a/b/c", ".", "..", "", " ",
    "-o",
    "--help", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "&amp;&#0;",
    "`code` *bold* _it_",
    "a | b | c", "[click](javascript:alert(1))", "=HYPERLINK(\"http://x\")", "a,b;\"c\"", "%s%n%@",
    "$(reboot)",
    "\\u{1B}", "\\n", "'single'", "עברית.weight", "ไทย", String(repeating: "長", count: 1300),
    String(repeating: "very.", count: 800), String(repeating: "\u{301}", count: 2000),
  ]

  /// A safetensors file with a tensor of 3 rows and 64 columns under each name.
  public static let file: [UInt8] = {
    let size = 768
    let entries = all.enumerated().map { index, name in
      "\(quoted(name)):{\"dtype\":\"F32\",\"shape\":[3,64],\"data_offsets\":[\(index * size),\((index + 1) * size)]}"
    }
    let header = Array("{\(entries.joined(separator: ","))}".utf8)
    let values = (0..<all.count * size / 4).flatMap { index in
      littleEndian(Int((Float(index % 97 - 48) / 64).bitPattern), bytes: 4)
    }
    return littleEndian(header.count, bytes: 8) + header + values
  }()

  /// The text in JSON, with nothing in it but ASCII.
  private static func quoted(_ text: String) -> String {
    let units = text.utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "\"\(units.joined())\""
  }
}
