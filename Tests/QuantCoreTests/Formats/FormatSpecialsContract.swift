import QuantCore
import Testing

/// Blocks hold finite values; only a file that changes while it is read can break that, and nothing may trap then.
struct FormatSpecialsContract {
  @Test(arguments: FormatContract.members, [Float.nan, .infinity, -.infinity])
  func `special values in a block trap nowhere`(_ member: FormatContract.Member, value: Float) {
    let finite = [Float](repeating: 0.5, count: member.admits(40) ? 40 : 128)
    let summary = summarize(finite, columns: finite.count)
    for place in [0, 17, 39] {
      var values = finite
      values[place] = value
      let encoding = Encoding(values, as: member.format, summary: summary)
      #expect(encoding.codes.allSatisfy { Int($0) < member.format.element.codeCount })
    }
    let all = [Float](repeating: value, count: finite.count)
    #expect(Encoding(all, as: member.format, summary: summary).codes.count == finite.count)
  }
}
