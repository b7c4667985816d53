internal import Advisor
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// What the ranking says in words.
enum RankingWords {
  /// The budget and what it comes to, from the longest form to the shortest.
  static func budget(_ state: AppState) -> [String] {
    let ranking = state.ranking
    let choice = ranking.answer?.choice
    let limit =
      switch ranking.limit {
      case .bits(let bits): "budget \(FigureText.fixed(bits, decimals: 2)) bits"
      case .memory: "fit \(ranking.memoryText)"
      }
    guard let choice else { return [limit] }
    if let used = choice.bitsPerWeight {
      let unit = ranking.limit == .memory ? " bits" : ""
      let text = "\(limit): \(FigureText.fixed(used, decimals: 3))\(unit) used"
      return [text + ", kept not counted", text, limit]
    }
    guard choice.quantizedCount > 0 else {
      return ["\(limit): no tensor is to be quantized", limit]
    }
    guard let least = choice.least, choice.wholeCount + choice.sampledCount > 0 else {
      return [limit]
    }
    return ["! \(limit) can't be met: \(FigureText.fixed(least, decimals: 2)) at least"]
  }

  /// Why there is no curve, and what there is in its place.
  static func noCurve(_ state: AppState) -> [String] {
    guard let choice = state.ranking.answer?.choice, choice.isAllMarked else {
      // What is marked with another format than those compared has no figures.
      let marked = state.ranking.marks.values.compactMap { choice -> FormatID? in
        if case .format(let id) = choice { id } else { nil }
      }
      let strange = Set(marked).subtracting(state.slots.formats).sorted().first
      return strange.map { ["no curve", "no figures of \($0): F puts it into a slot"] }
        ?? ["no curve yet"]
    }
    var texts = ["all marked by hand"]
    if let bits = choice.bitsPerWeight {
      texts.append("\(FigureText.fixed(bits, decimals: 3)) bits")
    }
    texts.append(
      choice.sqnr.map { "\(choice.sampledCount > 0 ? "~" : "")\(FigureText.number($0)) dB" }
        ?? "no figures of their formats: F puts one into a slot")
    return texts
  }

  /// What a tensor is in its model; empty before that is known.
  static func role(_ index: Int, _ state: AppState) -> String {
    guard let role = state.ranking.answer?.usual.roles[index], role != .other else { return "" }
    return role.rawValue
  }

  /// Whether a tensor stays as it is stored, by hand or by what it is.
  static func isKept(_ index: Int, _ state: AppState) -> Bool {
    if let mark = state.ranking.marks[index] { return mark == .keep }
    return state.ranking.answer?.usual.marks[index].isKept ?? false
  }

  /// What becomes of a tensor; in brackets where the user said so.
  static func choice(_ index: Int, _ state: AppState) -> (text: String, isByHand: Bool) {
    if let mark = state.ranking.marks[index] { return ("[\(mark)]", true) }
    guard let answer = state.ranking.answer else { return ("", false) }
    return (answer.choice.choices[index]?.description ?? ".", false)
  }

  /// A tensor's name without what says little where there is no room.
  static func name(_ name: String, isShort: Bool) -> String {
    guard isShort else { return PrintableName.escaped(name) }
    var rest = name[...]
    if rest.hasPrefix("model."), rest.count > 12 { rest = rest.dropFirst(6) }
    if rest.hasSuffix(".weight"), rest.count > 7 { rest = rest.dropLast(7) }
    return PrintableName.escaped(String(rest))
  }

  /// A size in few letters: `32.0K`, `1.25G`.
  static func size(_ bytes: Int) -> String {
    let parts = FigureText.bytes(bytes).split(separator: " ")
    guard parts.count == 2, let unit = parts[1].first, unit != "B" else { return "\(bytes)" }
    let digits = parts[0].prefix(4)
    return (digits.last == "." ? digits.dropLast() : digits) + String(unit)
  }

  /// Why that becomes of it.
  static func reason(_ index: Int, _ state: AppState) -> String {
    if let mark = state.ranking.marks[index] { return "\(mark) by hand" }
    guard let answer = state.ranking.answer else { return "" }
    if case .kept = answer.usual.marks[index] {
      return "kept: \(answer.usual.marks[index].word); Space marks it"
    }
    return answer.choice.choices[index].map { "\($0) by the budget" } ?? "not looked at yet"
  }

  /// What has to be known about the figures, the most important first.
  static func notes(_ state: AppState) -> [String] {
    let ranking = state.ranking
    var notes = ["! weight error is a proxy: check KLD, perplexity"]
    guard let choice = state.ranking.answer?.choice else { return notes }
    if choice.sampledCount > 0 || !choice.isComplete {
      let seen = choice.wholeCount + choice.sampledCount
      let rest =
        choice.isComplete ? "" : ", \(FigureText.count(choice.quantizedCount - seen)) not seen"
      notes.append(
        "~ \(FigureText.count(choice.sampledCount)) of \(FigureText.count(choice.quantizedCount)) "
          + "by a part\(rest); a reads all")
    }
    if let gap = choice.gap, gap >= 0.0005 {
      notes.append("within \(FigureText.percent(gap)) of the least error")
    }
    let marked = ranking.marks.count
    notes.append(
      "\(FigureText.count(choice.keptCount)) kept, \(FigureText.bytes(choice.keptBytes))"
        + (marked > 0 ? "; [by hand] \(FigureText.count(marked))" : "")
        + (ranking.hasMarkedFormats ? ", their formats in the choice alone" : ""))
    notes.append(
      state.ranking.weight == .relative
        ? "error: noise over energy, times elements; w weighs all squares alike"
        : "error: all squares alike; w weighs relative to each tensor")
    notes.append("e exports llama-quantize, compressed-tensors, ModelOpt, CSV, JSON")
    return notes
  }
}
