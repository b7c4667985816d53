import Foundation
import TestSupport
import Testing

/// A tensor as `manifest.json` states it: written by another library.
struct ManifestEntry: Decodable {
  let shape: [Int]
  let row_major_le_sha256: String
  let bytes: Int
}

/// The part of `quantview.list/1` that the manifest speaks of.
private struct ListDocument: Decodable {
  struct Tensor: Decodable {
    let name: String
    let shape: [Int]
    let bytes: Int
    let sha256: String?
  }

  let tensors: [Tensor]
}

struct HashTests {
  private static let manifest: [String: [String: ManifestEntry]] = {
    let data = FileManager.default.contents(atPath: Fixtures.path("files/manifest.json"))
    return (try? JSONDecoder().decode([String: [String: ManifestEntry]].self, from: data ?? Data()))
      ?? [:]
  }()

  @Test func `the manifest has files`() {
    #expect(Self.manifest.count > 5)
  }

  @Test(arguments: manifest.keys.sorted())
  func `hashes are those of the library that wrote the file`(file: String) async throws {
    let entries = try #require(Self.manifest[file])
    let path = Fixtures.path("files/" + file)
    let raw = file.hasPrefix("raw") ? ["--dtype", "BF16", "--shape", "24x40"] : []
    let run = try await ProgramRun(arguments: ["list", "--json", "--sha256", path] + raw)
    #expect(run.end == .status(0))
    let document = try JSONDecoder().decode(ListDocument.self, from: Data(run.output.utf8))
    #expect(document.tensors.count == entries.count)
    for tensor in document.tensors {
      // A file without names calls its tensor after itself; the manifest has a name of its own.
      let entry = try #require(
        entries[tensor.name] ?? (entries.count == 1 ? entries.first?.value : nil))
      #expect(tensor.sha256 == entry.row_major_le_sha256)
      #expect(tensor.bytes == entry.bytes)
      #expect(tensor.shape == entry.shape)
    }
  }
}
