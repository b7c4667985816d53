internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

extension AppState {
  /// What follows on a mark by hand: nothing, then keep, then each slot.
  private var markCycle: [Recipe.Choice?] {
    [nil, .keep] + slots.formats.map { .format($0) }
  }

  /// Marks the selected tensor with what follows on its mark.
  mutating func cycleMark() {
    guard let tensor = selectedRank else { return }
    // It stays selected where its row goes.
    ranking.selectedTensor = tensor
    cycleMark(of: [tensor])
  }

  /// Marks the browser's selected tensor so; of a folder all that the filter shows.
  mutating func cycleBrowserMark() { cycleMark(of: browser.selectedMembers) }

  /// Marks tensors with what follows on the first one's mark; of several, no format goes to those that are usually kept.
  private mutating func cycleMark(of members: [Int]) {
    guard let first = members.first else { return }
    let cycle = markCycle
    let place = cycle.firstIndex { $0 == ranking.marks[first] } ?? 0
    for step in 1...cycle.count {
      let next = cycle[(place + step) % cycle.count]
      let held = members.filter { tensor in
        guard refusal(of: next, for: tensor) == nil else { return false }
        // A folder's format is for what usually gets one.
        guard members.count > 1, case .format? = next else { return true }
        return RoleText.kept(ModelPlace(tensors[tensor])) == nil
      }
      guard !held.isEmpty else { continue }
      mark(held, next)
      return
    }
  }

  /// Marks tensors.
  ///
  /// - Parameters:
  ///   - tensors: Their indices.
  ///   - choice: What is to become of them; nil leaves it to the budget.
  mutating func mark(_ tensors: [Int], _ choice: Recipe.Choice?) {
    for tensor in tensors { ranking.marks[tensor] = choice }
    ranking.change()
    browser.mark(tensors, choice.map { $0 != .keep })
    let what = choice.map { $0 == .keep ? "kept" : "\($0)" } ?? "left to the budget"
    let name =
      tensors.count == 1
      ? PrintableName.escaped(self.tensors[tensors[0]].name)
      : FigureText.count(tensors.count, "tensor")
    notice = Notice("\(name): \(what)")
  }

  /// Takes all marks by hand away.
  mutating func unmarkAll() {
    browser.mark(Array(ranking.marks.keys), nil)
    ranking.marks = [:]
    ranking.change()
  }

  /// Why a tensor can't be marked so; nil where it can.
  func refusal(of choice: Recipe.Choice?, for index: Int) -> String? {
    guard case .format(let id)? = choice else { return nil }
    let tensor = tensors[index]
    guard tensor.isAnalysable else { return "\(tensor.type) is listed only" }
    guard tensor.elementCount > 0 else { return "an empty tensor" }
    return (try? FormatRegistry.format(id))?
      .refusal(rows: tensor.rows, columns: tensor.columns)
  }

  /// Marks all tensors whose names match.
  mutating func mark(
    matching text: String, as word: String
  ) throws(CommandError) {
    var choice: Recipe.Choice?
    if word != "auto" {
      do throws(UnknownFormat) {
        choice = try Recipe.Choice(word)
      } catch {
        throw CommandError("\"\(word)\": \(error.reason); expected auto, keep or a format")
      }
    }
    let pattern = NamePattern(text)
    let matching = tensors.indices.filter {
      tensors[$0].name == text || pattern.matches(tensors[$0].name)
    }
    guard let first = matching.first else {
      throw CommandError("no tensor's name matches \(PrintableName.quoted(text))")
    }
    let held = matching.filter { refusal(of: choice, for: $0) == nil }
    guard !held.isEmpty else {
      throw CommandError("\(word): \(refusal(of: choice, for: first) ?? "can't hold it")")
    }
    mark(held, choice)
    let left = matching.count - held.count
    if left > 0, let text = notice?.text {
      notice = Notice("\(text); \(left) that it can't hold stay as they were", weight: .warning)
    }
  }

  /// Why there is no choice to export; nil where there is one.
  var noRecipe: String? {
    guard let choice = ranking.answer?.choice, ranking.asking == nil,
      ranking.askedVersion == ranking.version || ranking.look != nil
    else { return "the choice is still being made" }
    guard choice.isComplete else {
      let rest = choice.quantizedCount - choice.wholeCount - choice.sampledCount
      return "\(FigureText.count(rest)) tensors have not been looked at yet"
    }
    return choice.bytes == nil ? "no choice meets the budget; > allows more bits" : nil
  }

  /// What becomes of every tensor now; nil where there is no choice yet.
  var rankedRecipe: Recipe? {
    guard noRecipe == nil, let choice = ranking.answer?.choice else { return nil }
    return Recipe(
      zip(tensors, choice.choices).map { tensor, choice in
        Recipe.Entry(tensor: tensor, choice: choice ?? .keep)
      })
  }

  /// The kinds of file that an export here offers.
  static let recipeKinds = RecipeExport.kinds.map { ExportKind(name: $0.name, suffix: $0.suffix) }
}
