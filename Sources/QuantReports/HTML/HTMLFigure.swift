/// A picture with its caption.
struct HTMLFigure {
  let title: String
  let caption: String
  let description: String
  let height: Double
  let body: String

  func html(id: String) -> String {
    let picture = SVGPicture(height: height, title: title, description: description, body: body)
    return "<figure>\n<figcaption><b>\(HTMLText.escaped(title))</b> \(HTMLText.prose(caption))"
      + "</figcaption>\n" + picture.element(id: id) + "</figure>\n"
  }
}
