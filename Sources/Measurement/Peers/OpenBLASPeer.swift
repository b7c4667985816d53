internal import CPeers
internal import KernelEngine
internal import QuantCore

/// OpenBLAS, loaded where it is installed: `cblas_sgemm` and, where it was built with it, `cblas_sbgemm`.
struct OpenBLASPeer: Peer {
  let name = "OpenBLAS"
  let remedy = "Debian: libopenblas0"

  func presence() -> PeerPresence {
    guard let library = unsafe peer_blas_open() else {
      return .absent(reason: "no libopenblas")
    }
    let words = unsafe String(cString: peer_blas_config(library)).split(separator: " ")
    let kernels = unsafe String(cString: peer_blas_kernels(library))
    let version = words.count > 1 ? String(words[1]) : "of unknown version"
    return .installed(version: kernels.isEmpty ? version : "\(version) (\(kernels))")
  }

  func setting(for recipe: LinearRecipe) -> PeerSetting? {
    switch recipe.id {
    case "f32@f32":
      PeerSetting(text: "cblas_sgemm, cblas_sgemv for one row; weights not packed", bound: 1e-5)
    case "bf16@bf16" where hasBF16:
      PeerSetting(
        text: "cblas_sbgemm; weights not packed; rounding the activations to BF16 is not timed",
        bound: 1e-5)
    default: nil
    }
  }

  private var hasBF16: Bool {
    guard let library = unsafe peer_blas_open() else { return false }
    return unsafe peer_blas_has_bf16(library)
  }

  func measure(
    _ task: PeerTask, _ setting: PeerSetting, _ body: (_ batch: Int, PeerOutcome) -> Bool
  ) {
    let isPlain = task.recipe.id == "f32@f32"
    let weights = isPlain ? [] : task.weights.map { BFloat16.encode($0) }
    let bytes = task.weights.count * (isPlain ? 4 : 2)
    let count = task.copies(ofBytes: bytes, most: LinearBenchmark.mostCopies)
    let copies = (0..<count).compactMap { _ in
      isPlain ? PeerMemory(task.weights) : PeerMemory(weights)
    }
    for batch in task.batches {
      let given = Array(task.activations.prefix(batch * task.inputs))
      let outcome: PeerOutcome
      if let library = unsafe peer_blas_open(), copies.count == count,
        let x = isPlain ? PeerMemory(given) : PeerMemory(given.map { BFloat16.encode($0) }),
        let y = PeerMemory(bytes: 4 * batch * task.outputs)
      {
        let (threads, m) = (Int32(task.threads), Int32(batch))
        let (n, k) = (Int32(task.outputs), Int32(task.inputs))
        let product = CalledProduct(task: task, batch: batch, weightBytes: bytes, copies: count)
        outcome = product.outcome(within: setting.bound, y: y) { turn in
          let w = copies[turn]
          if isPlain {
            unsafe peer_blas_f32(
              library, threads, m, n, k, x.base.assumingMemoryBound(to: Float.self),
              w.base.assumingMemoryBound(to: Float.self),
              y.base.assumingMemoryBound(to: Float.self))
          } else {
            unsafe peer_blas_bf16(
              library, threads, m, n, k, x.base.assumingMemoryBound(to: UInt16.self),
              w.base.assumingMemoryBound(to: UInt16.self),
              y.base.assumingMemoryBound(to: Float.self))
          }
          return 0
        }
      } else {
        outcome = .failed("no memory for the matrices")
      }
      guard body(batch, outcome) else { return }
    }
  }
}
