import QuantCore
import TensorFiles
import TestSupport
import Testing

@testable import QuantAnalysis

@Suite struct RecipeFileTests {
  private func read(_ text: String) throws -> RecipeFile {
    try RecipeFile(Array(text.utf8), path: "recipe")
  }

  private func written(_ recipe: Recipe, as kind: String) throws -> String {
    try RecipeExport.text(recipe, for: kind).text
  }

  @Test(arguments: 1...150, ["json", "csv"])
  func `what is written reads back as the same recipe`(_ seed: Int, _ kind: String) throws {
    var generator = SplitMix64(seed: UInt64(5000 + seed))
    let recipe = try SampleRecipe.random(&generator)
    let file = try read(try written(recipe, as: kind))
    #expect(try file.applied(to: recipe.entries.map(\.tensor)).recipe == recipe)
  }

  @Test func `the JSON is what its schema says`() throws {
    let text = try written(try SampleRecipe.decoder(), as: "json")
    #expect(try SchemaChecker.faults(inDocument: text) == [])
    #expect(text.hasPrefix("{\n  \"schema\": \"quantview.recipe/1\","))
  }

  @Test func `a file shows names harmlessly`() throws {
    let recipe = try SampleRecipe.make([("a\u{1B}[31m\u{202E}\n.w", "mxfp4")])
    for kind in ["json", "csv"] {
      let text = try written(recipe, as: kind)
      #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    }
  }

  @Test func `other columns of a CSV don't matter, nor does their order`() throws {
    let file = try read("format,sqnr_db,name\nmxfp4,18.2,\"a,b\"\nkeep,,c\n\n")
    #expect(
      file.rules.names == [.init("a,b", .format(FormatID(name: "mxfp4"))), .init("c", .keep)])
  }

  @Test func `names and patterns that no tensor has are named, all of them an error`() throws {
    let file = try read("name,format\na,mxfp4\nb,keep\nc,keep\n")
    let note = try file.applied(to: [SampleRecipe.tensor("a")]).note
    #expect(note == "recipe: no tensor here is named \"b\" and 1 more of its names and patterns")
    #expect(
      throws: RecipeError(
        "recipe: no tensor here has any of its 3 names and patterns, such as \"a\"")
    ) {
      try file.applied(to: [SampleRecipe.tensor("x")])
    }
  }

  static let malformed: [(String, String)] = [
    ("", "an empty file"),
    ("{", "byte 1"),
    ("{}", "expected \"schema\": \"quantview.recipe/1\", found none"),
    (#"{"schema":"quantview.report/1"}"#, "found \"quantview.report/1\""),
    (#"{"schema":"quantview.recipe/1"}"#, "with an entry"),
    (#"{"schema":"quantview.recipe/1","tensors":{}}"#, "tensors: expected an array"),
    (#"{"schema":"quantview.recipe/1","tensors":[7]}"#, "expected an object with \"name\""),
    (#"{"schema":"quantview.recipe/1","tensors":[{"name":"a"}]}"#, "expected \"format\""),
    (#"{"schema":"quantview.recipe/1","tensors":[{"name":"a","format":"int5"}]}"#, "\"int5\": "),
    (#"{"schema":"quantview.recipe/1","patterns":[{"pattern":1,"format":"keep"}]}"#, "\"pattern\""),
    (
      #"{"schema":"quantview.recipe/1","tensors":[{"name":"a","format":"keep"},{"name":"a","format":"mxfp4"}]}"#,
      "\"a\" stands twice"
    ),
    ("model.layers.0 nvfp4\n", "expected a recipe"),
    ("\n# a comment\n^blk\\.0\\.attn_q\\.weight$=nvfp4\n", "a recipe for llama-quantize, expected"),
    ("quant_cfg:\n  - quantizer_name: \"*\"\n", "a recipe for modelopt, expected"),
    ("{\n  \"config_groups\": {}\n}\n", "a recipe for compressed-tensors, expected"),
    ("name,format\n", "expected a row"),
    ("name,format\na\n", "1 cells, expected 2"),
    ("name,format\na,mxfp9\n", "recipe: line 2: \"mxfp9\""),
    ("name,format\na,nvfp5\n", "line 2: \"nvfp5\": no such format; did you mean nvfp4?"),
    ("format,name\r\nkeep,\"a\nb\"\r\nkept,c\r\n", "line 4: \"kept\": "),
    (
      #"{"schema":"quantview.recipe/1","tensors":[{"name":"a","format":"nvfp5"}]}"#,
      "did you mean nvfp4?"
    ),
    ("name,format\na,keep\na,keep\n", "stands twice"),
    ("name,format\n\"a,keep\n", "never closed"),
    ("name,format\n\"a\"b,keep\n", "behind a closing quote"),
  ]

  @Test(arguments: malformed)
  func `what is no recipe is one line that says where`(_ text: String, _ expected: String) throws {
    let error = try #require(throws: TensorFileError.self) { try read(text) }
    #expect(error.description.contains(expected), "\(error.description)")
    #expect(!error.description.contains("\n") && error.description.hasPrefix("recipe: "))
  }

  @Test func `bytes that are no text are refused`() throws {
    let bytes = Array("name,format\n".utf8) + [0xFF, 0x2C] + Array("keep\n".utf8)
    #expect(throws: TensorFileError.self) { try RecipeFile(bytes, path: "recipe") }
  }

  @Test func `a file cut anywhere is refused or a recipe, and never traps`() throws {
    let recipe = try SampleRecipe.decoder(layers: 2)
    for kind in ["json", "csv"] {
      let bytes = Array(try written(recipe, as: kind).utf8)
      for count in bytes.indices {
        _ = try? RecipeFile(Array(bytes[..<count]), path: "recipe")
        var flipped = bytes
        flipped[count] ^= UInt8(1 << (count % 8))
        _ = try? RecipeFile(flipped, path: "recipe")
      }
    }
  }
}
