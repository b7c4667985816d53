import FileTargets
import Foundation
import TensorFiles
import TestSupport

/// A file of which every byte is changed that is no content of a tensor.
struct SampleFile: CustomStringConvertible, Sendable {
  /// Where it lies in the repository.
  let description: String
  /// What it is called when it is changed: the suffix can matter.
  let name: String
  let bytes: [UInt8]
  /// The places of the bytes that say something of others.
  let header: [Int]

  private static let suffixes = ["safetensors", "gguf", "npy", "npz", "bin", "pt"]
  private static let folders = [
    "SampleTensors", "Tests/Fixtures/files", "Tests/Fixtures/torch", "Tests/Fixtures/gguf",
    "Tests/Fixtures/stored", "Fuzzing/Seeds/npz",
  ]

  /// Every container that the repository has a sample of.
  static let all: [SampleFile] = {
    let root = Fixtures.path("../..")
    return folders.flatMap { folder in
      let paths = FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.allObjects ?? []
      let names = paths.compactMap { $0 as? String }.sorted()
      return names.compactMap { try? SampleFile("\(folder)/\($0)", in: root) }
    }
  }()

  /// Reads a sample; nil where it has no header, or is none.
  private init?(_ path: String, in root: String) throws {
    let url = URL(filePath: "\(root)/\(path)")
    // A part of a split file says that the others are missing, whatever is wrong with it.
    guard Self.suffixes.contains(url.pathExtension), !url.lastPathComponent.hasPrefix("split-")
    else { return nil }
    description = path
    name = url.lastPathComponent
    bytes = try TestSupport.bytes(ofFile: url.path())
    let source = try TensorFile.open(url.path())
    var isContent = [Bool](repeating: false, count: bytes.count)
    // A view with gaps says nothing of where it ends.
    for tensor in source.tensors where tensor.order.strides == nil {
      for place in tensor.offset..<(tensor.offset + tensor.byteCount) where place < bytes.count {
        isContent[place] = true
      }
    }
    header = bytes.indices.filter { !isContent[$0] }
    if header.isEmpty { return nil }
  }
}
