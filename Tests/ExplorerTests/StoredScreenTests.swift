import Figures
import QuantAnalysis
import QuantCore
import TerminalKit
import TestSupport
import Testing

@testable import Explorer
@testable import TensorFiles

/// Weights that are quantized already, on every screen that has something to say of them.
struct StoredScreenTests {
  private func source(_ files: [String]) throws -> MatrixSource {
    let parts = try files.map { try TensorFile.open(Fixtures.path("stored/\($0)")) }
    return Self.source(parts.count == 1 ? parts[0] : try CheckpointSource(tellingApart: parts))
  }

  /// Weights under a path that is the same wherever the tests lie.
  private static func source(_ stored: any TensorSource) -> MatrixSource {
    var source = MatrixSource(stored)
    source.description.path.replace(Fixtures.path(""), with: "")
    return source
  }

  /// A session at the tensor of a name.
  private func session(
    _ files: [String], at name: String, formats: [String] = [], columns: Int = 80, rows: Int = 24,
    traits: TerminalTraits = .full
  ) async throws -> Session {
    let source = try source(files)
    var session = Session(source, formats: formats, columns: columns, rows: rows, traits: traits)
    session.state.open(try #require(source.tensors.firstIndex { $0.name == name }))
    session.state.show(.overview)
    session.send(.resized(session.state.size))
    await session.settle()
    return session
  }

  static let sizes = [(80, 24), (120, 40), (200, 60)]

  @Test(arguments: sizes)
  func `the grid of E4M3 codes as stored, and as the slot would choose them`(size: (Int, Int))
    async throws
  {
    var session = try await session(
      ["modelopt"], at: "mo.nvfp4.weight", columns: size.0, rows: size.1)
    session.press("6")
    await session.settle()
    assertSnapshot(session.state.view(), named: "stored-e4m3-\(size.0)x\(size.1)")
    let stored = session.text
    #expect(stored.contains("stored in the file (s: nvfp4)"))
    #expect(stored.contains("stored by modelopt nvfp4: "))
    session.press("s")
    #expect(session.text.contains("nvfp4 (s: stored)") && session.text != stored)
  }

  @Test(arguments: sizes)
  func `the grid of E8M0 codes as stored, beside the slot's`(size: (Int, Int)) async throws {
    var session = try await session(
      ["gpt_oss.safetensors"], at: "m.experts.down_proj", columns: size.0, rows: size.1)
    session.press("5")
    await session.settle()
    assertSnapshot(session.state.view(), named: "stored-e8m0-\(size.0)x\(size.1)")
    #expect(session.text.contains("stored"))
    #expect(session.text.contains("as mxfp4 would choose them") == (size.0 >= 150))
  }

  @Test(arguments: sizes)
  func `the map of scales as stored, and as the slot would choose them`(size: (Int, Int))
    async throws
  {
    var session = try await session(
      ["gptq"], at: "m.b4.weight", columns: size.0, rows: size.1)
    session.press("4")
    await session.settle()
    assertSnapshot(session.state.view(), named: "stored-scales-\(size.0)x\(size.1)")
    #expect(session.text.contains("stored"))
    #expect(session.state.heatmap.finished?.map.block.columns == 32)
    session.press("s")
    await session.settle()
    let slot = try FormatRegistry.format(session.state.slots.current)
    let view = try #require(session.state.heatmapView)
    #expect(!view.subject.isStored && session.state.heatmap.store.has(view.subject))
    #expect(view.block == slot.blockShape(rows: 32, columns: 64))
    var plain = try await self.session(["original.safetensors"], at: "mo.nvfp4.weight")
    plain.press("4", "s")
    #expect(plain.state.notice?.text.contains("stores no scales") == true)
  }

  @Test func `whose scales are shown is one question on all screens of scales`() async throws {
    var session = try await session(["modelopt"], at: "mo.nvfp4.weight")
    session.press("V", "4")
    await session.settle()
    #expect(session.state.heatmapView?.stored != nil && session.text.contains("(s: nvfp4)"))
    session.press("6")
    #expect(session.text.contains("stored in the file (s: nvfp4)"))
    session.press("s", "4")
    await session.settle()
    #expect(session.state.heatmapView?.stored == nil && session.text.contains("(s: stored)"))
    session.press("6")
    #expect(session.text.contains("nvfp4 (s: stored)"))
    // Where a slot has no such scales, the file's are the only ones.
    session.press("s")
    #expect(session.text.contains("stored in the file (s: nvfp4)"))
  }

  @Test func `stored codes are shown although no slot has such scales`() async throws {
    for (file, name, key) in [
      ("modelopt", "mo.nvfp4.weight", "6"), ("gpt_oss.safetensors", "m.experts.down_proj", "5"),
    ] {
      var session = try await session([file], at: name, formats: ["int4-g128"])
      session.press(key)
      await session.settle()
      #expect(session.text.contains("stored codes, no slot has such scales"))
      #expect(session.text.contains("codes used"))
      session.press("s")
      #expect(session.state.notice?.text.contains("no slot has") == true)
      session.resize(16, 4)
      #expect(session.text.contains("stored"))
    }
    var plain = try await session(["gptq"], at: "m.b4.weight")
    plain.press("5", "s")
    #expect(plain.state.notice?.text.contains("stores no E8M0 scales") == true)
  }

  @Test(arguments: [("m.nested.weight", "stored U8 x F32 "), ("m.bytes.weight", "F32 amax / 127 ")])
  func `a scale that is made of several numbers is not shown as bits`(
    _ name: String, _ words: String
  ) async throws {
    var session = try await session(["bitsandbytes.safetensors"], at: name)
    session.press("8")
    await session.settle()
    #expect(session.text.contains(words) && !session.text.contains("stored 0x3"))
    session.press("x")
    #expect(session.text.contains("as stored (bitsandbytes "))
    session.press("4")
    await session.settle()
    #expect(session.text.contains("scales as stored"))
  }

  @Test(arguments: sizes)
  func `the inspector has the file's codes, scale and zero point`(size: (Int, Int)) async throws {
    var session = try await session(
      ["gptq"], at: "m.b4_act.weight", columns: size.0, rows: size.1)
    session.press("8", "j", "j")
    await session.settle()
    assertSnapshot(session.state.view(), named: "stored-block-\(size.0)x\(size.1)")
    let text = session.text
    #expect(text.contains("stored 0x") && text.contains("zero "))
    session.press("x")
    #expect(session.text.contains("as stored (gptq int4-g32:asym): m.b4_act.qweight"))
    #expect(session.text.contains("zero point stored"))
  }

  @Test func `blocks of llama.cpp show their scales and codes too`() async throws {
    let source = Self.source(try TensorFile.open(Fixtures.path("gguf/blocks.gguf")))
    for (name, key) in [("MXFP4", "5"), ("NVFP4", "6"), ("Q4_0", "8"), ("Q8_0", "8")] {
      var session = Session(source, columns: 120, rows: 40)
      session.state.show(.overview)
      session.state.open(try #require(source.tensors.firstIndex { $0.name == name }))
      session.send(.resized(session.state.size))
      await session.settle()
      #expect(
        session.state.reports[session.state.current ?? 0]?.stored?.matrix.title
          == "llama.cpp \(name.lowercased())")
      session.press(key)
      await session.settle()
      if key != "8" {
        #expect(session.text.contains("stored in the file (s: \(name.lowercased()))"))
        session.press("8")
        await session.settle()
      }
      #expect(session.text.contains("stored 0x"))
      session.press("x")
      #expect(session.text.contains("as stored (llama.cpp \(name.lowercased())): \(name) byte "))
    }
  }

  @Test func `the pictures in ASCII`() async throws {
    var session = try await session(["modelopt"], at: "mo.nvfp4.weight", traits: .plain)
    assertSnapshot(session.state.view(), named: "stored-overview-80x24-ascii")
    session.press("8")
    await session.settle()
    assertSnapshot(session.state.view(), named: "stored-block-80x24-ascii")
    #expect(session.text.unicodeScalars.allSatisfy { $0.isASCII })
    session.resize(40, 12)
    await session.settle()
    #expect(session.text.contains("stored 0x"))
  }

  @Test(arguments: sizes)
  func `an original that is pinned tells the error that the other tool made`(size: (Int, Int))
    async throws
  {
    let files = ["modelopt", "original.safetensors"]
    let source = try source(files)
    let names = source.tensors.map(\.name)
    let (stored, original) = (
      try #require(names.firstIndex { $0.hasSuffix("modelopt:mo.nvfp4.weight") }),
      try #require(names.firstIndex { $0.hasSuffix("original:mo.nvfp4.weight") })
    )
    var session = try await session(files, at: names[original], columns: size.0, rows: size.1)
    session.press("=")
    session.state.open(stored)
    session.state.show(.overview)
    session.send(.resized(session.state.size))
    await session.settle()
    let errors = try #require(session.state.storedComparison).errors
    let left = try TensorFile.open(Fixtures.path("stored/modelopt"))
    let right = try TensorFile.open(Fixtures.path("stored/original.safetensors"))
    let check = try await Checker(left, against: right, threads: 2).report()
    let checked = try #require(check.tensors.first { $0.name == "mo.nvfp4.weight" })
    #expect(checked.errors == errors && checked.stored?.warnings == [])
    let ratio = FigureText.number(errors.signalToNoise)
    #expect(
      session.text.contains("nvfp4 as stored, against original:mo.nvfp4.weight: SQNR \(ratio) dB"))
    assertSnapshot(session.state.view(), named: "stored-pinned-\(size.0)x\(size.1)")
    #expect(session.state.exportable?.against?.errors == errors)
    #expect(session.state.exportable?.stored?.matrix.layout == "modelopt")
    session.state.show(.repairs)
    session.send(.resized(session.state.size))
    await session.settle()
    #expect(session.text.contains("nvfp4 as stored, against"))
  }

  @Test func `the histogram and the overview say what the values were decoded from`() async throws {
    var session = try await session(["gptq"], at: "m.b3.weight", columns: 120, rows: 40)
    #expect(session.text.contains("decoded from gptq int3-g32:asym"))
    #expect(session.text.contains("zero points stored less 1"))
    session.press("3")
    await session.settle()
    #expect(session.text.contains("decoded from gptq int3-g32:asym"))
  }

  @Test func `suspicious scales and missing parts are said in the browser and the overview`()
    async throws
  {
    let bytes = SafetensorsText.file([
      ("a.weight", "U8", [2, 16], [UInt8](repeating: 0xF7, count: 32)),
      ("a.weight_scale", "F8_E4M3", [2, 2], [0x7E, 0x7F, 0x40, 0x00]),
      ("a.weight_scale_2", "F32", [], [0, 0, 0x80, 0x3A]),
      ("b.weight", "U8", [2, 16], [UInt8](repeating: 0x11, count: 32)),
      ("b.weight_scale", "F8_E4M3", [2, 2], [0x7E, 0x40, 0x40, 0x40]),
    ])
    try await withTemporaryDirectory { directory in
      let path = try directory.write(bytes, to: "odd.safetensors")
      let source = MatrixSource(try TensorFile.open(path))
      #expect(source.tensors.map(\.type.name).prefix(2) == ["nvfp4", "U8"])
      var session = Session(source, columns: 120, rows: 40)
      await session.settle()
      #expect(session.text.contains("nvfp4 !"))
      #expect(session.text.contains("there is no \"b.weight_scale_2\""))
      #expect(session.text.contains("E4M3 scales is NaN (0x7F), the first at [0,16]"))
      session.press("Enter")
      await session.settle()
      #expect(session.text.contains("1 of 4 E4M3 scales is NaN (0x7F)"))
      #expect(session.text.contains("1 of 4 E4M3 scales is 0 while their codes are not"))
    }
  }
}

/// A safetensors file put together by hand.
private enum SafetensorsText {
  static func file(_ tensors: [(name: String, dtype: String, shape: [Int], data: [UInt8])])
    -> [UInt8]
  {
    var offset = 0
    let entries = tensors.map { tensor -> String in
      defer { offset += tensor.data.count }
      let shape = tensor.shape.map { "\($0)" }.joined(separator: ",")
      return #""\#(tensor.name)":{"dtype":"\#(tensor.dtype)","shape":[\#(shape)],"#
        + #""data_offsets":[\#(offset),\#(offset + tensor.data.count)]}"#
    }
    let header = Array("{\(entries.joined(separator: ","))}".utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    return length + header + tensors.flatMap(\.data)
  }
}
