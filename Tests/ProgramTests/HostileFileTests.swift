import HostileFiles
import TestSupport
import Testing

/// Files that are made to break their readers, given to the program itself.
struct HostileFileTests {
  /// Holds the process that follows to seconds of computing and to 200 MB of memory of its own.
  private static func bounds(seconds: Int) -> String {
    "ulimit -t \(seconds * Allowance.slowness)"
      + (Allowance.memory.map { " && ulimit -d \($0 >> 10)" } ?? "")
  }

  @Test(arguments: HostileFile.all)
  func `it is refused in one line, or opens, within a second and 200 MB`(
    _ file: HostileFile
  ) async throws {
    try await withTemporaryDirectory { directory in
      let path = try directory.write(file.content(), to: "hostile" + file.suffix)
      // What opens may hold as much as may be, and is listed; looking into all of it takes longer.
      for command in file.complaint == nil ? ["list"] : ["list", "--plain"] {
        let bounds = Self.bounds(seconds: file.complaint == nil ? 4 : 1)
        let run = try await ProgramRun(
          shell: "\(bounds) && exec \"$Q\" \(command) \"$F\"", environment: ["F": path])
        guard let complaint = file.complaint else {
          #expect(run.end == .status(0) && run.errors == "", "\(run.end) \(run.errors.prefix(500))")
          continue
        }
        #expect(run.end == .status(3), "\(command): \(run.end) \(run.errors.prefix(500))")
        #expect(run.errorLines.count == 1 && run.output == "", "\(run.errors.prefix(500))")
        #expect(run.errors.hasPrefix("quantview: \(path): "), "\(run.errors.prefix(500))")
        #expect(run.errors.contains(complaint), "\(run.errors.prefix(500))")
        #expect(run.errors.utf8.count < 1000)
      }
    }
  }

  @Test func `there are files of every kind, and none is there twice`() {
    let kinds = Set(HostileFile.all.map(\.suffix))
    #expect(kinds.isSuperset(of: [".safetensors", ".gguf", ".npy", ".npz", ".pt", ".bin"]))
    let names = HostileFile.all.map { $0.description + $0.suffix }
    #expect(Set(names).count == names.count && names.count > 60)
  }
}
