internal import FileTargets
internal import QuantAnalysis
internal import TensorFiles

/// A recipe, as JSON or as CSV, applied to a model with a few tensors.
struct RecipeTarget: FuzzTarget {
  let name = "recipe"
  private static let tensors = [
    "blk.0.attn_q.weight", "blk.0.ffn_up.weight", "out.weight", "a,\"b",
  ]
  .map { name in
    TensorDescriptor(name: name, type: .f32, shape: [3, 40], offset: 0, byteCount: 480)
  }

  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool {
    let file: RecipeFile
    do throws(TensorFileError) {
      file = try RecipeFile(bytes, path: "recipe")
    } catch {
      try ShownText.checkError(error)
      return false
    }
    var note: String?
    do throws(RecipeError) {
      note = try file.applied(to: Self.tensors).note
    } catch {
      try ShownText.checkError(error)
      return false
    }
    if let note { try ShownText.check(note, "a note") }
    return true
  }
}
