internal import Advisor
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// What text and JSON say of a ranking, in the same words.
enum RankWords {
  /// What becomes of a tensor: the format that was chosen, that it stays, or why it is kept.
  static func fate(of index: Int, in document: RankDocument) -> String {
    let tensor = document.ranking.tensors[index]
    if tensor.mark.isKept { return "kept: \(PrintableName.escaped(tensor.mark.word))" }
    guard let choice = document.pick(of: index) else { return "" }
    return choice.format?.description ?? "as stored"
  }

  /// How many tensors are kept for which reason, the most frequent first; nil where none is.
  static func kept(in ranking: Ranking) -> String? {
    var counts: [(word: String, count: Int)] = []
    for tensor in ranking.tensors where tensor.mark.isKept {
      let word = tensor.mark.word
      if let index = counts.firstIndex(where: { $0.word == word }) {
        counts[index].count += 1
      } else {
        counts.append((word, 1))
      }
    }
    guard !counts.isEmpty else { return nil }
    let order = counts.enumerated().sorted {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }
    let list = order.map { "\($0.element.count) \(PrintableName.escaped($0.element.word))" }
    let total = counts.reduce(0) { $0 + $1.count }
    return "kept as stored: \(FigureText.count(total, "tensor")), "
      + "\(FigureText.bytes(ranking.keptBytes)) (\(list.joined(separator: ", ")))"
  }

  /// Which tensors that are to be quantized hold NaN or infinities; nil where none does.
  static func nonfinite(in ranking: Ranking) -> String? {
    let broken = ranking.tensors.filter { tensor in
      guard let values = tensor.values, !tensor.mark.isKept else { return false }
      return values.nanCount + values.infiniteCount > 0
    }
    guard let first = broken.first else { return nil }
    return "\(FigureText.count(broken.count, "tensor")) to be quantized "
      + (broken.count == 1 ? "holds" : "hold") + " NaN or infinite values, first "
      + "\(PrintableName.quoted(first.tensor.name)): errors are over the others, and quantize "
      + "refuses such a tensor; --keep leaves it as it is stored"
  }

  /// How the errors of tensors are put together.
  static func weighing(_ weight: ErrorWeight) -> String {
    switch weight {
    case .relative:
      "each tensor's squared error over its squared weights counts by its elements: scaling a tensor changes nothing"
    case .sse: "the squared error of every weight counts alike: tensors of large weights count more"
    }
  }

  /// How many tensors get which format, in the order asked for.
  static func picks(of allocation: Allocation, formats: [FormatID]) -> String {
    var counts: [FormatID?: Int] = [:]
    for choice in allocation.choices { counts[choice.format, default: 0] += 1 }
    let all: [FormatID?] = formats + [nil]
    return all.compactMap { id in
      counts[id].map { "\(id?.description ?? "as stored") for \(FigureText.count($0))" }
    }.joined(separator: ", ")
  }

  /// Whether so many bytes fit, and by how much.
  static func fits(_ bytes: Int, in size: ByteSize) -> String {
    let rest = size.count - bytes
    return rest >= 0
      ? "fits, \(FigureText.bytes(rest)) to spare"
      : "does not fit, \(FigureText.bytes(-rest)) too many"
  }

  /// What was read where it was not all; nil where it was.
  static func sample(in document: RankDocument) -> String? {
    guard let bytes = document.sampleBytes, !document.ranking.isWhole else { return nil }
    let tensors = document.ranking.tensors
    let read = tensors.reduce(0) { $0 + $1.coverage.elements }
    let all = tensors.reduce(0) { $0 + ($1.tensor.isAnalysable ? $1.coverage.total : 0) }
    let share = Coverage(elements: read, of: all).share
    return "sampled: whole rows, evenly spread, about \(FigureText.bytes(bytes)) of each tensor, "
      + "\(FigureText.percent(share)) of all weights; without --sample everything is read"
  }

  /// What the figures are not, and what to measure next.
  static let proxy = [
    "A weight's error is a proxy: it ranks tensors and formats, and does not predict what a model answers.",
    "Next, measure the quantized model's perplexity, or how far its answers' probabilities are from the original's, on text that was not used for quantizing.",
    "Then run the tasks that the model is for, as perplexity misses what they ask.",
  ]
}
