/// Builds the inside of an SVG picture piece by piece.
///
/// Colours are classes, never values, so that the page's style decides how they look in light, in dark and on paper.
/// Numbers have two decimals at most, so that the same picture has the same bytes everywhere.
struct SVGWriter {
  /// On which side of its place a text stands.
  enum Anchor: String {
    case start, middle, end
  }

  /// The elements so far.
  private(set) var text = ""

  /// A number with two decimals at most, without trailing zeros; NaN and infinities are 0.
  static func number(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e9 else { return "0" }
    let hundredths = Int((value * 100).rounded())
    let sign = hundredths < 0 ? "-" : ""
    let (whole, rest) = Int(hundredths.magnitude).quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return sign + "\(whole)" }
    let digits = rest % 10 == 0 ? "\(rest / 10)" : (rest < 10 ? "0\(rest)" : "\(rest)")
    return sign + "\(whole).\(digits)"
  }

  /// A path of a class; one without a step draws nothing.
  mutating func path(_ path: SVGPath, class name: String) {
    guard !path.isEmpty else { return }
    text += "<path class=\"\(name)\" d=\"\(path.text)\"/>\n"
  }

  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, class name: String
  ) {
    text +=
      "<rect class=\"\(name)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" "
      + "width=\"\(Self.number(max(0, width)))\" height=\"\(Self.number(max(0, height)))\"/>\n"
  }

  mutating func circle(x: Double, y: Double, radius: Double, class name: String) {
    text +=
      "<circle class=\"\(name)\" cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" "
      + "r=\"\(Self.number(radius))\"/>\n"
  }

  /// Writes text whose baseline begins, is centred, or ends at a place; `10^6` gets a raised 6.
  mutating func label(
    _ label: String, x: Double, y: Double, anchor: Anchor = .start, class name: String = "t"
  ) {
    guard !label.isEmpty else { return }
    let anchor = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    text +=
      "<text class=\"\(name)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\"\(anchor)>"
      + Self.raised(label) + "</text>\n"
  }

  /// Writes characters on one baseline, each centred at a place of its own.
  mutating func characters(_ characters: [(Character, x: Double)], y: Double, class name: String) {
    guard !characters.isEmpty else { return }
    let places = characters.map { Self.number($0.x) }.joined(separator: " ")
    let string = String(characters.map(\.0))
    text +=
      "<text class=\"\(name)\" text-anchor=\"middle\" y=\"\(Self.number(y))\" x=\"\(places)\">"
      + HTMLText.escaped(string) + "</text>\n"
  }

  private static func raised(_ label: String) -> String {
    let parts = label.split(separator: "^", maxSplits: 1)
    guard parts.count == 2, let base = parts.first, let power = parts.last,
      base == "10" || base == "2", Int(power) != nil
    else { return HTMLText.escaped(label) }
    return "\(base)<tspan dy=\"-4\" class=\"p\">\(power)</tspan>"
  }
}

/// The steps of a line or an area, in the coordinates of its picture.
struct SVGPath {
  private(set) var text = ""

  var isEmpty: Bool { text.isEmpty }

  mutating func move(_ x: Double, _ y: Double) {
    text += "M\(SVGWriter.number(x)) \(SVGWriter.number(y))"
  }

  mutating func line(_ x: Double, _ y: Double) {
    text += "L\(SVGWriter.number(x)) \(SVGWriter.number(y))"
  }

  mutating func horizontal(_ x: Double) { text += "H\(SVGWriter.number(x))" }

  mutating func vertical(_ y: Double) { text += "V\(SVGWriter.number(y))" }

  mutating func close() { text += "Z" }

  mutating func rectangle(x: Double, y: Double, width: Double, height: Double) {
    move(x, y)
    text += "h\(SVGWriter.number(width))v\(SVGWriter.number(height))"
    text += "h\(SVGWriter.number(-width))z"
  }
}
