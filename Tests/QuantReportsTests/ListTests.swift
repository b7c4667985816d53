import QuantCore
import QuantReports
import TensorFiles
import TestSupport
import Testing

struct ListTests {
  @Test func `a listing has a line for each tensor, in columns`() throws {
    let source = try TensorFile.open(Fixtures.path("files/dtypes.safetensors"))
    let lines = ListText.render(try TensorListing(of: source)).split(separator: "\n")
    #expect(lines.count == source.tensors.count + 2)
    #expect(
      lines[1].split(separator: " ") == ["name", "dtype", "shape", "offset", "bytes", "role"])
    for (tensor, line) in zip(source.tensors, lines.dropFirst(2)) {
      let cells = line.split(separator: " ")
      #expect(cells.first.map { String($0) } == tensor.name)
      #expect(cells.dropLast().last.map { String($0) } == String(tensor.byteCount))
      #expect(cells.last.map { String($0) } == ModelPlace(tensor).role.rawValue)
    }
    let places = lines.dropFirst().map { line in
      line.count - (line.split(separator: " ").last?.count ?? 0)
    }
    #expect(Set(places).count == 1)
  }

  @Test func `hashes are shown where they were asked for`() throws {
    let source = try TensorFile.open(Fixtures.path("files/npy_c_f2.npy"))
    let text = ListText.render(try TensorListing(of: source, includesHashes: true))
    #expect(text.contains("be5e5325f26c2b65d8379cd73b5159c0804bf5c3cb9c091ce85b4e7ad6a77005"))
  }

  @Test func `every registered format is listed, as text and as JSON`() throws {
    let rows = FormatList.text.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    let json = try JSONValue.parse(FormatList.json)["formats"].elements
    #expect(json.count == FormatRegistry.all.count)
    for (format, entry) in zip(FormatRegistry.all, json) {
      #expect(rows.contains(format.id.description[...]))
      #expect(entry["id"].string == format.id.description)
      #expect(entry["rule"].string == format.rule)
    }
  }

  @Test func `what weights alone can't give is said, and no format borrows its name`() {
    let names = FormatRegistry.families.map { $0.name.lowercased() }
    for method in BeyondWeights.all {
      #expect(FormatList.text.contains("  \(method.name) needs "))
      let word = method.name.lowercased().split(separator: " ").first ?? ""
      #expect(!names.contains { $0.hasPrefix(word) }, "\(method.name)")
    }
    for modifier in FormatModifier.all {
      #expect(FormatList.text.contains("  +\(modifier.name): "))
    }
  }

  @Test func `the list counts bits as a report of its shape does`() throws {
    let list = try JSONValue.parse(FormatList.json)
    #expect(list["bits_per_weight_shape"] == .array([.number(4096), .number(4096)]))
    #expect(FormatList.text.hasPrefix("bits/weight at 4096x4096"))
    for entry in list["formats"].elements {
      let format = try FormatRegistry.format(named: try #require(entry["id"].string))
      #expect(entry["bits_per_weight"].number == format.bitsPerWeight(rows: 4096, columns: 4096))
    }
    let rows = list["formats"].elements.first { $0["id"].string == "int8-row" }
    #expect(rows?["bits_per_weight"].number == 8.0078125)
  }

  @Test(arguments: [
    ("mxfp4", 4.25, "E8M0", 32.0), ("nvfp4", 4.5, "E4M3", 16), ("int4-g128", 4.125, "F16", 128),
    ("int4-g128+f32", 4.25, "F32", 128), ("mxfp4:mbs", 4.3125, "E8M0", 32),
  ])
  func `the list says what a format costs`(
    id: String, bits: Double, scale: String, columns: Double
  ) throws {
    let entries = try JSONValue.parse(FormatList.json)["formats"].elements
    let entry = try #require(entries.first { $0["id"].string == id })
    let number = try #require(entry["bits_per_weight"].number)
    // A tensor scale of 32 bits hardly shows, and is counted all the same.
    let ofTensor: Double = id == "nvfp4" ? 32 / 16_777_216 : 0
    #expect(number == bits + ofTensor)
    #expect(entry["scale"].string == scale)
    #expect(entry["block"] == .array([.number(1), .number(columns)]))
  }
}
