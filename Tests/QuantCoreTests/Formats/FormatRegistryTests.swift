import QuantCore
import Testing

struct FormatRegistryTests {
  @Test func `the defaults are the three of the contract`() {
    #expect(FormatRegistry.defaults.map(\.description) == ["mxfp4", "nvfp4", "int4-g128"])
  }

  @Test func `no two members share an identifier`() {
    let ids = FormatRegistry.all.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(Set(FormatRegistry.families.map(\.name)).count == FormatRegistry.families.count)
  }

  @Test func `every rule and option of every family is a member`() throws {
    let ids = Set(FormatRegistry.all.map(\.id))
    for family in FormatRegistry.families {
      #expect(ids.contains(family.example))
      for rule in family.rules {
        let format = try FormatRegistry.format(named: "\(family.example.name):\(rule)")
        #expect(format.rule == rule)
      }
      for option in family.options {
        let format = try FormatRegistry.format(named: "\(family.example.name)+\(option)")
        #expect(ids.contains(format.id))
      }
    }
  }

  @Test func `the first rule is the one in force when none is named`() throws {
    for family in FormatRegistry.families {
      #expect(try FormatRegistry.format(family.example).rule == family.rules.first)
      #expect(FormatRegistry.family(of: family.example)?.name == family.name)
    }
  }

  @Test func `a format keeps the identifier as asked`() throws {
    for text in ["mxfp4", "mxfp4:floor", "int4-g128", "int4-g128+f16", "int4-g128:sym+f32"] {
      #expect(try FormatRegistry.format(named: text).id.description == text)
    }
  }

  @Test(
    arguments: [
      ("mxfp4", "1×32", "E8M0", 4.25), ("nvfp4", "1×16", "E4M3", 4.5),
      ("int4-g128", "1×128", "F16", 4.125), ("int4-g128+f32", "1×128", "F32", 4.25),
      ("mxfp6-e2m3", "1×32", "E8M0", 6.25), ("mxfp6-e3m2", "1×32", "E8M0", 6.25),
      ("mxfp8-e4m3", "1×32", "E8M0", 8.25), ("mxint8", "1×32", "E8M0", 8.25),
      ("mxfp4:mse", "1×32", "E8M0", 4.25), ("mxfp4:mbs", "1×32", "E8M0", 4.3125),
      ("nvfp4:sweep", "1×16", "E4M3", 4.5),
    ])
  func `shape, scale and bits per weight are those of the contract`(
    text: String, shape: String, scale: String, bits: Double
  ) throws {
    let format = try FormatRegistry.format(named: text)
    #expect(format.blockShape(rows: 4096, columns: 4096).description == shape)
    #expect(format.scaleType.rawValue == scale)
    let perWeight = try #require(format.bitsPerWeight(rows: 4096, columns: 4096))
    #expect(abs(perWeight - bits) < 1e-5)
  }

  private static let names = FormatRegistry.families.map(\.name).joined(separator: ", ")

  private static let modifiers = "+h16, +h32, +h64, +h128, +row-scale"

  static let refusals: [(text: String, message: String)] = [
    ("mxfp5", "format mxfp5: no such format; try \(names)"),
    (
      "mxfp4:odd",
      "format mxfp4:odd: mxfp4 has no rule odd; try :floor, :rceil, :even, :ceil, :mse, :mbs"
    ),
    ("mxfp4+f32", "format mxfp4+f32: mxfp4 has no option +f32; try \(modifiers)"),
    (
      "int4-g128+f8",
      "format int4-g128+f8: int4-g128 has no option +f8; try +f32, +f16, +bf16, \(modifiers)"
    ),
    (
      "int4-g128+f16+f32",
      "format int4-g128+f16+f32: these options exclude one another; try +f32, +f16, +bf16, \(modifiers)"
    ),
    ("", "format : an id is name[:rule][+option]..; try \(names)"),
    (
      "mxfp4:", "format mxfp4:: an id is name[:rule][+option]..; try \(names)"
    ),
  ]

  @Test(arguments: refusals)
  func `what does not exist is refused in one line that says what does`(
    text: String, message: String
  ) {
    let error = #expect(throws: UnknownFormat.self) {
      try FormatRegistry.format(named: text)
    }
    #expect(error?.description == message)
    #expect(error?.text == text)
  }
}
