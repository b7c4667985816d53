import Synchronization
import TensorFiles
import TestSupport
import Testing

struct NamePatternTests {
  @Test(arguments: [
    ("", ""), ("a", "a"), ("*", ""), ("*", "anything"), ("a*c", "ac"), ("a*c", "abbc"),
    ("*.weight", "model.norm.weight"), ("*q_proj*", "layers.0.q_proj.weight"),
    ("layers.?.norm", "layers.7.norm"), ("layers.[0-4].norm", "layers.3.norm"),
    ("layers.[!0-4].norm", "layers.5.norm"), ("[]x]", "]"), ("[^a]", "b"), ("[a-]", "-"),
    ("a[b", "a[b"), ("[", "["), ("**", "x"), ("*a*b*c*", "xxaxxbxxcxx"), ("?", "漢"), ("é*", "éa"),
    ("a.b", "a.b"), ("*ab", "aab"), ("*aab", "aaab"),
  ])
  func `a pattern matches`(pattern: String, name: String) {
    #expect(NamePattern(pattern).matches(name))
  }

  @Test(arguments: [
    ("", "a"), ("a", ""), ("a", "A"), ("a", "ab"), ("a*c", "ab"), ("?", ""), ("?", "ab"),
    ("*.weight", "model.norm.bias"), ("layers.[0-4].norm", "layers.5.norm"), ("[!a]", "a"),
    ("a.b", "axb"), ("[z-a]", "m"), ("[ab]", "ab"), ("*a*b*c*", "xxcxxbxxaxx"),
  ])
  func `a pattern does not match`(pattern: String, name: String) {
    #expect(!NamePattern(pattern).matches(name))
  }

  @Test func `many runs take no exponential time`() {
    let pattern = NamePattern(String(repeating: "*a", count: 40) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 2000)))
  }
}

struct TensorSelectionTests {
  private func source() throws -> any TensorSource {
    try TensorFile.open(Fixtures.path("files/sharded/model-00001-of-00002.safetensors"))
  }

  @Test func `without a pattern every tensor is selected and none is named`() throws {
    let source = try source()
    let selection = try TensorSelection([], of: source)
    #expect(selection.tensors == source.tensors)
    #expect(selection.named == [])
  }

  @Test func `tensors come once and in the order of the file`() throws {
    let source = try source()
    let selection = try TensorSelection(
      ["*v_proj*", "*[kv]_proj.weight", "model.embed_tokens.weight"], of: source)
    let names = Set(selection.tensors.map(\.name))
    #expect(names.count == selection.tensors.count && names.count > 2)
    #expect(selection.tensors == source.tensors.filter { names.contains($0.name) })
    #expect(selection.named.map(\.name) == ["model.embed_tokens.weight"])
  }

  @Test func `a pattern that matches nothing is an error that names near ones`() throws {
    let source = try source()
    let error = #expect(throws: UnmatchedPattern.self) {
      try TensorSelection(["*", "model.embd_tokens"], of: source)
    }
    #expect(error?.pattern == "model.embd_tokens")
    #expect(error?.near.first == "model.embed_tokens.weight")
    #expect(error?.near.count == 3)
  }

  @Test func `a selection reads as the whole does`() throws {
    let source = try source()
    let selected = SelectedSource(
      try TensorSelection(["*k_proj*"], of: source).tensors, of: source)
    let tensor = try #require(selected.tensors.first)
    #expect(selected.description == source.description)
    #expect(selected.sha256(of: tensor) == source.sha256(of: tensor))
    var some = [Float](repeating: 0, count: tensor.elementCount)
    var all = some
    var span = some.mutableSpan
    selected.read(tensor.region, of: tensor, into: &span)
    var other = all.mutableSpan
    source.read(tensor.region, of: tensor, into: &other)
    #expect(some == all && some.contains { $0 != 0 })
    try selected.verify()
  }

  @Test(arguments: [
    ("4096x14336", [4096, 14336]), ("7", [7]), ("2X3,4", [2, 3, 4]), ("0x5", [0, 5]),
  ])
  func `a shape is read`(text: String, shape: [Int]) {
    #expect(RawLayout.shape(text) == shape)
  }

  @Test(arguments: ["", "x", "4x", "x4", "-1x2", "+1", "4 x 5", "1e3", "99999999999999999999", "٣"])
  func `what is no shape is none`(text: String) {
    #expect(RawLayout.shape(text) == nil)
  }
}

struct WatchedSourceTests {
  /// Adds up what it is told.
  private final class Sum: Sendable {
    private let value = Mutex(0)

    var total: Int { value.withLock { $0 } }

    func add(_ count: Int) { value.withLock { $0 += count } }
  }

  @Test(arguments: ["npy_c_f2.npy", "npy_f_f4.npy", "dtypes.safetensors"])
  func `every byte that is lent is told`(name: String) throws {
    let source = try TensorFile.open(Fixtures.path("files/" + name))
    let sum = Sum()
    let watched = WatchedSource(source) { sum.add($0) }
    let listing = try TensorListing(of: watched, includesHashes: true)
    #expect(listing == (try TensorListing(of: source, includesHashes: true)))
    #expect(sum.total == source.tensors.reduce(0) { $0 + $1.byteCount })
  }
}
