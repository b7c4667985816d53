/// Hadamard matrices of orders that are no powers of two, by Paley's two constructions over a prime field.
///
/// ```
/// I   order q + 1, q = 3 mod 4:     I + [0 1; -1 Q],  Q[i][j] = χ(j - i)
/// II  order 2(q + 1), q = 1 mod 4:  [0 1; 1 Q] with 0 -> [1 -1; -1 -1], ±1 -> ±[1 1; 1 -1]
/// ```
///
/// χ is 1 for squares modulo q, -1 for the others, 0 for 0.
struct PaleyMatrix: Sendable {
  let order: Int
  /// ±1, row by row.
  let entries: [Float]

  /// The matrix of the given order; nil where neither construction has one.
  init?(order: Int) {
    self.order = order
    if order % 4 == 0, order > 3, Self.isPrime(order - 1) {
      let q = order - 1
      let residues = Self.characters(q)
      entries = (0..<order * order).map { index in
        let (row, column) = (index / order, index % order)
        if row == column || row == 0 { return 1 }
        return column == 0 ? -1 : residues[(column - row + q) % q]
      }
    } else if order % 4 == 0, order > 11, Self.isPrime(order / 2 - 1), order / 2 % 4 == 2 {
      let q = order / 2 - 1
      let residues = Self.characters(q)
      entries = (0..<order * order).map { index in
        let (row, column) = (index / order, index % order)
        let (i, j) = (row / 2, column / 2)
        let isLast = row % 2 == 1 && column % 2 == 1
        if i == j { return row % 2 == 0 && column % 2 == 0 ? 1 : -1 }
        let core = i == 0 || j == 0 ? 1 : residues[(j - i + q) % q]
        return isLast ? -core : core
      }
    } else {
      return nil
    }
  }

  /// χ of 0…q-1.
  private static func characters(_ q: Int) -> [Float] {
    var found = [Float](repeating: -1, count: q)
    found[0] = 0
    for root in 1..<q { found[root * root % q] = 1 }
    return found
  }

  private static func isPrime(_ number: Int) -> Bool {
    guard number > 1 else { return false }
    var divisor = 2
    while divisor * divisor <= number {
      if number % divisor == 0 { return false }
      divisor += 1
    }
    return true
  }
}
