import CommandKit
import TensorFiles
import Testing

@Suite struct ConfigurationTests {
  private static let colour = Setting<String>(
    "color", oneOf: ["auto", "always", "never"], help: "Whether to use colours."
  ) { $0 }
  private static let threads = Setting<Int>(
    "threads", usual: "2", help: "How many threads compute.", expected: "a number above 0"
  ) { Int($0).flatMap { $0 > 0 ? $0 : nil } }
  private static let table: [any SettingRow] = [colour, threads]

  private func read(_ text: String) throws -> Configuration {
    try Configuration(TextFile(text, path: "config"), table: Self.table)
  }

  private func complaint(_ text: String) -> String {
    do {
      _ = try read(text)
      return "nothing"
    } catch {
      return "\(error)"
    }
  }

  @Test func `keys, values and comments are read, blanks and line ends of any kind aside`() throws {
    let found = try read("\u{FEFF}# mine\r\n\r\n  threads=4 # cores\r\ncolor =  never\r\n")
    #expect(found[Self.threads] == 4)
    #expect(found[Self.colour] == "never")
    #expect(try read("")[Self.threads] == nil)
    #expect(try read("color = never")[Self.threads] == nil)
  }

  @Test func `a bad line is named with its number and what was expected`() {
    #expect(
      complaint("\nthreads = 0\n") == "config: line 2: threads is \"0\", expected a number above 0")
    #expect(
      complaint("color = red")
        == "config: line 1: color is \"red\", expected auto, always or never")
    #expect(
      complaint("colour = never")
        == "config: line 1: there is no setting \"colour\", expected one of color, threads")
    #expect(
      complaint("threads 4") == "config: line 1: \"threads 4\" has no =, expected KEY = VALUE")
    #expect(complaint("threads = 1\nthreads = 2").hasPrefix("config: line 2: threads is set"))
    #expect(complaint("threads =").contains("threads is \"\""))
    #expect(complaint("\u{1B}[31m = 1").contains("\\u{1B}"))
    #expect(complaint("= 4").contains("there is no setting \"\""))
  }

  @Test func `the commented default sets nothing, and every value in it is one`() throws {
    let text = Configuration.commentedDefault(of: Self.table, preface: "Defaults.")
    let nothing = try read(text)
    #expect(nothing[Self.threads] == nil && nothing[Self.colour] == nil)
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("#") && $0.count <= 80 })
    let set = lines.filter { $0.contains(" = ") }.map { $0.dropFirst(2) }.joined(separator: "\n")
    let usual = try read(set)
    #expect(usual[Self.threads] == 2 && usual[Self.colour] == "auto")
  }

  @Test func `the place is the option's, the variable's, XDG's, or below the home`() {
    func place(_ path: String?, _ variables: [String: String]) -> ConfigurationPlace {
      ConfigurationPlace(path) { variables[$0] }
    }
    let all = ["QUANTVIEW_CONFIG": "/v", "XDG_CONFIG_HOME": "/x", "HOME": "/h"]
    #expect(place("/o", all) == .named("/o"))
    #expect(place("none", all) == .none)
    #expect(place(nil, all) == .named("/v"))
    #expect(place(nil, ["QUANTVIEW_CONFIG": "none", "HOME": "/h"]) == .none)
    #expect(place(nil, ["XDG_CONFIG_HOME": "/x", "HOME": "/h"]) == .usual("/x/quantview/config"))
    let relative = ["XDG_CONFIG_HOME": "x", "QUANTVIEW_CONFIG": "", "HOME": "/h"]
    #expect(place(nil, relative) == .usual("/h/.config/quantview/config"))
    #expect(place(nil, [:]) == .none)
  }
}
