import Testing

@testable import TensorFiles

struct JSONSpliceTests {
  private func set(_ key: String, to value: String, in text: String) throws -> String {
    var splice = JSONSplice(Array(text.utf8), path: "config.json")
    try splice.set(key, to: Array(value.utf8))
    return String(decoding: splice.bytes, as: UTF8.self)
  }

  @Test(arguments: [
    (#"{"a": 1.50, "b": [1,2]}"#, "{\"a\": 1.50, \"b\": [1,2],\n  \"q\": 7}"),
    ("{\n  \"a\": 1e400\n}\n", "{\n  \"a\": 1e400,\n  \"q\": 7\n}\n"),
    ("{ }", "{\n  \"q\": 7 }"),
    (#"{"q": {"deep": {"q": 1}}, "z": 2}"#, #"{"q": 7, "z": 2}"#),
    (#"{"a": {"q": 1}}"#, "{\"a\": {\"q\": 1},\n  \"q\": 7}"),
  ])
  func `one member is set and every other byte stays`(text: String, expected: String) throws {
    #expect(try set("q", to: "7", in: text) == expected)
  }

  @Test func `a member's value is found as it is written`() throws {
    let splice = JSONSplice(Array(#"{"metadata": {"total_size": 12, "x": null} }"#.utf8), path: "i")
    let value = try #require(try splice.value(of: "metadata"))
    #expect(String(decoding: value.bytes, as: UTF8.self) == #"{"total_size": 12, "x": null}"#)
    #expect(try splice.value(of: "weight_map") == nil)
  }

  @Test(arguments: ["", "[]", "{\"a\": }", "{\"a\": 1} x", "{\"a\": 1"])
  func `what is no object is refused with its place`(text: String) throws {
    #expect(throws: TensorFileError.self) { try set("q", to: "7", in: text) }
  }
}
