/// Names that files may give to tensors, and that no terminal should be shown as they are.
enum OddNames {
  static let all = [
    "plain.weight", "\u{1B}[31mred\u{1B}[2J", "tab\tand\nlines\r", "\u{7}bell\u{0}nul\u{7F}",
    "\u{9B}31mC1", "\u{202E}desrever\u{202C}", "\u{2066}isolate\u{2069}", "漢字の重み.層.0",
    "한국어", "🏗️👩‍👩‍👧‍👦🇨🇭", "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}",
    "\u{301}a mark first", "zero\u{200B}width\u{FEFF}", "\u{E0041}tag", "\u{F8FF}private",
    "\u{1D400}math", "ａｂｃ fullwidth", String(repeating: "長", count: 120),
    String(repeating: "very.", count: 60) + "deep", "a..b...c", ".", "", "\\u{1B}", "%s%n%@",
    "ไทย", "עברית.weight", "नमस्ते",
  ]
}
