internal import KernelEngine
internal import QuantCore
internal import TensorFiles

/// A library that is used through Python: a script of ours is handed to an interpreter, which answers line by line.
struct PythonPeer: Peer {
  let name: String
  let remedy: String
  /// The interpreter.
  let python: String
  /// The script's class for the library.
  let script: String
  /// What it is a peer of.
  let settings: [String: PeerSetting]

  /// Copies that are worth their compiling.
  private static let mostCopies = 64

  func presence() -> PeerPresence {
    var found = PeerPresence.absent(reason: "\(python) does not answer")
    let end = PythonProcess(python: python).run(
      script: PeerScript.text(for: script), request: request(nil, action: "find"), matrices: [],
      threads: 1
    ) { answer in
      if let version = answer.text("version") { found = .installed(version: version) }
      if let missing = answer.text("missing") { found = .absent(reason: missing) }
      return true
    }
    if case .failure(let reason) = end, case .absent = found { return .absent(reason: reason) }
    return found
  }

  func setting(for recipe: LinearRecipe) -> PeerSetting? { settings[recipe.id] }

  func measure(
    _ task: PeerTask, _ setting: PeerSetting, _ body: (_ batch: Int, PeerOutcome) -> Bool
  ) {
    var rest = task.batches[...]
    var wantsMore = true
    let end = PythonProcess(python: python).run(
      script: PeerScript.text(for: script), request: request(task, action: "measure"),
      matrices: [task.weights, task.scales, task.activations], threads: task.threads
    ) { answer in
      guard let batch = answer.number("batch").map({ Int($0) }), batch == rest.first else {
        return true
      }
      rest.removeFirst()
      wantsMore = body(batch, outcome(of: answer, task, batch: batch, bound: setting.bound))
      return wantsMore
    }
    guard wantsMore else { return }
    let reason: String
    if case .failure(let text) = end { reason = text } else { reason = "no answer" }
    for batch in rest {
      guard body(batch, .failed(reason)) else { return }
    }
  }

  private func outcome(
    of answer: PeerAnswer, _ task: PeerTask, batch: Int, bound: Double
  ) -> PeerOutcome {
    if let reason = answer.text("failed") { return .failed(reason) }
    guard let products = answer.numbers("y"), let milliseconds = answer.numbers("ms"),
      !milliseconds.isEmpty, let cores = answer.number("cores"), let cold = answer.flag("cold"),
      let large = answer.flag("large_pages"), let call = answer.number("call_ms")
    else { return .failed("its answer lacks something") }
    let error = task.error(of: products.map { Float($0) }, batch: batch)
    guard error <= bound else { return .failed(PeerError.wrong(error, bound: bound)) }
    return .measured(
      PeerMeasurement(
        samples: Samples(milliseconds: milliseconds, coresUsed: cores), isCold: cold,
        hasLargePages: large, error: error, callMilliseconds: call))
  }

  /// What the script is asked for, as JSON.
  private func request(_ task: PeerTask?, action: String) -> String {
    var json = JSONWriter()
    json.object { json in
      json.field("action", action)
      guard let task else { return }
      json.field("weights", task.recipe.weights.name)
      json.field("activations", task.recipe.activations.name)
      json.field("group", task.group)
      json.field("scales", task.scales.count)
      json.field("n", task.outputs)
      json.field("k", task.inputs)
      json.field("batches", task.batches)
      json.field("outputs", task.checkedOutputs)
      json.field("threads", task.threads)
      json.field("cold_bytes", task.isHot ? 0 : LinearBenchmark.coldBytes)
      json.field("most_copies", task.isHot ? 1 : Self.mostCopies)
      json.field("at_least", PeerTask.samples.atLeast)
      json.field("milliseconds", PeerTask.samples.milliseconds)
      json.field("most", PeerTask.samples.most)
    }
    return json.text
  }
}

/// One line of the script's.
struct PeerAnswer {
  private let members: [JSONFile.Member]

  /// Reads a line; nil where it is no object.
  init?(_ line: [UInt8]) {
    guard let file = try? JSONFile(line, path: "answer"),
      case .object(let members) = file.root.value
    else { return nil }
    self.members = members
  }

  private func value(_ name: String) -> JSONFile.Value? {
    members.first { $0.name == name }?.node.value
  }

  func text(_ name: String) -> String? {
    if case .string(let text) = value(name) { text } else { nil }
  }

  func number(_ name: String) -> Double? {
    if case .number(let number) = value(name) { number } else { nil }
  }

  func flag(_ name: String) -> Bool? {
    if case .flag(let flag) = value(name) { flag } else { nil }
  }

  func numbers(_ name: String) -> [Double]? {
    guard case .array(let nodes) = value(name) else { return nil }
    let numbers = nodes.compactMap { node in
      if case .number(let number) = node.value { number } else { nil }
    }
    return numbers.count == nodes.count ? numbers : nil
  }
}
