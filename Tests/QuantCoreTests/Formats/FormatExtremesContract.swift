import QuantCore
import Testing

struct FormatExtremesContract {
  @Test(arguments: FormatContract.members, [1, 16, 32, 128, 1000])
  func `no finite value becomes NaN`(_ member: FormatContract.Member, columns: Int) {
    guard member.admits(columns) else { return }
    let extremes = FormatContract.extremes
    let values = Array(extremes[..<(extremes.count / columns * columns)])
    let encoding = Encoding(values, columns: columns, as: member.format)
    #expect(!encoding.values.contains { $0.isNaN })
    #expect(!encoding.scales.contains { $0.value.isNaN || $0.multiplier.isNaN })
  }

  @Test(arguments: FormatContract.members)
  func `no finite value alone becomes NaN, and none changes its sign`(
    _ member: FormatContract.Member
  ) {
    for value in FormatContract.extremes where member.admits(1) {
      let decoded = Encoding([value], as: member.format).values[0]
      #expect(!decoded.isNaN)
      #expect(decoded == 0 || decoded.sign == value.sign)
    }
  }

  @Test(arguments: FormatContract.members)
  func `only what lies near the largest float overflows`(_ member: FormatContract.Member) {
    for value in FormatContract.extremes where value.magnitude < 0x1p126 && member.admits(1) {
      #expect(Encoding([value], as: member.format).values[0].isFinite)
    }
  }

  @Test(arguments: FormatContract.members)
  func `subnormal tensors decode to subnormals near them or to zero`(
    _ member: FormatContract.Member
  ) {
    guard member.admits(81) else { return }
    let values = (-40...40).map { Float($0) * .leastNonzeroMagnitude }
    let encoding = Encoding(values, as: member.format)
    #expect(encoding.values.allSatisfy { $0.magnitude <= 80 * .leastNonzeroMagnitude })
  }
}
