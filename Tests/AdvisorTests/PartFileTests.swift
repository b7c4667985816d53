import Advisor
import TensorFiles
import Testing

struct PartFileTests {
  private func table(_ text: String) throws -> PartTable {
    try PartFile(JSONFile(Array(text.utf8), path: "parts.json")).adding(to: .builtIn)
  }

  @Test func `a file changes a figure of a known part and keeps the others`() throws {
    let table = try table(
      #"{"parts":[{"name":"h200","bandwidth_gbps":4500,"source":"my own"}]}"#)
    let part = try table.part(named: "H200")
    #expect(table.parts.count == 10 && part.bandwidth.value == 4.5e12)
    #expect(part.bandwidth.source == .user("parts.json: my own"))
    #expect(part.peaks == (try PartTable.builtIn.part(named: "H200")).peaks)
    // Constants that were fitted to another part's measurements don't hold for it.
    #expect(MeasuredKernel.all(on: part).isEmpty)
  }

  @Test func `a file adds a part of its own, and one like another`() throws {
    let table = try table(
      """
      {"parts": [
        {"name": "Mine", "architecture": "sm_90", "bandwidth_gbps": 1000, "memory_gb": 16,
         "peak_tflops": {"bf16": 100, "fp8": 2.5e2}},
        {"name": "GB300", "like": "B300", "power_w": 1400, "peak_tflops": {"fp4": 15000}}
      ]}
      """)
    let mine = try table.part(named: "mine")
    #expect(mine.power == nil && mine.peaks[.fp8]?.value == 2.5e14 && mine.units.count == 2)
    let other = try table.part(named: "gb300")
    #expect(other.peaks[.fp4]?.value == 1.5e16 && other.peaks[.fp8]?.value == 4.5e15)
    #expect(table.parts.count == 12)
  }

  @Test func `more parts than anybody has are refused`() throws {
    func file(_ count: Int) -> String {
      let parts = (0..<count).map { #"{"name":"P\#($0)","like":"H200"}"# }
      return #"{"parts":[\#(parts.joined(separator: ","))]}"#
    }
    #expect(try table(file(256)).parts.count == 256 + PartTable.builtIn.parts.count)
    let error = #expect(throws: TensorFileError.self) { try table(file(257)) }
    #expect(error?.detail == "257 parts, expected no more than 256")
  }

  @Test(arguments: [
    ("", "expected a value"),
    ("{}", "expected parts such as"),
    (#"{"parts":[]}"#, "expected parts such as"),
    (#"{"parts":[7]}"#, "byte 10: expected a part"),
    (#"{"parts":[{"bandwidth_gbps":1}]}"#, "without \"name\""),
    (#"{"parts":[{"name":"X"}]}"#, "\"X\" needs architecture, bandwidth_gbps"),
    (
      #"{"parts":[{"name":"X","like":"Y"}]}"#,
      "byte 29: \"like\" \"Y\": no such part; there are A100"
    ),
    (#"{"parts":[{"name":"X","architecture":"sm_1"}]}"#, "there are sm_80, sm_89"),
    (#"{"parts":[{"name":"H200","bandwith_gbps":1}]}"#, "unknown member \"bandwith_gbps\""),
    (#"{"parts":[{"name":"H200","bandwidth_gbps":-1}]}"#, "expected a number above 0"),
    (#"{"parts":[{"name":"H200","bandwidth_gbps":1e999}]}"#, "out of range"),
    (#"{"parts":[{"name":"H200","peak_tflops":{"fp5":1}}]}"#, "no operand type \"fp5\""),
    (#"{"parts":[{"name":"H200","name":"H100"}]}"#, "\"name\" stands twice"),
    (#"{"parts":[{"name":"H200","power_w":700}]} x"#, "expected nothing more"),
    (String(repeating: "[", count: 10_000), "nested too deeply"),
  ])
  func `a bad file is refused in one line with its place`(_ text: String, _ words: String) throws {
    let error = #expect(throws: TensorFileError.self) { try self.table(text) }
    let line = try #require(error).description
    #expect(line.hasPrefix("parts.json: byte ") && line.contains(words), "\(line)")
    #expect(!line.contains("\n"))
  }
}
