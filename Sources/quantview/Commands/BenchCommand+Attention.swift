internal import ArgumentParser
internal import KernelEngine
internal import Measurement
internal import QuantAnalysis
internal import QuantReports
internal import TensorFiles

/// `quantview bench --attention`.
extension BenchCommand {
  /// Heads, tokens and values of a token of the samples, where nothing else is said.
  static let usualHeads = "2x4096x128"

  /// Checks what was asked for before anything is read or made.
  func validateAttention() throws {
    for (name, isGiven) in [
      ("--kernels", kernels), ("--batches", batches != nil), ("--figure", figure != nil),
      ("--hot", hot),
    ] where isGiven { throw ValidationError("\(name) does not go with --attention") }
    for (name, isGiven) in [("--shape", shape != nil), ("--seed", seed != nil)]
    where isGiven && qkv != nil { throw ValidationError("\(name) does not go with --qkv") }
    _ = try attentionRecipes()
    if qkv == nil { _ = try sampleShape() }
  }

  /// Measures and prints.
  func measureAttention() throws {
    let request = AttentionBenchmark.Request(
      recipes: try attentionRecipes(), inputs: try attentionInputs(), threads: threads)
    let report = AttentionBenchmark(request: request).run { found in
      Self.show("measured \(found.points.count) of \(request.count) points")
      return true
    }
    Self.show("")
    try Console.print(kind == "json" ? AttentionJSON.json(report) : AttentionText.text(report))
    if report.points.contains(where: { !$0.isChecked }) {
      throw Failure(
        status: ExitStatus.usage,
        "attention differs from its definition; please report this")
    }
  }

  private func attentionRecipes() throws -> [AttentionRecipe] {
    guard let recipes else { return AttentionRecipe.offered }
    do {
      return try recipes.split(separator: ",").map { try AttentionRecipe(named: String($0)) }
    } catch let error as AttentionError {
      throw ValidationError(error.message)
    }
  }

  private func sampleShape() throws -> AttentionShape {
    let text = shape ?? Self.usualHeads
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 3, let heads = sides[0], let tokens = sides[1], let dimension = sides[2]
    else {
      throw ValidationError("--shape \(text): heads x tokens x dimension, such as 2x4096x128")
    }
    do {
      return try AttentionShape(
        heads: heads, keyHeads: heads, queries: tokens, keys: tokens, dimension: dimension,
        isCausal: causal)
    } catch {
      throw ValidationError("--shape \(text): \(error.message)")
    }
  }

  private func attentionInputs() throws -> [(source: AttentionSource, input: AttentionInput)] {
    guard let qkv else {
      return try AttentionBenchmark.Request.samples(shape: try sampleShape(), seed: seed ?? 1)
    }
    try Environment.readStandardInput(for: [qkv])
    let path = PrintableName.escaped(qkv)
    let source = try TensorFile.open(qkv)
    guard let tensors = AttentionTensors(in: source.tensors) else {
      let names = source.tensors.prefix(5).map { PrintableName.quoted($0.name) }
      let found = names.joined(separator: ", ") + (source.tensors.count > 5 ? "…" : "")
      throw Failure(
        status: ExitStatus.usage,
        "\(path): no three tensors of which the names end in q, k and v; found "
          + (names.isEmpty ? "none" : found))
    }
    do {
      let input = try tensors.input(from: source, isCausal: causal)
      try source.verify()
      return [(source: .file(qkv + ": " + tensors.prefix + "q, k, v"), input: input)]
    } catch let error as AttentionError {
      throw Failure(status: ExitStatus.unreadable, "\(path): \(error.message)")
    }
  }
}
