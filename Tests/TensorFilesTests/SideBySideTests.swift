import Testing

@testable import TensorFiles

@Suite struct SideBySideTests {
  @Test(arguments: [
    (["old/model.safetensors", "new/model.safetensors"], ["old/model", "new/model"]),
    (["a.npy", "b.npy"], ["a", "b"]),
    (["w.npy", "w.bin"], ["w.npy", "w.bin"]),
    (["x/1/m.gguf", "y/1/m.gguf"], ["x/1/m", "y/1/m"]),
    (["m.gguf", "y/m.gguf"], ["m", "y/m"]),
    (["m.gguf", "m.gguf"], ["1:m", "2:m"]),
  ])
  func `files are called by the shortest ends of their paths that differ`(
    paths: [String], labels: [String]
  ) {
    #expect(CheckpointSource.labels(of: paths) == labels)
  }
}
