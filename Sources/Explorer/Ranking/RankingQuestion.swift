internal import Advisor
internal import Figures
public import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// Everything that the ranking's order, its choice and its totals follow from.
///
/// Answering takes a while where there are 100,000 tensors, so it is done beside the keys; it is a pure function all
/// the same.
public struct RankingQuestion: Sendable, Hashable {
  let tensors: [TensorDescriptor]
  let formats: [FormatID]
  /// The slot that the order is of.
  let slot: FormatID
  let order: RankingOrder
  let isReversed: Bool
  let limit: RankingLimit
  let memory: Int?
  let weight: ErrorWeight
  let marks: [Int: Recipe.Choice]
  let sampled: KnownFigures
  let whole: KnownFigures
  /// What becomes of tensors without the user's word, where it was found out before for these formats.
  let usual: UsualMarks?

  /// Answers.
  public func answer() -> RankingAnswer {
    let usual = usual ?? UsualMarks(tensors, formats: formats)
    let known = formats.compactMap { try? FormatRegistry.format($0) }
    var model = ChosenModel(self, usual: usual, formats: known)
    let choice = model.choose()
    return RankingAnswer(
      usual: usual, order: sorted(usual, choices: choice.choices), choice: choice,
      totals: model.totals())
  }
}

extension RankingQuestion {
  /// The choice as a program holds it.
  ///
  /// Where it can't hold a tensor as was chosen, or needs tensors to be alike that are not, the choice is made again
  /// among what it holds; tensors of which it holds nothing stay.
  ///
  /// - Parameters:
  ///   - kind: The way in which it is to be written down.
  ///   - recipe: What was chosen.
  /// - Returns: The recipe, and a line about what is another one now and what was chosen by a part; nil where nothing is.
  ///   Where nothing is held at all, or no choice meets the limit, it is the recipe as it was chosen.
  public func recipe(
    heldBy kind: any RecipeExporter, insteadOf recipe: Recipe
  ) -> (recipe: Recipe, note: String?) {
    let known = formats.compactMap { try? FormatRegistry.format($0) }
    let sampled = sampleNote(recipe, formats: known)
    let notes = kind.objections(to: recipe)
    guard !notes.isEmpty else { return (recipe, sampled) }
    var model = ChosenModel(
      self, usual: usual ?? UsualMarks(tensors, formats: formats), formats: known,
      isHeld: { kind.refusal(of: $0, as: $1) == nil }, bond: { kind.bond(of: $0) })
    let choice = model.choose()
    let other = Recipe(
      zip(tensors, choice.choices).map { Recipe.Entry(tensor: $0, choice: $1 ?? .keep) })
    guard choice.bytes != nil, !other.formats.isEmpty else { return (recipe, sampled) }
    return (other, (notes + [sampled].compactMap { $0 }).joined(separator: "; "))
  }

  /// A line about tensors whose format was chosen by a part of their values; nil where there are none.
  private func sampleNote(_ recipe: Recipe, formats: [any QuantizationFormat]) -> String? {
    let quantized = recipe.entries.indices.filter { recipe.entries[$0].choice != .keep }
    let count = quantized.count { !whole.holds($0, formats: formats) }
    guard count > 0 else { return nil }
    return "chosen by a part of the values of \(FigureText.count(count)) of "
      + "\(FigureText.count(quantized.count, "tensor")); a reads all"
  }
}

/// What becomes of tensors without the user's word.
public struct UsualMarks: Sendable, Hashable {
  /// The formats that tensors could get.
  let formats: [FormatID]
  /// A mark for each tensor.
  let marks: [TensorMark]
  /// What each tensor is in its model, in a word.
  let roles: [TensorRole]

  init(_ tensors: [TensorDescriptor], formats: [FormatID]) {
    self.formats = formats
    let known = formats.compactMap { try? FormatRegistry.format($0) }
    let places = tensors.map { ModelPlace($0) }
    roles = places.map(\.role)
    let rules = MarkRules { MarkRules.usuallyKeptRole(of: $0) }
    marks = tensors.map { rules.mark(of: $0, formats: known) }
  }
}

/// What follows from a question.
public struct RankingAnswer: Sendable, Equatable {
  let usual: UsualMarks
  /// The tensors in their order, as indices.
  let order: [Int]
  let choice: ModelChoice
  /// What the model comes to in each slot alone.
  let totals: [SlotTotal]
}

/// What the model comes to where every tensor to be quantized gets the same format, whatever it is marked with; those
/// that are kept by hand stay.
struct SlotTotal: Sendable, Equatable {
  let format: FormatID
  /// The bytes of all tensors, those that stay included.
  let bytes: Int
  /// The bits for each element that is to be quantized.
  let bitsPerWeight: Double?
  /// The SQNR of those that are known, in dB, weighed as asked.
  let sqnr: Double?
  /// How many tensors it can't hold that are to be quantized: they stay as they are stored.
  let refusedCount: Int
}

extension RankingQuestion {
  /// The tensors in the order asked for; of equals and unknown ones the order of the file.
  private func sorted(_ usual: UsualMarks, choices: [Recipe.Choice?]) -> [Int] {
    let indices = Array(tensors.indices)
    func order(_ keys: [Double]) -> [Int] {
      indices.sorted { left, right in
        let (a, b) = (keys[left], keys[right])
        // What is unknown stands last, whichever way the others go.
        guard a == b || a.isNaN || b.isNaN else { return isReversed ? a > b : a < b }
        return a.isNaN == b.isNaN ? left < right : b.isNaN
      }
    }
    func figure(_ value: (FormatFigures) -> Double?) -> [Double] {
      indices.map { index in
        (whole[index]?.format(slot) ?? sampled[index]?.format(slot)).flatMap(value) ?? .nan
      }
    }
    switch self.order {
    case .name: return isReversed ? indices.reversed() : indices
    case .size: return order(tensors.map { -Double($0.byteCount) })
    case .sqnr: return order(figure { $0.isExact ? .infinity : $0.sqnr })
    case .flushed: return order(figure { $0.flushedShare.map { -$0 } })
    case .sigma:
      return order(
        indices.map { index in
          let values = whole[index]?.values ?? sampled[index]?.values
          return values?.standardDeviation.map { -$0 } ?? .nan
        })
    case .role:
      let all = Set(usual.roles.map(\.rawValue)).sorted()
      let ranks = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1, Double($0)) })
      return order(usual.roles.map { ranks[$0.rawValue] ?? .nan })
    case .choice:
      var known: [FormatID: any QuantizationFormat] = [:]
      for choice in Set(choices.compactMap(\.self)) {
        if case .format(let id) = choice { known[id] = try? FormatRegistry.format(id) }
      }
      return order(
        indices.map { index in
          let tensor = tensors[index]
          guard let choice = choices[index], tensor.elementCount > 0 else { return .nan }
          var bits = 8 * tensor.byteCount
          if case .format(let id) = choice, let format = known[id] {
            bits = format.storedBits(rows: tensor.rows, columns: tensor.columns)
          }
          return Double(bits) / Double(tensor.elementCount)
        })
    }
  }

  /// The bits of a tensor in a format; nil where it stays or can't be held.
  static func bits(of tensor: TensorDescriptor, as choice: Recipe.Choice) -> Int? {
    guard case .format(let id) = choice, let format = try? FormatRegistry.format(id),
      format.refusal(rows: tensor.rows, columns: tensor.columns) == nil
    else { return nil }
    return format.storedBits(rows: tensor.rows, columns: tensor.columns)
  }
}
