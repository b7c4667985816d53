import QuantCore
import Testing

struct JSONWriterTests {
  private func text(_ style: JSONWriter.Style, _ body: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter(style: style)
    body(&json)
    return json.text
  }

  private func sample(_ json: inout JSONWriter) {
    json.object { json in
      json.field("name", "w")
      json.field("shape", [2, 3])
      json.array("bins") { json in
        for low in [0.5, 1] {
          json.array { json in
            json.value(low)
            json.value(3)
          }
        }
      }
      json.object("none") { _ in }
      json.array("empty") { _ in }
      json.array("words") { $0.value("a") }
      json.field("flag", true)
    }
  }

  @Test func `compact text has no space`() {
    #expect(
      text(.compact, sample)
        == #"{"name":"w","shape":[2,3],"bins":[[0.5,3],[1,3]],"none":{},"empty":[],"words":["a"],"flag":true}"#
    )
  }

  @Test func `indented text keeps rows of numbers on one line`() {
    #expect(
      text(.indented, sample) == """
        {
          "name": "w",
          "shape": [2, 3],
          "bins": [
            [0.5, 3],
            [1, 3]
          ],
          "none": {},
          "empty": [],
          "words": [
            "a"
          ],
          "flag": true
        }
        """)
  }

  @Test(
    arguments: [
      (0.0, "0"), (-0.0, "-0.0"), (1, "1"), (-3, "-3"), (0.1, "0.1"), (1e-7, "1e-07"),
      (1e22, "1e+22"), (.nan, "null"), (.infinity, "null"), (-.infinity, "null"),
    ] as [(Double, String)])
  func `numbers are as short as they read back`(number: Double, expected: String) {
    #expect(text(.compact) { $0.value(number) } == expected)
  }

  @Test func `any number reads back as itself`() {
    var bits: UInt64 = 0x9E37_79B9_7F4A_7C15
    for _ in 0..<10_000 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let number = Double(bitPattern: bits)
      guard number.isFinite else { continue }
      #expect(Double(text(.compact) { $0.value(number) })?.bitPattern == number.bitPattern)
    }
  }

  @Test func `nothing is null`() {
    let found = text(.compact) { json in
      json.array { json in
        json.value(nil as Int?)
        json.value(nil as Double?)
        json.value(nil as String?)
        json.value(nil as Bool?)
        json.null()
      }
    }
    #expect(found == "[null,null,null,null,null]")
  }

  @Test(arguments: [
    ("a\"\\b", #""a\"\\b""#), ("\n\r\t\u{8}", #""\n\r\t\u0008""#),
    ("\u{7F}\u{9B}", #""\u007f\u009b""#),
    ("\u{2028}\u{202E}", #""\u2028\u202e""#), ("é😀", #""é😀""#), ("\u{E0041}", #""\udb40\udc41""#),
  ])
  func `strings are escaped`(string: String, expected: String) {
    #expect(text(.compact) { $0.value(string) } == expected)
  }

  @Test func `an error passes through`() {
    struct Stop: Error {}
    var json = JSONWriter()
    #expect(throws: Stop.self) { try json.object { _ throws(Stop) in throw Stop() } }
  }
}
