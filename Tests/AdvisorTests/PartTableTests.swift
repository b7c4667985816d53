import Advisor
import Testing

struct PartTableTests {
  @Test func `all parts that are promised are there`() {
    #expect(
      PartTable.builtIn.parts.map(\.name) == [
        "A100", "H100", "H200", "B200", "B300", "L40S", "RTX 5090", "RTX PRO 6000", "MI300X",
        "MI355X",
      ])
  }

  @Test(arguments: PartTable.builtIn.parts)
  func `every figure is positive and has a source or is marked unverified`(_ part: Part) {
    #expect(part.power != nil && part.peaks[.bf16] != nil && part.peaks[.f32] != nil)
    for (name, fact) in part.facts {
      #expect(fact.value > 0 && fact.value.isFinite, "\(part.name) \(name)")
      switch fact.source {
      case .cited(let source): #expect(source.count > 4, "\(part.name) \(name)")
      case .unverified: #expect(fact.source.text.hasPrefix("unverified"), "\(part.name) \(name)")
      case .user: Issue.record("a built-in figure from a user's file: \(part.name) \(name)")
      }
    }
    #expect(part.bandwidth.value > 5e11 && part.bandwidth.value < 2e13)
    #expect(part.memory.value > 2e10 && part.memory.value < 1e12)
  }

  @Test(arguments: PartTable.builtIn.parts)
  func `every unit has a rate and an instruction, and every type but TF32 a unit`(_ part: Part) {
    #expect(part.units.count == part.architecture.units.count)
    #expect(part.units.allSatisfy { !$0.instruction.isEmpty && !$0.source.text.isEmpty })
    let types = part.units.reduce(into: Set()) { $0.formUnion($1.weights) }
    for operand in part.peaks.keys where operand != .tf32 {
      #expect(types.contains(operand), "\(part.name) \(operand)")
    }
  }

  @Test func `names are found without regard to case, blanks and hyphens`() throws {
    #expect(try PartTable.builtIn.part(named: "rtx-pro6000").name == "RTX PRO 6000")
    let error = #expect(throws: UnknownPart.self) { try PartTable.builtIn.part(named: "TPU\n") }
    #expect(
      error?.description.hasPrefix(#"--part "TPU\n": no such part; there are A100, "#) == true)
  }

  @Test func `runtimes name their source or are marked unverified`() {
    for runtime in Runtime.all {
      #expect(!runtime.recipes.isEmpty && !runtime.source.text.isEmpty, "\(runtime.name)")
      for id in runtime.recipes { #expect(throws: Never.self) { try LayerRecipe(id) } }
      let known = Set(Architecture.all.map(\.name))
      #expect(runtime.architectures?.isSubset(of: known) ?? true)
    }
  }
}
