extension RawLayout {
  /// The dimensions that a text such as `4096x14336` or `8x3x3` names; nil where it names none.
  ///
  /// - Parameter text: Whole numbers with `x` or a comma between them.
  /// - Returns: The dimensions, row-major.
  public static func shape(_ text: String) -> [Int]? {
    let parts = text.split(omittingEmptySubsequences: false) { "xX,×".contains($0) }
    let dimensions = parts.map { part in
      part.allSatisfy { ("0"..."9").contains($0) } ? Int(part) : nil
    }
    return dimensions.contains(nil) ? nil : dimensions.compactMap { $0 }
  }
}
