import Foundation
import Testing

@testable import samplemaker

struct GeneratorTests {
  @Test func `making the samples again gives the committed bytes`() throws {
    for file in SampleFile.all() {
      #expect(try CommittedFile.bytes(file.name) == file.bytes, "\(file.name) differs")
    }
  }

  @Test func `the directory holds the samples and their README, under 2 MB`() throws {
    let files = SampleFile.all()
    #expect(try CommittedFile.names() == Set(files.map(\.name) + ["README.md"]))
    #expect(files.reduce(0) { $0 + $1.bytes.count } < 2_000_000)
  }

  @Test func `the README names every file`() throws {
    let text = try String(decoding: CommittedFile.bytes("README.md"), as: UTF8.self)
    for file in SampleFile.all() {
      #expect(text.contains("`\(file.name)`"), "README.md does not mention \(file.name)")
    }
  }

  @Test func `the program writes the samples into a directory that it makes`() throws {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "samplemaker-\(UUID().uuidString)/nested")
    defer { try? FileManager.default.removeItem(at: directory.deletingLastPathComponent()) }
    #expect(SampleMaker.run(arguments: ["samplemaker", directory.path]) == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    #expect(Set(names) == Set(SampleFile.all().map(\.name)))
    for file in SampleFile.all() {
      let written = try Data(contentsOf: directory.appending(path: file.name))
      #expect(Array(written) == file.bytes)
    }
  }

  @Test(arguments: [["--help"], ["a", "b"], ["/dev/null/not-a-directory"]])
  func `wrong arguments and unwritable places give exit code 2`(operands: [String]) {
    #expect(SampleMaker.run(arguments: ["samplemaker"] + operands) == 2)
  }
}
