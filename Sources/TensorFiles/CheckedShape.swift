/// A shape whose every product fits an integer, so that nobody who multiplies dimensions later can overflow.
struct CheckedShape {
  /// More dimensions than any tensor has; NumPy stops at 64.
  static let maximumRank = 64

  /// The dimensions.
  let dimensions: [Int]
  /// Their product.
  let elementCount: Int

  /// Checks a shape; nil where a product of its dimensions overflows or it has too many of them.
  init?(_ dimensions: [Int]) {
    guard dimensions.count <= Self.maximumRank else { return nil }
    // Zeros aside: a leading part of [2⁴⁰, 2⁴⁰, 0] overflows although the whole is empty.
    var product = 1
    for dimension in dimensions where dimension != 0 {
      guard dimension > 0 else { return nil }
      let (next, overflowed) = product.multipliedReportingOverflow(by: dimension)
      guard !overflowed else { return nil }
      product = next
    }
    self.dimensions = dimensions
    elementCount = dimensions.contains(0) ? 0 : product
  }

  /// The bytes that the elements take at `bits` each; nil where that overflows or is no whole number.
  func byteCount(bits: Int) -> Int? {
    let (total, overflowed) = elementCount.multipliedReportingOverflow(by: bits)
    guard !overflowed else {
      // Bits may overflow where bytes do not.
      guard bits % 8 == 0 else { return nil }
      let (bytes, tooMany) = elementCount.multipliedReportingOverflow(by: bits / 8)
      return tooMany ? nil : bytes
    }
    return total % 8 == 0 ? total / 8 : nil
  }
}

/// A shape as messages show it, such as `[24, 40]`.
func shapeText(_ shape: [Int]) -> String {
  "[" + shape.map { String($0) }.joined(separator: ", ") + "]"
}
