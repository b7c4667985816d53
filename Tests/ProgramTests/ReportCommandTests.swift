import Foundation
import KernelEngine
import TestSupport
import Testing

struct ReportCommandTests {
  private let weights = ProgramRun.sample("weights.bin")
  private let transformer = ProgramRun.sample("transformer.safetensors")
  private let reproducible = ["SOURCE_DATE_EPOCH": "1700000000"]

  @Test(arguments: ["text", "markdown", "json", "jsonl", "csv", "html"])
  func `the bytes are the same with one thread and with four, each time`(kind: String) async throws
  {
    for file in [weights, transformer] {
      let arguments = ["report", file, "--as", kind, "--threads"]
      var runs: [ProgramRun] = []
      for threads in ["1", "4", "4"] {
        runs.append(
          try await ProgramRun(arguments: arguments + [threads], environment: reproducible))
      }
      #expect(runs.allSatisfy { $0.end == .status(0) })
      #expect(Set(runs.map(\.output)).count == 1)
      #expect(runs[0].output.utf8.count > 1000)
    }
  }

  @Test func `date and backend are left out with SOURCE_DATE_EPOCH, and only then`() async throws {
    for backend in Backend.supported {
      let dated = try await ProgramRun(
        arguments: ["report", weights, "--as", "json"],
        environment: [Backend.variable: backend.rawValue])
      #expect(dated.output.contains("\"backend\": \"\(backend.rawValue)\""))
    }
    let dated = try await ProgramRun("report", weights, "--as", "json")
    #expect(dated.output.contains("\"date\": \"20"))
    let plain = try await ProgramRun(
      "report", weights, "--as", "json", environment: reproducible)
    #expect(!plain.output.contains("\"backend\"") && !plain.output.contains("\"date\""))
  }

  @Test(arguments: ["text", "json", "html"])
  func `the bytes are the same with every backend`(kind: String) async throws {
    for file in [weights, transformer] {
      var outputs: Set<String> = []
      for backend in Backend.supported {
        let run = try await ProgramRun(
          arguments: ["report", file, "--as", kind],
          environment: reproducible.merging([Backend.variable: backend.rawValue]) { $1 })
        #expect(run.end == .status(0))
        outputs.insert(run.output)
      }
      #expect(outputs.count == 1)
    }
  }

  @Test(arguments: ["neon9", "AVX2", "baseline,avx2"])
  func `a backend that there is not ends in one line`(name: String) async throws {
    let run = try await ProgramRun(
      arguments: ["report", weights], environment: [Backend.variable: name])
    #expect(run.end == .status(2))
    #expect(run.output == "")
    #expect(
      run.errors.contains("QUANTVIEW_BACKEND=\(name) is no backend; here there are: baseline"))
    #expect(run.errors.filter { $0 == "\n" }.count == 1)
  }

  @Test func `a file gets the bytes that standard output would`() async throws {
    try await withTemporaryDirectory { directory in
      for (suffix, kind) in [
        ("txt", "text"), ("md", "markdown"), ("json", "json"), ("out", "text"),
        ("jsonl", "jsonl"), ("ndjson", "jsonl"), ("csv", "csv"), ("html", "html"), ("HTM", "html"),
      ] {
        let path = directory.path(of: "report.\(suffix)")
        let run = try await ProgramRun("report", weights, "-o", path, environment: reproducible)
        #expect(run.end == .status(0))
        #expect(run.output == "" && run.errors.contains("ends so, it is text") == (suffix == "out"))
        #expect(run.errorLines.count == (suffix == "out" ? 1 : 0))
        let printed = try await ProgramRun(
          "report", weights, "--as", kind, environment: reproducible)
        #expect(try bytes(ofFile: path) == Array(printed.output.utf8))
      }
    }
  }

  @Test func `a file appears whole or not at all`() async throws {
    try await withTemporaryDirectory { directory in
      let output = try directory.write("precious", to: "report.txt")
      let failed = try await ProgramRun("report", "missing.npy", "-o", output)
      #expect(failed.end == .status(3))
      let wrong = try await ProgramRun("report", weights, "-o", output, "--tensor", "nothing")
      #expect(wrong.end == .status(2))
      #expect(try bytes(ofFile: output) == Array("precious".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["report.txt"])
    }
  }

  @Test func `a report never overwrites what it reads`() async throws {
    try await withTemporaryDirectory { directory in
      let content = try bytes(ofFile: weights)
      let input = try directory.write(content, to: "weights.bin")
      let run = try await ProgramRun("report", input, "-o", input)
      #expect(run.end == .status(2))
      #expect(try bytes(ofFile: input) == content)
    }
  }

  @Test func `a threshold that is crossed is status 1 and a line that says which`() async throws {
    let run = try await ProgramRun(
      "report", transformer, "--fail-if", "nvfp4.sqnr_db<18", "--fail-if", "mxfp4.mse>=1e30")
    #expect(run.end == .status(1))
    #expect(run.output.contains("quantview 0.1.0"))
    #expect(run.errorLines.count == 3)
    #expect(run.errorLines.contains { $0.contains("--fail-if nvfp4.sqnr_db<18: \"model.") })
  }

  @Test func `a threshold that is kept is status 0`() async throws {
    let run = try await ProgramRun(
      "report", weights, "--formats", "nvfp4", "--fail-if", "nvfp4.sqnr_db<10",
      "--fail-if", "nvfp4.nonfinite_blocks > 0")
    #expect(run.end == .status(0))
    #expect(run.errors == "")
  }

  @Test func `a file that can't be read outweighs a threshold`() async throws {
    let run = try await ProgramRun(
      "report", weights, "missing.npy", "--fail-if", "nvfp4.sqnr_db<1000")
    #expect(run.end == .status(3))
    #expect(run.errorLines.count == 2)
  }

  @Test func `tensors that can't be analysed are named and left out`() async throws {
    let run = try await ProgramRun("report", transformer, "--as", "json", "--formats", "mxfp4")
    #expect(run.end == .status(0))
    #expect(run.errorLines.count == 1)
    #expect(run.errors.contains("not analysed: \"model.position_ids\" (I64)"))
    #expect(!run.output.contains("position_ids"))
  }

  @Test func `a format that no tensor can take leaves the others their report`() async throws {
    let file = ["report", weights, "--dtype", "BF16", "--shape", "4096x10", "--as", "json"]
    let content = try bytes(ofFile: weights)
    try await withTemporaryDirectory { directory in
      let path = try directory.write(Array(content.prefix(4096 * 20)), to: "narrow.raw")
      let narrow = [file[0], path] + file.dropFirst(2)
      let run = try await ProgramRun(arguments: narrow + ["--formats", "e8p2,mxfp4"])
      #expect(run.end == .status(0))
      #expect(run.output.contains("\"mxfp4\": {") && run.output.contains("\"refused\": {"))
      #expect(run.errorLines.count == 1)
      #expect(run.errors.contains("e8p2 needs columns that are a multiple of 8"))
      let none = try await ProgramRun(arguments: narrow + ["--formats", "e8p2,mxfp4+h32"])
      #expect(none.end == .status(2) && none.output == "")
      #expect(none.errorLines.count == 1)
      #expect(none.errors.contains("e8p2 needs") && none.errors.contains("mxfp4+h32 needs"))
    }
  }

  @Test func `a guess is labelled in every kind of report`() async throws {
    try await withTemporaryDirectory { directory in
      let path = try directory.write(try bytes(ofFile: weights), to: "bare.bin")
      let text = try await ProgramRun("report", path)
      #expect(text.output.contains("! BF16 with 4096 columns is a guess"))
      #expect(text.output.contains("--dtype and --shape settle it"))
      #expect(
        try await ProgramRun("report", path, "--as", "markdown").output.contains("**Guessed:**"))
      #expect(
        try await ProgramRun("report", path, "--as", "json").output.contains("\"guessed\": true"))
      let told = try await ProgramRun(
        "report", path, "--as", "json", "--dtype", "BF16", "--shape", "512x512")
      #expect(told.output.contains("\"guessed\": false"))
    }
  }

  @Test func `formats are measured as asked, in that order, any number of them`() async throws {
    let ids = "int4-g128+f32,mxfp4:even,nvfp4,mxfp4,mxfp4:ceil,mxfp4:rceil"
    let run = try await ProgramRun("report", weights, "--formats", ids, "--as", "json")
    let places = ids.split(separator: ",").map {
      run.output.firstRange(of: "\"\($0)\": {")?.lowerBound
    }
    #expect(run.end == .status(0))
    #expect(!places.contains(nil))
    #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
  }
}
