/// What stands below a page that may go on: which of its lines are on show, and the keys that act.
enum ScrollHint {
  /// The longest form that fits; what is on show comes before the keys.
  ///
  /// - Parameters:
  ///   - shown: How many lines lie above the end of what is on show.
  ///   - count: How many lines there are.
  ///   - fits: Whether all of them are on show.
  ///   - width: How many columns there are.
  /// - Returns: The line; empty where not even the place fits.
  static func text(_ shown: Int, of count: Int, fits: Bool, width: Int) -> String {
    let place = "\(shown)/\(count)"
    let texts =
      fits
      ? ["any other key closes", "else closes"]
      : [
        "\(place) j k scroll, Space pages; any other key closes",
        "\(place) j k scroll, Space pages", "\(place) j k Space", place,
      ]
    return texts.first { $0.count <= width } ?? ""
  }
}
