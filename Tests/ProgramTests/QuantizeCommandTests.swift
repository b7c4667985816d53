import Foundation
import TestSupport
import Testing

struct QuantizeCommandTests {
  private let weights = ProgramRun.sample("weights.bin")
  private let transformer = ProgramRun.sample("transformer.safetensors")

  private func names(in directory: TemporaryDirectory) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
  }

  @Test func `what is written is listed as matrices, and checks against the original`() async throws
  {
    try await withTemporaryDirectory { directory in
      let output = directory.path(of: "out.safetensors")
      let run = try await ProgramRun(
        "quantize", transformer, "--format", "nvfp4", "--tensor", "*.self_attn.*", "-o", output)
      #expect(run.end == .status(0) && run.errors == "")
      #expect(run.output.hasSuffix("16 of 46 tensors as nvfp4, layout compressed-tensors\n"))
      let list = try await ProgramRun("list", output)
      #expect(list.output.contains("model.layers.0.self_attn.q_proj.weight_global_scale"))
      let check = try await ProgramRun("check", output, "--against", transformer)
      #expect(check.end == .status(0) && check.errors == "")
      #expect(check.output.contains("all 16 that differ"))
      #expect(check.output.contains("identical"))
    }
  }

  @Test func `a tensor that is missing from the quantized file is told, with status 3`()
    async throws
  {
    try await withTemporaryDirectory { directory in
      let output = directory.path(of: "w.safetensors")
      #expect(
        try await ProgramRun("quantize", weights, "--format", "mxfp4", "-o", output).end
          == .status(0))
      // One tensor each is compared whatever the names are.
      #expect(try await ProgramRun("check", output, "--against", weights).end == .status(0))
      let check = try await ProgramRun("check", output, "--against", transformer)
      #expect(check.end == .status(2))
      #expect(check.errorLines.count == 1 && check.errors.contains("no tensor of the same name"))
    }
  }

  @Test(arguments: [
    (["--format", "int4-g128", "--layout", "modelopt"], "modelopt has no place for it"),
    (["--format", "mxfp4", "--layout", "nowhere"], "no such layout; there are compressed-tensors"),
    (["--format", "nf4-b64"], "--dequantize writes"),
    (["--format", "fp5"], "no such format"),
    (["--format", "mxfp4", "--layout", "gguf"], "--layout gguf-tensors"),
    (["--format", "mxfp4", "--dequantize", "--layout", "gguf"], "leave out --layout"),
    (["--format", "mxfp4", "--share-scale", "*"], "no tensor scale"),
    (["--format", "mxfp4", "--tensor", "nothing"], "no tensor has this name"),
  ])
  func `what can't be written is one line and status 2`(
    options: [String], line: String
  ) async throws {
    try await withTemporaryDirectory { directory in
      let run = try await ProgramRun(
        arguments: ["quantize", weights] + options + ["-o", directory.path(of: "out")])
      #expect(run.end == .status(2))
      #expect(run.errorLines.count == 1)
      #expect(run.errors.contains(line))
      #expect(try names(in: directory).isEmpty)
    }
  }

  @Test func `a type that GGUF has not is told with what to try, after the layout itself`()
    async throws
  {
    try await withTemporaryDirectory { directory in
      let header = """
        {"a.weight":{"dtype":"F8_E4M3","shape":[2,32],"data_offsets":[0,64]},\
        "b.weight":{"dtype":"F32","shape":[2,32],"data_offsets":[64,320]}}
        """
      var content: [UInt8] = (0..<8).map {
        UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0))
      }
      content += Array(header.utf8) + Array(repeating: 0x38, count: 64)
      content += Array(repeating: 0, count: 256)
      let path = try directory.write(content, to: "m.safetensors")
      for (file, remedy) in [(path, "--tensor"), (transformer, "--layout compressed-tensors")] {
        for (layout, line) in [("gguf", "only a GGUF file has"), ("gguf-tensors", remedy)] {
          let run = try await ProgramRun(
            "quantize", file, "--format", "mxfp4", "--layout", layout, "-o",
            directory.path(of: "o.gguf"))
          #expect(run.end == .status(2) && run.errors.contains(line), "\(layout)")
        }
      }
      let both = try await ProgramRun(
        "quantize", path, "--format", "mxfp4", "--layout", "gguf-tensors", "--tensor", "a.weight",
        "--tensor", "b.weight", "-o", directory.path(of: "o.gguf"))
      #expect(both.end == .status(0))
    }
  }

  @Test func `what safetensors has no type for is told in one line, with what to try`() async throws
  {
    try await withTemporaryDirectory { directory in
      let header = """
        {"a.weight":{"dtype":"F32","shape":[2,32],"data_offsets":[0,256]},\
        "b.weight":{"dtype":"F32","shape":[2,32],"data_offsets":[256,512]}}
        """
      var content: [UInt8] = (0..<8).map {
        UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0))
      }
      content += Array(header.utf8) + Array(repeating: 0x3C, count: 512)
      let path = try directory.write(content, to: "m.safetensors")
      let blocks = directory.path(of: "m.gguf")
      let made = try await ProgramRun(
        "quantize", path, "--format", "q4_0", "--layout", "gguf-tensors", "--tensor", "a.weight",
        "-o", blocks)
      #expect(made.end == .status(0))
      let output = directory.path(of: "o.safetensors")
      let advice = "; --tensor with their names, or '*', quantizes them"
      for (options, line) in [
        (["--format", "mxfp4"], advice + ", --layout gguf keeps them\n"),
        (["--format", "int4-g32"], advice + "\n"),
        (["--format", "mxfp4", "--dequantize"], advice + "\n"),
      ] {
        let run = try await ProgramRun(arguments: ["quantize", blocks] + options + ["-o", output])
        #expect(run.end == .status(2) && run.errorLines.count == 1)
        #expect(
          run.errors.contains(
            "\"a.weight\" would stay as stored, and safetensors has no type Q4_0" + line))
        #expect(try names(in: directory).sorted() == ["m.gguf", "m.safetensors"])
      }
      let all = try await ProgramRun(
        "quantize", blocks, "--format", "mxfp4", "--tensor", "*", "-o", output)
      #expect(all.end == .status(0))
    }
  }

  @Test func `a value without a code is one line with its place`() async throws {
    try await withTemporaryDirectory { directory in
      let run = try await ProgramRun(
        "quantize", transformer, "--format", "nvfp4", "--tensor", "*layers.10.mlp.down_proj.weight",
        "--dequantize", "-o", directory.path(of: "out.safetensors"))
      #expect(run.end == .status(2))
      #expect(run.errors.contains("holds NaN or an infinity at [3, 17]"))
      #expect(try names(in: directory).isEmpty)
    }
  }

  @Test func `the input is never the output`() async throws {
    try await withTemporaryDirectory { directory in
      let path = try directory.write(try bytes(ofFile: transformer), to: "m.safetensors")
      let run = try await ProgramRun("quantize", path, "--format", "mxfp4", "-o", path)
      #expect(run.end == .status(2) && run.errors.contains("this is what is read"))
      #expect(try bytes(ofFile: path) == bytes(ofFile: transformer))
    }
  }

  @Test func `^C leaves nothing behind`() async throws {
    try await withTemporaryDirectory { directory in
      // Large enough that it is still at work when the signal comes; zeros take no room on the disk.
      let path = directory.path(of: "large.bin")
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 1 << 32)
      let run = try await ProgramRun(
        arguments: [
          "quantize", path, "--dtype", "BF16", "--shape", "524288x4096", "--format", "mxfp4", "-o",
          directory.path(of: "out.safetensors"),
        ]
      ) { process in
        // Its handler is in place as soon as the draft is there.
        for _ in 0..<2000 where try self.names(in: directory).count == 1 { usleep(5000) }
        process.interrupt()
      }
      #expect(run.end == .signal(SIGINT))
      #expect(try names(in: directory) == ["large.bin"])
    }
  }

  @Test(arguments: [
    (["--what", "colours"], "there are scales, codes, zeros, errors, scales-128x4"),
    (["--what", "codes", "--as", "png"], "there are npy, csv"),
    (["--what", "zeros"], "int4-g128 has no zero points"),
    (["--what", "scales-128x4"], "tensor cores take scales of one byte"),
  ])
  func `what can't be dumped is one line and status 2`(
    options: [String], line: String
  ) async throws {
    try await withTemporaryDirectory { directory in
      let run = try await ProgramRun(
        arguments: ["dump", weights, "--format", "int4-g128"] + options
          + ["-o", directory.path(of: "out")])
      #expect(run.end == .status(2) && run.errorLines.count == 1)
      #expect(run.errors.contains(line))
      #expect(try names(in: directory).isEmpty)
    }
  }

  @Test(arguments: ["int4-g128:asym", "hqq4-g64"])
  func `codes, zero points and scales decode to what quantize writes`(format: String) async throws {
    try await withTemporaryDirectory { directory in
      var tables: [String: [[Float]]] = [:]
      for what in ["codes", "zeros", "scales"] {
        let run = try await ProgramRun(
          "dump", weights, "--format", format, "--what", what, "-o", "-")
        #expect(run.end == .status(0))
        tables[what] = run.output.split(separator: "\n").map { line in
          line.split(separator: ",").compactMap { Float($0) }
        }
      }
      let output = directory.path(of: "w.npy")
      let run = try await ProgramRun(
        "quantize", weights, "--format", format, "--dequantize", "-o", output)
      #expect(run.end == .status(0))
      let decoded = try bytes(ofFile: output).suffix(512 * 512 * 4)
      let codes = try #require(tables["codes"])
      let zeros = try #require(tables["zeros"])
      let scales = try #require(tables["scales"])
      let group = 512 / (zeros.first?.count ?? 1)
      var differing = 0
      for row in 0..<512 {
        for column in 0..<512 {
          let place = decoded.startIndex + (row * 512 + column) * 4
          let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(decoded[place + $1]) << (8 * $1) }
          let value =
            (codes[row][column] - zeros[row][column / group]) * scales[row][column / group]
          differing += Float(bitPattern: bits) == value ? 0 : 1
        }
      }
      #expect(differing == 0 && zeros.joined().contains { $0 != 0 })
    }
  }

  @Test func `numbers are dumped to standard output as text`() async throws {
    let run = try await ProgramRun(
      "dump", weights, "--format", "int4-g128", "--what", "codes", "-o", "-")
    #expect(run.end == .status(0))
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 512)
    let codes = lines.flatMap { $0.split(separator: ",").compactMap { Int($0) } }
    #expect(codes.count == 512 * 512 && codes.allSatisfy { (-8...7).contains($0) })
  }
}
