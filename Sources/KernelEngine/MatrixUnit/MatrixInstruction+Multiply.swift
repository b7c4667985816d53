internal import QuantCore

extension MatrixInstruction {
  /// Multiplies whole operands, computed exactly and rounded once to F32, to nearest, ties to even.
  ///
  /// Products, scales and addends are multiples of powers of two, so their sum is exact here. The ISA promises less:
  /// products as exact as the types ask for, sums with at least single precision, and it leaves the order of the
  /// sums, their rounding and the handling of subnormal inputs unspecified (PTX ISA, "mma", Precision and rounding).
  /// A device may therefore differ in the last bits where intermediate sums cancel.
  ///
  /// NaN, in an element, a scale or an addend, makes its sum NaN, as infinities of both signs do and an infinity
  /// times 0; another infinity makes the sum infinite. A sum of zero is +0. The ISA does not speak of these.
  ///
  /// - Parameters:
  ///   - a: Rows of A, `[M, K]`, its scales `[M, K / blockLength]`.
  ///   - b: Columns of B, `[N, K]`, which is B as a weight is stored; its scales `[N, K / blockLength]`.
  ///   - c: The addends, `[M, N]`.
  /// - Returns: D, `[M, N]`; nil where types, blocks or sizes are not the instruction's.
  public func multiply(_ a: ScaledOperand, _ b: ScaledOperand, adding c: [Float]) -> [Float]? {
    guard a.type == self.a, b.type == self.b, a.depth == b.depth,
      a.blockLength == blockLength, b.blockLength == blockLength, c.count == a.lines * b.lines
    else { return nil }
    return (0..<a.lines * b.lines).map { index in
      let (row, column) = (index / b.lines, index % b.lines)
      var sum = ExactSum()
      sum.add(c[index])
      for k in 0..<a.depth {
        let block = k / blockLength
        sum.add(
          a.element(row, k), b.element(column, k), scale(a.scales[row * a.blocks + block]),
          scale(b.scales[column * b.blocks + block]))
      }
      return sum.rounded
    }
  }
}
