/// Which of a directory's files are the weights of its model.
struct WeightFiles {
  /// A file of weights, or one that should be there by the numbers of the others.
  struct File: Hashable {
    let name: String
    let isPresent: Bool
  }

  /// How files of weights end, those to be preferred first.
  static let suffixes = kinds.flatMap(\.suffixes)

  /// One kind of container: how its files and its index end.
  private struct Kind {
    let suffixes: [String]
    var index: String?
    /// What libraries call the file of a model's weights, without the suffix.
    var stems: Set<String> = []
    /// Whether such files lie beside models as something else: of those that are not read nothing is said.
    var isOftenElse = false
  }

  private static let kinds: [Kind] = [
    Kind(
      suffixes: [".safetensors"], index: ".safetensors.index.json",
      stems: ["model", "diffusion_pytorch_model"]),
    Kind(suffixes: [".gguf"]),
    Kind(
      suffixes: [".bin"], index: ".bin.index.json",
      stems: ["pytorch_model", "diffusion_pytorch_model"]),
    Kind(suffixes: [".pt"]),
    Kind(suffixes: [".pth"]),
    Kind(suffixes: [".npz"], stems: ["weights", "model"], isOftenElse: true),
  ]

  /// The index of the shards; nil where there is none.
  let index: String?
  /// The files; where there is an index, it knows better.
  let files: [File]
  /// Whether the files are of one set by their numbers.
  let isOneSet: Bool
  /// Files of weights that are not read.
  private var others: [String]

  /// Chooses among the names of a directory's files; nil where none holds weights.
  ///
  /// - Parameters:
  ///   - names: The names.
  ///   - stale: The name of an index that leads to no file; it is passed over.
  init?(among names: [String], without stale: String? = nil) {
    let names = names.filter { $0 != stale }
    let weights = names.filter { isPath($0, endingInOneOf: Self.suffixes) && !Self.isApart($0) }
    let choice = Self.kinds.lazy.compactMap {
      kind -> (kind: Kind, index: String?, names: [String])? in
      let mine = weights.filter { isPath($0, endingInOneOf: kind.suffixes) }
      if let index = kind.index.flatMap({ Self.index(endingIn: $0, of: kind, among: names) }) {
        return (kind, index, mine)
      }
      return mine.isEmpty ? nil : (kind, nil, Self.standard(mine, of: kind) ?? mine)
    }.first
    guard let choice else { return nil }
    index = choice.index
    let numbered = choice.names.map { ShardName($0) }
    if index == nil, let first = numbered[0],
      numbered.allSatisfy({ $0?.belongs(with: first) == true })
    {
      let present = Set(choice.names)
      files = (1...first.count).map { number in
        let name = first.sibling(number)
        return File(name: name, isPresent: present.contains(name))
      }
      isOneSet = true
    } else {
      files = choice.names.map { File(name: $0, isPresent: true) }
      isOneSet = choice.names.count == 1
    }
    let read = Set(index == nil ? choice.names : [])
    let silent = Self.kinds.filter { $0.isOftenElse && $0.suffixes != choice.kind.suffixes }
      .flatMap(\.suffixes)
    others = weights.filter { !read.contains($0) && !isPath($0, endingInOneOf: silent) }
  }

  /// What lies beside the files that are read, in one line; nil where nothing does.
  var note: String? {
    guard let first = others.first else { return nil }
    let shown = others.prefix(3).map { PrintableName.quoted($0) }.joined(separator: ", ")
    let more = others.count > 3 ? " and \(others.count - 3) more" : ""
    let what =
      index.map { "the shards of \(PrintableName.quoted($0))" }
      ?? "\(PrintableName.quoted(files.first { $0.isPresent }?.name ?? ""))"
      + (files.count > 1 ? " and its like" : "")
    let them = first == others.last ? "it" : "them"
    return "read: \(what); not read: \(shown)\(more), which may hold the same weights; "
      + "name \(them) to read \(them)"
  }

  /// The file that by its name holds all that the shards of an index held; nil where there are others.
  func model(insteadOf index: String) -> String? {
    guard self.index == nil, files.count == 1, let name = files.first?.name,
      let kind = Self.kinds.first(where: { $0.index.map { index.hasSuffix($0) } ?? false }),
      isPath(name, endingInOneOf: kind.suffixes), kind.stems.contains(fileStem(of: name))
    else { return nil }
    return name
  }

  /// Takes the files that the index names for those that are read.
  mutating func leaveOut(_ names: Set<String>) {
    others.removeAll { names.contains($0) }
  }

  private static func index(
    endingIn suffix: String, of kind: Kind, among names: [String]
  ) -> String? {
    let all = names.filter { $0.hasSuffix(suffix) }
    return all.first { kind.stems.contains(String($0.dropLast(suffix.count))) } ?? all.first
  }

  /// The files that have the name of a model's weights, in one piece or numbered; nil where none has.
  private static func standard(_ names: [String], of kind: Kind) -> [String]? {
    let named = names.filter { name in
      kind.stems.contains(ShardName(name)?.stem ?? fileStem(of: name))
    }
    // Numbered and whole side by side, the whole one is the whole model.
    if let whole = named.first(where: { ShardName($0) == nil }) { return [whole] }
    guard let first = named.first.flatMap({ ShardName($0) }) else { return nil }
    return named.filter { ShardName($0)?.belongs(with: first) == true }
  }

  /// Whether a file stands beside the weights of a training run: its arguments, its optimizer, its random state.
  private static func isApart(_ name: String) -> Bool {
    [
      "training_args.bin", "optimizer.bin", "optimizer.pt", "scheduler.pt", "scheduler.bin",
      "rng_state.pth",
    ]
    .contains(name) || (name.hasPrefix("rng_state_") && name.hasSuffix(".pth"))
  }
}
