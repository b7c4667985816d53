import FileTargets
import Foundation
import TestSupport
import Testing
import TextTargets

/// What the fuzzer found once, and never again; and what it begins with.
struct RegressionTests {
  private static let targets = FileTargets.all + TextTargets.all
  private static let folder = Fixtures.path("fuzz")
  /// What reading one input may take.
  private static let secondsLimit = Double(Allowance.slowness)

  private static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  @Test(arguments: targets.map(\.name))
  func `what was found is taken or refused at once`(_ name: String) throws {
    let target = try #require(Self.targets.first { $0.name == name })
    for file in Self.names(in: "\(Self.folder)/\(name)") {
      let input = try bytes(ofFile: "\(Self.folder)/\(name)/\(file)")
      try withTemporaryDirectory { directory in
        let start = threadSeconds()
        #expect(throws: Never.self, "\(name)/\(file)") {
          _ = try target.run(input, in: ScratchDirectory(directory.path))
        }
        #expect(threadSeconds() - start < Self.secondsLimit, "\(name)/\(file)")
      }
    }
  }

  @Test(arguments: targets.map(\.name))
  func `a target takes its seeds`(_ name: String) throws {
    let target = try #require(Self.targets.first { $0.name == name })
    let seeds = Fixtures.path("../../Fuzzing/Seeds/\(name)")
    for file in Self.names(in: seeds) {
      let input = try bytes(ofFile: "\(seeds)/\(file)")
      try withTemporaryDirectory { directory in
        _ = try target.run(input, in: ScratchDirectory(directory.path))
      }
    }
  }

  @Test func `the fuzzer builds the modules as the program does`() throws {
    func modules(_ manifest: String) throws -> [String: Set<String>] {
      let text = try String(contentsOfFile: Fixtures.path("../../" + manifest), encoding: .utf8)
      var found: [String: Set<String>] = [:]
      for part in text.split(separator: "    room(").dropFirst() {
        let names = part.prefix { $0 != ")" }.split(
          separator: "\"", omittingEmptySubsequences: false
        )
        .enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        if let name = names.first { found[name] = Set(names.dropFirst()) }
      }
      return found
    }
    let program = try modules("Package.swift")
    for (name, dependencies) in try modules("Fuzzing/Package.swift") where program[name] != nil {
      #expect(dependencies.subtracting(["Schemas"]) == program[name], "\(name)")
    }
    #expect(program.count > 10)
  }

  @Test func `every folder of findings is that of a target`() {
    let names = Set(Self.targets.map(\.name))
    #expect(names.count == Self.targets.count)
    for folder in Self.names(in: Self.folder) where folder != "README.md" {
      #expect(names.contains(folder), "\(folder)")
    }
  }
}
