/// A picture with its size and with words for who can't see it.
struct SVGPicture {
  /// The width of its coordinates; on a page it is as wide as its column.
  static let width = 440.0

  /// The height of its coordinates.
  let height: Double
  /// What it shows, in a few words.
  let title: String
  /// What is to be seen, in a sentence or two.
  let description: String
  /// The elements.
  let body: String

  /// The element, to stand within HTML.
  ///
  /// - Parameter id: What no other element of the page is called.
  /// - Returns: The element with its line end.
  func element(id: String) -> String {
    let size = "0 0 \(SVGWriter.number(Self.width)) \(SVGWriter.number(height))"
    return
      "<svg viewBox=\"\(size)\" role=\"img\" aria-labelledby=\"\(id)-t \(id)-d\">\n"
      + "<title id=\"\(id)-t\">\(HTMLText.escaped(title))</title>\n"
      + "<desc id=\"\(id)-d\">\(HTMLText.escaped(description))</desc>\n" + body + "</svg>\n"
  }
}
