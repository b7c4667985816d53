import QuantReports
import TestSupport
import Testing

struct CSVReportTests {
  /// The cells of rows of RFC 4180.
  private func rows(_ text: String) -> [[String]] {
    var rows: [[String]] = [[]]
    var cell = ""
    var isQuoted = false
    var characters = Array(text.unicodeScalars).makeIterator()
    var next = characters.next()
    while let scalar = next {
      next = characters.next()
      switch scalar {
      case "\"" where isQuoted && next == "\"":
        cell.append("\"")
        next = characters.next()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        rows[rows.count - 1].append(cell)
        cell = ""
      case "\r" where !isQuoted && next == "\n":
        next = characters.next()
        rows[rows.count - 1].append(cell)
        cell = ""
        rows.append([])
      default: cell.unicodeScalars.append(scalar)
      }
    }
    #expect(cell == "" && rows.last == [], "the last row ends like the others")
    return rows.dropLast()
  }

  @Test func `there is a row for each tensor and format, as wide as the titles`() async throws {
    var source = TensorsInMemory()
    source.add("a,\"b\"", shape: [32], (0..<32).map { Float($0) })
    source.add("line\nend", shape: [2, 32], (0..<64).map { Float($0) })
    source.add("empty", shape: [0, 4])
    let document = try await source.document()
    let rows = rows(ReportFormat.csv.render(document))
    #expect(rows.count == 1 + 2 * 3)
    #expect(rows.allSatisfy { $0.count == rows[0].count })
    #expect(Set(rows[0]).count == rows[0].count)
    #expect(rows[1][0] == "a,\"b\"" && rows[4][0] == "line\\nend")
    let id = try #require(rows[0].firstIndex(of: "id"))
    let slots = ["mxfp4", "nvfp4", "int4-g128"]
    #expect(rows.dropFirst().map { $0[id] } == slots + slots)
  }

  @Test func `every cell is the scalar of the JSON, and every scalar has a column`() async throws {
    let dated = ToolFacts(secondsSince1970: 0, sourceDateEpoch: nil)
    for tool in [ToolFacts.reproducible, dated] {
      let document = try await TensorsInMemory.broken.document(tool: tool)
      let rows = rows(ReportFormat.csv.render(document))
      let json = try JSONValue.parse(ReportFormat.json.render(document))
      let tensor = json["tensors"][0]
      for row in rows.dropFirst() {
        let cells = Dictionary(uniqueKeysWithValues: zip(rows[0], row))
        let format = tensor["formats"][try #require(cells["id"])]
        var seen: Set<String> = ["id", "shape"]
        check(tensor, "", in: cells, &seen, besides: ["formats"])
        check(format, "", in: cells, &seen)
        check(json["source"], "source.", in: cells, &seen)
        check(json["tool"], "tool.", in: cells, &seen)
        let rest = Set(rows[0]).subtracting(seen)
        #expect(rest == (tool.date == nil ? ["tool.backend", "tool.date"] : []))
        #expect(rest.allSatisfy { cells[$0] == "" })
        #expect(cells["shape"] == "4x64")
      }
    }
  }

  /// Compares the scalars of an object with the cells of their names.
  private func check(
    _ object: JSONValue, _ prefix: String, in cells: [String: String], _ seen: inout Set<String>,
    besides: Set<String> = []
  ) {
    for name in object.names.subtracting(besides) {
      let path = prefix + name
      switch object[name] {
      case .array: continue
      case .object: check(object[name], path + ".", in: cells, &seen)
      case .null where cells[path] == nil: continue
      case .null: #expect(cells[path] == "", "\(path)")
      case .number(let number): #expect(cells[path].flatMap { Double($0) } == number, "\(path)")
      case .string(let text): #expect(cells[path] == text, "\(path)")
      case .bool(let flag): #expect(cells[path] == "\(flag)", "\(path)")
      }
      seen.insert(path)
    }
  }
}
