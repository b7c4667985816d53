import TestSupport
import Testing

@Suite struct `A word that there is not` {
  private let weights = ProgramRun.sample("weights.bin")

  @Test(arguments: [
    (
      ["--formts", "mxfp4"], "unknown option --formts; did you mean --formats? Try quantview --help"
    ),
    (
      ["--palete", "grey"], "unknown option --palete; did you mean --palette? Try quantview --help"
    ),
    (["--foo"], "unknown option --foo; quantview --help lists what there is"),
    (["--nonsense=3"], "unknown option --nonsense; quantview --help lists what there is"),
  ])
  func `is answered with a near one, or with where to look`(
    options: [String], line: String
  ) async throws {
    let run = try await ProgramRun(arguments: options + [weights])
    #expect(run.end == .status(2) && run.output == "")
    #expect(run.errorLines == ["quantview: " + line])
  }

  @Test func `is sought among the options of the command`() async throws {
    let run = try await ProgramRun("report", weights, "--fail-fi", "mxfp4.mse<1")
    #expect(run.end == .status(2))
    #expect(
      run.errorLines == [
        "quantview: unknown option --fail-fi; did you mean --fail-if? Try quantview report --help"
      ])
  }

  @Test func `in a command's place is no missing file`() async throws {
    let run = try await ProgramRun("reprot", weights)
    #expect(run.end == .status(2) && run.output == "")
    #expect(
      run.errorLines == [
        "quantview: \"reprot\": there is no such file, nor such a command; did you mean report?"
      ])
    let file = try await ProgramRun("./reprot", weights)
    #expect(file.end == .status(3) && file.errors.contains("no such file"))
  }

  @Test(arguments: [
    ([], "no FILE is named; try quantview --help"),
    (["report"], "no FILE is named; try quantview report --help"),
    (["dump", "weights"], "--format ID is missing; try quantview dump --help"),
    (
      ["report", "weights", "-o"],
      "-o: expected OUT after it, found nothing; try quantview report --help"
    ),
    (
      ["weights", "--palette", "red"],
      "--palette \"red\": expected one of cividis, viridis or grey; try quantview --help"
    ),
    (
      ["list", "weights", "--offset", "abc"],
      "--offset \"abc\": expected a whole number; try quantview list --help"
    ),
    (
      ["rank", "weights", "--budget", "abc"],
      "--budget \"abc\": expected a number, as 4.5; try quantview rank --help"
    ),
    (["help", "repotr"], "help \"repotr\": there is no such command; did you mean report?"),
    (
      ["report", "weights", "--formats", "mxpf4"],
      "format mxpf4: no such format; did you mean mxfp4? quantview formats lists all"
    ),
    (
      ["report", "weights", "--formats", "mxfp4,"],
      "--formats \"mxfp4,\": expected ids with one comma between two, as in mxfp4,nvfp4; found none in a place"
    ),
  ])
  func `or a value is answered in one line`(arguments: [String], line: String) async throws {
    let run = try await ProgramRun(
      arguments: arguments.map { $0 == "weights" ? weights : $0 })
    #expect(run.end == .status(2) && run.output == "")
    #expect(run.errorLines == ["quantview: " + line])
  }

  @Test func `below zero is a number that an option can refuse`() async throws {
    for (option, line) in [
      ("--offset", "quantview: --offset -4: expected 0 or more bytes"),
      ("--threads", "quantview: --threads -4: expected 1 to 1024; try quantview --help"),
    ] {
      let run = try await ProgramRun(weights, option, "-4")
      #expect(run.end == .status(2) && run.errorLines == [line], "\(run.errors)")
    }
  }

  @Test func `to leave the mouse alone has help of its own`() async throws {
    let help = try await ProgramRun("explore", "--help")
    let lines = help.output.split(separator: "\n").filter { $0.contains("mouse") }
    #expect(lines.contains { $0.contains("--mouse ") && $0.contains("Take clicks") })
    #expect(lines.contains { $0.contains("--no-mouse ") && $0.contains("Leave the mouse") })
  }

  @Test(arguments: ["empty.bin", "-"])
  func `nothing at all is an error that says what an empty tensor takes`(
    _ name: String
  ) async throws {
    try await withTemporaryDirectory { directory in
      let path = name == "-" ? "-" : try directory.write("", to: name)
      for command in ["list", "report", "--plain"] {
        let run = try await ProgramRun(
          shell: ": | $Q \(command) \(path)", environment: ["TMPDIR": directory.path])
        #expect(run.end == .status(3) && run.output == "")
        #expect(run.errorLines.count == 1)
        #expect(
          run.errors.contains(
            path == "-"
              ? "standard input: nothing came, 0 bytes" : "\(path): the file is empty, 0 bytes"))
      }
      let said = try await ProgramRun(
        shell: ": | $Q list \(path) --dtype F32 --shape 0x0",
        environment: ["TMPDIR": directory.path])
      #expect(said.end == .status(0) && said.errors == "")
    }
  }
}
