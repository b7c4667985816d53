import QuantCore
import Testing

struct FormatIDTests {
  static let texts: [(String, FormatID)] = [
    ("mxfp4", FormatID(name: "mxfp4")),
    ("mxfp4:even", FormatID(name: "mxfp4", rule: "even")),
    ("int4-g128+f32", FormatID(name: "int4-g128", options: ["f32"])),
    (
      "int4-g128:asym+h64+f32",
      FormatID(name: "int4-g128", rule: "asym", options: ["h64", "f32"])
    ),
    ("anything at all", FormatID(name: "anything at all")),
  ]

  @Test(arguments: texts)
  func `text splits into name, rule and options and is put together again`(
    text: String, id: FormatID
  ) {
    #expect(FormatID(text) == id)
    #expect(id.description == text)
  }

  @Test(
    arguments: [
      "", ":", "+", ":even", "+f32", "mxfp4:", "mxfp4+", "mxfp4::even", "mxfp4:even:odd",
      "mxfp4:even+", "int4-g128++f32", "mxfp4:+f32",
    ])
  func `text with an empty or misplaced part is no identifier`(text: String) {
    #expect(FormatID(text) == nil)
  }

  @Test func `a colon after a plus belongs to the option`() {
    #expect(FormatID("int4-g128+f32:sym") == FormatID(name: "int4-g128", options: ["f32:sym"]))
  }

  @Test func `identifiers sort by their text`() {
    let ids = ["nvfp4", "mxfp4:even", "int4-g128", "mxfp4"].compactMap { FormatID($0) }
    #expect(ids.sorted().map(\.description) == ["int4-g128", "mxfp4", "mxfp4:even", "nvfp4"])
  }
}
