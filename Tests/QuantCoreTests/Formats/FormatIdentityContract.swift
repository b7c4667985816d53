import QuantCore
import Testing

struct FormatIdentityContract {
  @Test(arguments: FormatContract.members)
  func `its identifier finds it again`(_ member: FormatContract.Member) throws {
    let id = member.format.id
    #expect(FormatID(id.description) == id)
    let found = try FormatRegistry.format(named: id.description)
    #expect(found.id == id)
    #expect(found.rule == member.format.rule)
    #expect(found.element == member.format.element)
    #expect(found.scaleType == member.format.scaleType)
    #expect(found.fields == member.format.fields)
  }

  @Test(arguments: FormatContract.members)
  func `its name, options and summary fit a list`(_ member: FormatContract.Member) throws {
    let family = try #require(FormatRegistry.family(of: member.format.id))
    #expect(family.rules.contains(member.format.rule))
    for text in [family.summary, family.sameBitsAs] {
      #expect(!text.isEmpty)
      #expect(!text.contains("\n"))
    }
    let allowed = "abcdefghijklmnopqrstuvwxyz0123456789-_{}…,"
    let words = [family.name] + family.rules + family.options
    #expect(words.allSatisfy { !$0.isEmpty && $0.allSatisfy(allowed.contains) })
  }
}
