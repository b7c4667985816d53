public import TensorFiles
internal import QuantCore

/// A recipe that a file holds: quantview's JSON, or CSV with a column for names and one for formats.
public struct RecipeFile: Sendable, Hashable {
  /// The path as the user gave it.
  public let path: String
  /// What the file says.
  public let rules: RecipeRules

  /// What the JSON calls itself.
  public static let schema = "quantview.recipe/1"
  /// The most bytes of a file.
  static let limit = 8 << 20

  /// Reads a file.
  ///
  /// - Parameter path: The file; what begins with a brace is JSON, everything else CSV.
  /// - Throws: `TensorFileError` about what can't be read, is no recipe, or names a tensor twice or an unknown format.
  public init(_ path: String) throws(TensorFileError) {
    try self.init(try FileContent.read(path, atMost: Self.limit), path: path)
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: The content.
  ///   - path: The path, for errors.
  /// - Throws: As for a file.
  public init(_ bytes: [UInt8], path: String) throws(TensorFileError) {
    self.path = path
    let first = bytes.first { !" \t\r\n".utf8.contains($0) }
    guard let first else {
      throw TensorFileError(
        .malformed, path: path, "an empty file, expected \(Self.schema) or CSV with name,format")
    }
    if let other = RecipeForOthers.kind(of: bytes) {
      throw TensorFileError(
        .malformed, path: path,
        "a recipe for \(other), expected the same choice as json or csv, such as rank --recipe-for json writes"
      )
    }
    rules =
      first == UInt8(ascii: "{")
      ? try RecipeJSON.rules(JSONFile(bytes, path: path)) : try RecipeCSV.rules(bytes, path: path)
  }

  /// Applies what the file says to a model.
  ///
  /// - Parameter tensors: The model's tensors.
  /// - Returns: The recipe, and a line about names and patterns that no tensor has; nil where all have one.
  /// - Throws: `RecipeError` where no tensor has any of them.
  public func applied(
    to tensors: [TensorDescriptor]
  ) throws(RecipeError) -> (recipe: Recipe, note: String?) {
    let (recipe, unmatched) = rules.applied(to: tensors)
    let path = PrintableName.escaped(path)
    let all = rules.names.count + rules.patterns.count
    guard let first = unmatched.first else { return (recipe, nil) }
    let name = PrintableName.quoted(first)
    guard unmatched.count < all else {
      throw RecipeError(
        "\(path): no tensor here has any of its \(all) names and patterns, such as \(name)")
    }
    let more =
      unmatched.count > 1 ? " and \(unmatched.count - 1) more of its names and patterns" : ""
    return (recipe, "\(path): no tensor here is named \(name)\(more)")
  }
}
