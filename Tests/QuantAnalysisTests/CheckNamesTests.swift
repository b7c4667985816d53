import QuantAnalysis
import QuantCore
import TensorFiles
import TestSupport
import Testing

/// Tensors of a GGUF file against those of Hugging Face's names.
struct CheckNamesTests {
  private struct Tensor {
    let name: String
    let shape: [Int]
    let values: [Float]
    var type = UInt32(0)

    /// The values as a file holds them: F32, or Q8_0 with a scale of 1/64.
    var bytes: [UInt8] {
      guard type == 8 else { return values.flatMap { littleEndian($0.bitPattern) } }
      return stride(from: 0, to: values.count, by: 32).flatMap { start in
        littleEndian(UInt16(0x2400))
          + values[start..<start + 32].map { UInt8(bitPattern: Int8($0 * 64)) }
      }
    }
  }

  private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    (0..<(number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private func gguf(_ tensors: [Tensor]) -> [UInt8] {
    func text(_ name: String) -> [UInt8] {
      Self.littleEndian(UInt64(name.utf8.count)) + Array(name.utf8)
    }
    var bytes = Array("GGUF".utf8) + Self.littleEndian(UInt32(3))
    bytes += Self.littleEndian(UInt64(tensors.count)) + Self.littleEndian(UInt64(0))
    var data: [UInt8] = []
    for tensor in tensors {
      bytes += text(tensor.name) + Self.littleEndian(UInt32(tensor.shape.count))
      bytes += tensor.shape.reversed().flatMap { Self.littleEndian(UInt64($0)) }
      bytes += Self.littleEndian(tensor.type) + Self.littleEndian(UInt64(data.count))
      data += tensor.bytes
      data += [UInt8](repeating: 0, count: (32 - data.count % 32) % 32)
    }
    return bytes + [UInt8](repeating: 0, count: (32 - bytes.count % 32) % 32) + data
  }

  private func safetensors(_ tensors: [Tensor]) -> [UInt8] {
    var (entries, data) = ([String](), [UInt8]())
    for tensor in tensors {
      let start = data.count
      data += tensor.bytes
      let shape = tensor.shape.map { "\($0)" }.joined(separator: ",")
      entries.append(
        #""\#(tensor.name)":{"dtype":"F32","shape":[\#(shape)],"data_offsets":[\#(start),\#(data.count)]}"#
      )
    }
    let header = Array("{\(entries.joined(separator: ","))}".utf8)
    return Self.littleEndian(UInt64(header.count)) + header + data
  }

  private func random(_ count: Int, seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
  }

  /// Rows as llama.cpp has them: within each head those of the two halves take turns.
  private func interleaved(_ values: [Float], columns: Int, head: Int) -> [Float] {
    let rows = values.count / columns
    return (0..<rows).flatMap { row -> ArraySlice<Float> in
      let place = row % head
      let from = row / head * head + place % 2 * (head / 2) + place / 2
      return values[(from * columns)..<((from + 1) * columns)]
    }
  }

  private func check(_ quantized: [UInt8], _ original: [UInt8], asHF: Bool = false)
    async throws -> CheckReport
  {
    try await withTemporaryDirectory { directory in
      let made = try directory.write(quantized, to: asHF ? "a.safetensors" : "a.gguf")
      let kept = try directory.write(original, to: asHF ? "b.gguf" : "b.safetensors")
      return try await Checker(
        try TensorFile.open(made), against: try TensorFile.open(kept), threads: 2
      ).report()
    }
  }

  private let width = 24

  /// A layer under both names; the GGUF file's values are a little off.
  private func layer(head: Int, offset: Float) -> (gguf: [Tensor], hub: [Tensor]) {
    let q = random(16 * width, seed: 1)
    let k = random(8 * width, seed: 2)
    let v = random(8 * width, seed: 3)
    let norm = random(width, seed: 4)
    func off(_ values: [Float]) -> [Float] { values.map { $0 * 1.0625 } }
    let order = { (values: [Float]) in
      head > 0 ? self.interleaved(values, columns: width, head: head) : values
    }
    return (
      [
        Tensor(name: "token_embd.weight", shape: [8, width], values: off(v)),
        Tensor(name: "blk.0.attn_q.weight", shape: [16, width], values: off(order(q))),
        Tensor(name: "blk.0.attn_k.weight", shape: [8, width], values: off(order(k))),
        Tensor(name: "blk.0.attn_v.weight", shape: [8, width], values: off(v)),
        Tensor(name: "blk.0.ffn_norm.weight", shape: [width], values: norm.map { $0 + offset }),
        Tensor(name: "rope_freqs.weight", shape: [4], values: [1, 2, 3, 4]),
      ],
      [
        Tensor(name: "model.embed_tokens.weight", shape: [8, width], values: v),
        Tensor(name: "model.layers.0.self_attn.q_proj.weight", shape: [16, width], values: q),
        Tensor(name: "model.layers.0.self_attn.k_proj.weight", shape: [8, width], values: k),
        Tensor(name: "model.layers.0.self_attn.v_proj.weight", shape: [8, width], values: v),
        Tensor(
          name: "model.layers.0.post_attention_layernorm.weight", shape: [width], values: norm),
        Tensor(
          name: "model.layers.0.self_attn.rotary_emb.inv_freq", shape: [4], values: [1, 2, 3, 4]),
        Tensor(name: "lm_head.weight", shape: [8, width], values: v),
      ]
    )
  }

  @Test(arguments: [0, 4, 8], [false, true])
  func `llama.cpp's names and order of rows are known`(head: Int, isTurned: Bool) async throws {
    let (file, hub) = layer(head: head, offset: 0)
    let report =
      isTurned
      ? try await check(safetensors(hub), gguf(file), asHF: true)
      : try await check(gguf(file), safetensors(hub))
    #expect(report.tensors.count == 5)
    for tensor in report.tensors {
      let isRotated =
        tensor.name.contains("q_proj") || tensor.name.contains("k_proj")
        || tensor.name.contains("attn_q") || tensor.name.contains("attn_k")
      #expect(
        tensor.arrangement == (isRotated && head > 0 ? .interleaved(headRows: head) : .same),
        "\(tensor.name)")
      #expect(tensor.storedName != nil)
      if tensor.shape.count == 2 {
        let error = try #require(tensor.errors?.relativeFrobenius)
        #expect(abs(error - (isTurned ? 0.0625 / 1.0625 : 0.0625)) < 1e-6, "\(tensor.name)")
      } else {
        #expect(tensor.outcome == .identical)
      }
    }
    // Frequencies are no weights, and each side has its own.
    #expect(report.missing == (isTurned ? [] : ["lm_head.weight"]))
    #expect(
      report.extra
        == (isTurned
          ? ["model.layers.0.self_attn.rotary_emb.inv_freq", "lm_head.weight"]
          : ["rope_freqs.weight"]))
    let words = try #require(report.renaming)
    #expect(words.hasPrefix("5 tensors are paired by what llama.cpp and Hugging Face call them"))
    #expect(words.contains("token_embd.weight") && words.contains("1 buffers"))
    #expect(report.swap == nil)
  }

  @Test(arguments: [0, 8])
  func `an original in ggml's blocks is said to be perhaps interleaved where it is`(
    head: Int
  ) async throws {
    let values = random(16 * 32, seed: 7).map { ($0 * 64).rounded() / 64 }
    let blocks = head > 0 ? interleaved(values, columns: 32, head: head) : values
    let report = try await check(
      safetensors([
        Tensor(name: "model.layers.0.self_attn.q_proj.weight", shape: [16, 32], values: values)
      ]),
      gguf([
        Tensor(name: "blk.0.attn_q.weight", shape: [16, 32], values: blocks, type: 8)
      ]), asHF: true)
    let tensor = try #require(report.tensors.first)
    #expect(tensor.arrangement == (head > 0 ? .perhapsInterleaved : .same))
    #expect((tensor.errors?.noise ?? 0 > 0) == (head > 0))
  }

  @Test func `norms to which llama.cpp adds 1 are compared with 1 added`() async throws {
    let (file, hub) = layer(head: 0, offset: 1)
    let report = try await check(gguf(file), safetensors(hub))
    let norm = try #require(report.tensors.first { $0.shape.count == 1 })
    #expect(norm.arrangement == .offsetByOne)
    #expect(norm.errors?.noise == 0 && !norm.differs)
  }

  @Test func `Gemma's norms on both sides of a block are told apart`() {
    #expect(
      LlamaNames.candidates(for: "blk.3.ffn_norm.weight") == [
        "layers.3.pre_feedforward_layernorm.weight", "layers.3.post_attention_layernorm.weight",
      ])
    #expect(
      LlamaNames.candidates(for: "blk.3.post_attention_norm.weight")
        == ["layers.3.post_attention_layernorm.weight"])
    #expect(LlamaNames.key(of: "model.language_model.layers.1.x") == "layers.1.x")
    #expect(
      LlamaNames.candidates(for: "old/m:blk.1.attn_q.bias") == ["layers.1.self_attn.q_proj.bias"])
    #expect(LlamaNames.candidates(for: "model.layers.0.x.weight").isEmpty)
  }

  @Test func `the experts of a stack are compared one by one`() async throws {
    let experts = (0..<3).map { random(4 * width, seed: UInt64($0 + 10)) }
    let stack = [
      Tensor(
        name: "blk.2.ffn_down_exps.weight", shape: [3, 4, width],
        values: experts.flatMap { $0 }.map { $0 * 1.25 }),
      Tensor(name: "output_norm.weight", shape: [width], values: random(width, seed: 9)),
    ]
    let apart =
      experts.enumerated().map { index, values in
        Tensor(
          name: "model.layers.2.block_sparse_moe.experts.\(index).w2.weight", shape: [4, width],
          values: values)
      } + [Tensor(name: "model.norm.weight", shape: [width], values: random(width, seed: 9))]
    let report = try await check(gguf(stack), safetensors(apart))
    #expect(report.isWhole && report.extra.isEmpty && report.tensors.count == 4)
    #expect(report.tensors.map(\.storedName).first == "blk.2.ffn_down_exps.weight[0]")
    for tensor in report.tensors where tensor.shape.count == 2 {
      let error = try #require(tensor.relativeError)
      #expect(abs(error - 0.25) < 1e-6)
    }
  }
}
