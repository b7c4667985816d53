import TensorFiles
import TestSupport
import Testing

/// Headers with a byte or two changed: whatever comes, it opens or is refused, and what opens can be read.
struct MutationTests {
  @Test(arguments: [
    "dtypes.safetensors", "npy_f_f4.npy", "npy_be_f4.npy", "mixed.gguf", "pytorch_model.bin",
    "legacy_nonzip.bin",
  ])
  func `no changed byte makes a reader trap`(name: String) throws {
    let original = try bytes(ofFile: Fixtures.path("files/" + name))
    let headerLengths = ["npy": 128, "gguf": 880, "safetensors": 1064, "bin": 1500]
    let headerLength = try #require(headerLengths[String(name.split(separator: ".").last ?? "")])
    var random = SplitMix64(seed: 42)
    var opened = 0
    var refused = 0
    try withTemporaryDirectory { directory in
      for _ in 0..<2000 {
        var changed = original
        for _ in 0..<Int.random(in: 1...2, using: &random) {
          changed[Int.random(in: 0..<headerLength, using: &random)] = .random(
            in: 0...255, using: &random)
        }
        do throws(TensorFileError) {
          let source = try TensorFile.open(try path(of: changed, name, in: directory))
          readAll(source)
          opened += 1
        } catch {
          #expect(!error.description.contains("\n"))
          refused += 1
        }
      }
    }
    #expect(opened > 10 && refused > 500, "\(opened) opened, \(refused) refused")
  }

  private func path(
    of bytes: [UInt8], _ name: String, in directory: TemporaryDirectory
  ) throws(TensorFileError) -> String {
    do { return try directory.write(bytes, to: name) } catch {
      throw TensorFileError(.unreadable, path: name, "\(error)")
    }
  }

  private func readAll(_ source: any TensorSource) {
    for tensor in source.tensors {
      _ = source.sha256(of: tensor)
      if tensor.isAnalysable { _ = source.values(of: tensor) }
    }
  }
}
