internal import Advisor
internal import QuantAnalysis
internal import QuantCore
internal import QuantReports

extension RankCommand {
  /// Says in advance why no recipe can be written.
  func checkRecipe() throws(Failure) {
    guard let recipeFor else { return }
    let names = RecipeExport.kinds.map(\.name)
    guard names.contains(recipeFor) else {
      throw Failure(
        status: ExitStatus.usage,
        "--recipe-for \(recipeFor): expected one of \(names.joined(separator: ", "))")
    }
    guard kind == nil else {
      throw Failure(
        status: ExitStatus.usage, "--recipe-for writes the recipe alone; leave out --as")
    }
  }

  /// The chosen formats as a recipe for the program that was asked for; its notes are said.
  ///
  /// Where the program can't hold a tensor as it was chosen, or needs tensors to be alike that are not, the choice is
  /// made again among what it holds.
  ///
  /// - Parameters:
  ///   - document: The ranking; with the other choice afterwards, where there is one.
  ///   - name: The name of the kind of recipe.
  /// - Returns: The text; nil where no choice is small enough.
  /// - Throws: Where there is no such kind, or it can't write what was chosen.
  func recipeText(_ document: inout RankDocument, for name: String) throws -> String? {
    let kind = try RecipeExport.kind(named: name)
    guard let recipe = try recipe(of: document) else { return nil }
    if let sample = document.sampleSentence { Console.say(sample) }
    let notes = kind.objections(to: recipe)
    guard !notes.isEmpty else { return try text(of: recipe, for: kind) }
    let other = document.choosing(among: { kind.refusal(of: $0, as: $1) == nil }) {
      kind.bond(of: $0)
    }
    // Where nothing is held at all, what was chosen says why.
    guard other.ranking.quantizedElements > 0 else { return try text(of: recipe, for: kind) }
    document = other
    for note in notes { Console.say(note) }
    return try self.recipe(of: other).map { try text(of: $0, for: kind) }
  }

  private func text(of recipe: Recipe, for kind: any RecipeExporter) throws -> String {
    let text = try kind.text(of: recipe)
    for note in text.notes { Console.say(note) }
    return text.text
  }

  /// What was chosen; nil where nothing is small enough.
  private func recipe(of document: RankDocument) throws(Failure) -> Recipe? {
    if let allocation = document.allocation {
      return Recipe(allocation, of: document.ranking)
    }
    guard budget == nil, fit == nil else { return nil }
    guard document.formats.count == 1 else {
      throw Failure(
        status: ExitStatus.usage,
        "--recipe-for: expected --budget or --fit, or one format in --formats that all tensors get"
      )
    }
    return Recipe(document.formats[0].id, of: document.ranking)
  }
}
