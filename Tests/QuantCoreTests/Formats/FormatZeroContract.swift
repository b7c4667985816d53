import QuantCore
import Testing

struct FormatZeroContract {
  @Test(arguments: FormatContract.zeroKeeping)
  func `zeros become zeros`(_ member: FormatContract.Member) {
    for count in [1, 16, 31, 32, 128, 300] {
      let encoding = Encoding(Array(repeating: 0, count: count), as: member.format)
      #expect(encoding.values.allSatisfy { $0 == 0 })
      #expect(encoding.saturated.allSatisfy { $0 == 0 })
    }
  }

  @Test(arguments: FormatContract.zeroKeeping)
  func `zeros stay zeros among other values`(_ member: FormatContract.Member) {
    var values = FormatContract.weights
    for index in stride(from: 0, to: values.count, by: 3) { values[index] = 0 }
    let encoding = Encoding(values, columns: FormatContract.columns, as: member.format)
    let decoded = stride(from: 0, to: values.count, by: 3).map { encoding.values[$0] }
    #expect(decoded.allSatisfy { $0 == 0 })
  }

  @Test(arguments: FormatContract.blockwise, [Float(1), -1, 0.0123, -6.5])
  func `a lone value survives wherever it stands`(
    _ member: FormatContract.Member, value: Float
  ) {
    guard member.format.keepsZero else { return }
    let count = member.format.blockShape(rows: 1, columns: 256).columns
    // The outermost of four codes lie a third apart.
    let bound = abs(value) / (member.format.element.codeCount > 4 ? 4 : 2)
    for place in 0..<min(count, 256) {
      var values = [Float](repeating: 0, count: count)
      values[place] = value
      let encoding = Encoding(values, as: member.format)
      #expect(abs(encoding.values[place] - value) <= bound)
      values[place] = 0
      var others = encoding.values
      others[place] = 0
      #expect(others == values)
    }
  }
}
