/// An orthonormal transform of any number of values, made of Hadamard matrices.
///
/// With n = 2^k · m and m odd:
///
/// ```
/// m = 1                                  Sylvester's matrix of order n
/// Paley has an order h = 2^j · m <= 512  Paley(h) ⊗ Sylvester(n / h), the smallest such h
/// else                                   m blocks of Sylvester(2^k) along the diagonal
/// ```
///
/// times 1/√order. Arithmetic is F32 in one order: Sylvester's stages as in `Hadamard`, then Paley's sums from the
/// first column to the last, then the factor.
package struct OrthonormalTransform: Sendable {
  private let paley: PaleyMatrix?
  /// The order of Sylvester's matrix.
  private let power: Int
  private let count: Int
  private let factor: Float
  private static let largestOrder = 512
  /// Columns that are transformed together.
  private static let width = 64

  /// The transform of so many values.
  package init(count: Int) {
    self.count = count
    let evenPart = 1 << max(0, count).trailingZeroBitCount
    guard count > 0, evenPart < count else {
      paley = nil
      power = max(1, count)
      factor = Hadamard.factor(max(1, count))
      return
    }
    var order = count / evenPart * 4
    var found: PaleyMatrix?
    while found == nil, order <= Self.largestOrder, count % order == 0 {
      found = PaleyMatrix(order: order)
      order *= 2
    }
    paley = found
    power = found.map { count / $0.order } ?? evenPart
    factor = Hadamard.factor(found == nil ? evenPart : count)
  }

  /// Transforms each row.
  package func transformRows(_ values: inout MutableSpan<Float>, rows: Int, isInverse: Bool) {
    var scratch = [Float](repeating: 0, count: paley == nil ? 0 : count)
    for row in 0..<rows {
      let start = row * count
      for first in stride(from: start, to: start + count, by: power) {
        Hadamard.transform(&values, in: first..<first + power)
      }
      mix(
        &values, at: start, stride: power, width: power, isInverse: isInverse, scratch: &scratch)
      for index in start..<start + count { values[index] *= factor }
    }
  }

  /// Transforms each column of a matrix with so many.
  func transformColumns(_ values: inout MutableSpan<Float>, columns: Int, isInverse: Bool) {
    var scratch = [Float](repeating: 0, count: (paley?.order ?? 0) * Self.width)
    for left in stride(from: 0, to: columns, by: Self.width) {
      let width = min(Self.width, columns - left)
      for first in stride(from: 0, to: count, by: power) {
        stages(&values, at: first * columns + left, stride: columns, width: width)
      }
      if paley != nil {
        for offset in 0..<power {
          mix(
            &values, at: offset * columns + left, stride: power * columns, width: width,
            isInverse: isInverse, scratch: &scratch)
        }
      }
      for row in 0..<count {
        let start = row * columns + left
        for index in start..<start + width { values[index] *= factor }
      }
    }
  }

  /// Sylvester's stages between whole pieces of rows.
  private func stages(
    _ values: inout MutableSpan<Float>, at start: Int, stride: Int, width: Int
  ) {
    var distance = 1
    while distance < power {
      for block in Swift.stride(from: 0, to: power, by: 2 * distance) {
        for row in block..<block + distance {
          let first = start + row * stride
          let second = first + distance * stride
          for index in 0..<width {
            let a = values[first + index]
            let b = values[second + index]
            values[first + index] = a + b
            values[second + index] = a - b
          }
        }
      }
      distance *= 2
    }
  }

  /// Paley's matrix, or its transpose, applied to pieces that lie a stride apart.
  private func mix(
    _ values: inout MutableSpan<Float>, at start: Int, stride: Int, width: Int, isInverse: Bool,
    scratch: inout [Float]
  ) {
    guard let paley else { return }
    let order = paley.order
    for row in 0..<order {
      for index in 0..<width { scratch[row * width + index] = 0 }
      for column in 0..<order {
        let entry = paley.entries[isInverse ? column * order + row : row * order + column]
        let from = start + column * stride
        for index in 0..<width {
          scratch[row * width + index] += entry * values[from + index]
        }
      }
    }
    for row in 0..<order {
      for index in 0..<width { values[start + row * stride + index] = scratch[row * width + index] }
    }
  }
}
