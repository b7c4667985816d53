import QuantAnalysis
import QuantCore
import TensorFiles
import TerminalKit
import Testing

@testable import Explorer

@Suite struct ModelTreeTests {
  private static func layer(_ layer: Int, experts: Int) -> [String] {
    let path = "model.layers.\(layer)."
    let attention = ["q", "k", "v", "o"].map { path + "self_attn.\($0)_proj.weight" }
    let mixture = (0..<experts).flatMap { expert in
      ["gate", "up", "down"].map { path + "mlp.experts.\(expert).\($0)_proj.weight" }
    }
    return attention + [path + "mlp.gate.weight", path + "input_layernorm.weight"] + mixture
  }

  private let mixture = tensors(
    ["lm_head.weight", "model.embed_tokens.weight"] + layer(0, experts: 12)
      + layer(1, experts: 12))

  @Test func `projections that are fused stand in a group, in their order`() {
    let driver = Driver(tensors(Self.layer(0, experts: 0) + ["model.norm.weight"]))
    #expect(
      driver.labels == [
        "model", "layers", "0", "input_layernorm.weight", "mlp.gate.weight",
        "self_attn.o_proj.weight", "self_attn.{q,k,v}_proj.weight", "self_attn.q_proj.weight",
        "self_attn.k_proj.weight", "self_attn.v_proj.weight", "norm.weight",
      ])
    let group = driver.state.browser.rows.first { $0.group == .fused }
    #expect(group?.members.count == 3)
    #expect(group?.path == "model.layers.0.self_attn.{q,k,v}_proj.weight")
    #expect(
      driver.lines.contains { $0.contains("self_attn.{q,k,v}_proj  (3)") && $0.contains(" F ") })
  }

  @Test func `experts of a layer are one row until they are unfolded`() throws {
    var driver = Driver(mixture, columns: 120, rows: 40)
    #expect(
      driver.labels == ["lm_head.weight", "model", "embed_tokens.weight", "layers", "0", "1"])
    for _ in 0..<4 { driver.press("j") }
    driver.press("l")
    let experts = try #require(driver.state.browser.rows.first { $0.label == "experts" })
    #expect(experts.group == .experts(0...11) && experts.members.count == 36)
    #expect(driver.state.browser.isFolded(experts))
    #expect(driver.lines.contains { $0.contains("experts 0-11  (36") })
    #expect(!driver.labels.contains("11"))
  }

  @Test func `half a fusion is none`() {
    let names = ["q_a_proj", "q_b_proj", "kv_b_proj"].map { "l.0.self_attn.\($0).weight" }
    let driver = Driver(tensors(names + ["l.1.mlp.up_proj.weight"]))
    #expect(driver.state.browser.rows.allSatisfy { $0.group != .fused })
  }

  @Test func `a role is a word, and what recipes keep is said`() {
    var driver = Driver(mixture, columns: 120, rows: 40)
    let head = driver.lines.first { $0.contains("lm_head.weight") && $0.contains("F32") }
    #expect(head?.contains("head kept") == true)
    #expect(driver.lines.contains { $0.contains("head: usually kept in 16 bit or more") })
    driver.press("/")
    driver.type("0.mlp.experts.3.down")
    driver.press("Enter")
    #expect(!driver.lines.contains { $0.contains("usually kept") })
    #expect(driver.lines.contains { $0.contains("down_proj.weight") && $0.contains(" down ") })
  }

  @Test func `what was found out of one layer's names holds for all layers`() {
    let names = [
      "model.layers.L.self_attn.q_proj.weight", "model.layers.L.input_layernorm.weight",
      "model.layers.L.mlp.experts.E.down_proj.weight", "model.layers.L.mlp.gate.weight",
      "blk.L.ffn_gate.E.weight", "blk.L.ffn_gate_inp.weight", "v.blk.L.attn_q.weight",
      "h.L.ln_1.weight", "h.L.attn.c_attn.bias", "blocks.L.attn.to_out.0.weight",
      "blocks.L.net.0.proj.weight", "blocks.L.net.2.weight", "encoder.conv.L.weight", "x.L", "L.b",
      "model.embed_tokens.weight", "lm_head.weight", "vision_tower.layers.L.fc1.weight", "L", "",
    ]
    var roles = KnownRoles()
    for layer in [0, 1, 7, 10, 11, 123] {
      for name in names {
        for shape in [[8, 64], [64], []] {
          let text = name.replacing("L", with: "\(layer)").replacing("E", with: "\(layer + 90)")
          let tensor = tensors([text], shape: shape)[0]
          #expect(roles.usuallyKeeps(tensor) == ModelPlace(tensor).usuallyKept, "\(text) \(shape)")
        }
      }
    }
  }

  @Test func `the title names the model as far as there is room`() {
    var model = ModelConfiguration()
    model.architecture = "MixtralForCausalLM"
    model.layerCount = 32
    model.expertCount = 8
    let count = "291 tensors"
    #expect(
      RoleText.title(of: model, count: count, width: 60)
        == "MixtralForCausalLM, 32 layers, 8 experts, 291 tensors")
    #expect(
      RoleText.title(of: model, count: count, width: 40) == "MixtralForCausalLM, 291 tensors")
    #expect(RoleText.title(of: model, count: count, width: 20) == count)
  }

  @Test func `what was unfolded stays so when the file is opened again`() {
    var driver = Driver(mixture, columns: 120, rows: 40)
    for _ in 0..<4 { driver.press("j") }
    driver.press("l", "j")
    let labels = driver.labels
    let path = driver.selection
    let change = TensorFileError(.changed, path: "m.safetensors", "the file changed; open it again")
    driver.send(.changed(change))
    #expect(driver.notice == "m.safetensors: the file changed; open it again with ^R")
    #expect(driver.lines[0].contains("(changed on disk)"))
    #expect(driver.press("^R").contains(.reopen))
    driver.send(.reopenFailed("no such file"))
    #expect(driver.notice == "no such file" && driver.state.change != nil)
    driver.send(.reopened(driver.state.source, mixture + tensors(["model.norm.weight"])))
    #expect(driver.state.change == nil && driver.notice?.hasPrefix("opened again: 87") == true)
    #expect(driver.selection == path && driver.labels == labels + ["norm.weight"])
  }

  @Test func `work that was asked of the file as it was is stale`() throws {
    var driver = Driver(tensors(["a", "b"]), formats: ["mxfp4"])
    let before = try #require(driver.start().analyses.first)
    let effects = driver.send(.reopened(driver.state.source, driver.state.tensors))
    let after = try #require(effects.analyses.first)
    #expect(after.id.number > before.id.number)
    driver.send(.analysis(before.id, .finished(TensorReport(tensor: driver.state.tensors[0]))))
    #expect(driver.state.work.running?.id == after.id)
  }

  @Test func `a hundred thousand tensors are listed in time that grows with their number`() {
    func seconds(_ count: Int) -> Duration {
      let all = tensors((0..<count / 24).flatMap { Self.layer($0, experts: 6) })
      let start = ContinuousClock.now
      let driver = Driver(all)
      #expect(driver.lines.count == 24)
      return .now - start
    }
    // Four times as many take sixteen times as long where something is quadratic.
    // In turn, so that what else the machine does holds up both.
    let times = (0..<4).map { _ in (few: seconds(24_000), many: seconds(96_000)) }
    let few = times.map(\.few).min() ?? .zero
    let many = times.map(\.many).min() ?? .zero
    #expect(many < few * 9 + .milliseconds(50))
  }
}
