internal import CPeers
internal import KernelEngine
internal import QuantCore

/// oneDNN of version 2, loaded where it is installed: its matrix product with weights packed as it prefers.
struct OneDNNPeer: Peer {
  let name = "oneDNN"
  let remedy = "Debian 12: libdnnl2"

  func presence() -> PeerPresence {
    guard let library = unsafe peer_dnnl_open() else { return .absent(reason: "no libdnnl") }
    var parts: (Int32, Int32, Int32) = (0, 0, 0)
    unsafe withUnsafeMutableBytes(of: &parts) { bytes in
      unsafe peer_dnnl_version(library, bytes.assumingMemoryBound(to: Int32.self).baseAddress)
    }
    let version = "\(parts.0).\(parts.1).\(parts.2)"
    guard unsafe peer_dnnl_is_known(library) else {
      return .absent(reason: "version \(version) speaks another interface, expected 2.1 to 2.7")
    }
    return .installed(version: version)
  }

  func setting(for recipe: LinearRecipe) -> PeerSetting? {
    switch recipe.id {
    case "f32@f32": PeerSetting(text: "matmul, weights packed", bound: 1e-5)
    case "bf16@bf16":
      PeerSetting(
        text: "matmul, weights packed; rounding the activations to BF16 is not timed", bound: 1e-5)
    case "int8-row@int8-row":
      PeerSetting(
        text:
          "matmul of s8 and s8 with a scale for each output, weights packed; neither quantizing the "
          + "activations nor multiplying by their scales is timed", bound: 1e-5)
    default: nil
    }
  }

  func measure(
    _ task: PeerTask, _ setting: PeerSetting, _ body: (_ batch: Int, PeerOutcome) -> Bool
  ) {
    let weights = Operand(task.weights, scales: task.scales, of: task.recipe.weights)
    for batch in task.batches {
      guard body(batch, measure(task, batch: batch, weights: weights, bound: setting.bound))
      else { return }
    }
  }

  /// One side of the product as the library takes it.
  private struct Operand {
    var bytes: [UInt8]
    var type: peer_dnnl_type
    var scales: [Float] = []

    init(_ decoded: [Float], scales: [Float], of operand: LinearRecipe.Operand) {
      switch operand {
      case .f32:
        bytes = unsafe decoded.withUnsafeBytes { unsafe Array($0) }
        type = peer_dnnl_f32
      case .bf16:
        let codes = decoded.map { BFloat16.encode($0) }
        bytes = unsafe codes.withUnsafeBytes { unsafe Array($0) }
        type = peer_dnnl_bf16
      case .quantized:
        let columns = decoded.count / max(1, scales.count)
        bytes = decoded.indices.map { index in
          let scale = scales[index / columns]
          return UInt8(bitPattern: scale == 0 ? 0 : Int8((decoded[index] / scale).rounded()))
        }
        type = peer_dnnl_s8
        self.scales = scales
      }
    }
  }

  private func measure(
    _ task: PeerTask, batch: Int, weights: Operand, bound: Double
  ) -> PeerOutcome {
    let given = task.activations.span.extracting(0..<batch * task.inputs)
    let parts = task.recipe.activations.decodedWithScales(given, columns: task.inputs)
    let activations = Operand(parts.decoded, scales: parts.scales, of: task.recipe.activations)
    guard let library = unsafe peer_dnnl_open(), let plain = PeerMemory(weights.bytes),
      let x = PeerMemory(activations.bytes), let y = PeerMemory(bytes: 4 * batch * task.outputs)
    else { return .failed("no memory for the matrices") }
    var status: Int32 = 0
    let product = unsafe weights.scales.withUnsafeBufferPointer { scales in
      unsafe peer_product_create(
        library, weights.type, Int32(task.threads), Int64(batch), Int64(task.outputs),
        Int64(task.inputs), weights.scales.isEmpty ? nil : scales.baseAddress, &status)
    }
    guard let product = unsafe product else {
      return .failed("the product is refused with status \(status)")
    }
    // Memory of the copies has to outlive the product.
    var copies: [PeerMemory] = []
    let bytes = unsafe peer_product_weight_bytes(product)
    let count = task.copies(ofBytes: bytes, most: LinearBenchmark.mostCopies)
    defer { withExtendedLifetime(copies) { unsafe peer_product_destroy(product) } }
    status = unsafe peer_product_bind(
      product, x.base, y.base.assumingMemoryBound(to: Float.self))
    while status == 0, copies.count < count {
      guard let copy = PeerMemory(bytes: bytes) else { return .failed("no memory for the weights") }
      status = unsafe peer_product_pack(product, plain.base, copy.base)
      if status == 0, unsafe peer_product_add(product, copy.base) < 0 { status = -1 }
      copies.append(copy)
    }
    guard status == 0 else { return .failed("packing ended with status \(status)") }
    var called = CalledProduct(task: task, batch: batch, weightBytes: bytes, copies: count)
    called.rowFactors = activations.scales
    return withExtendedLifetime(x) {
      called.outcome(within: bound, y: y) { unsafe peer_product_run(product, Int32($0)) }
    }
  }
}
