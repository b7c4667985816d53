/// Recipes that are written for other programs and say too little to be applied here: scale rules and what stays.
enum RecipeForOthers {
  /// How much of a file is looked at.
  private static let head = 1 << 16

  /// What a file is a recipe for; nil where it is none of those.
  ///
  /// - Parameter bytes: The content.
  /// - Returns: The name of the kind of recipe, as `rank --recipe-for` takes it.
  static func kind(of bytes: [UInt8]) -> String? {
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = bytes.dropFirst(bytes.starts(with: byteOrderMark) ? 3 : 0)
    let text = String(decoding: content.prefix(head), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline)
      .map { $0.drop(while: \.isWhitespace) }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") && !$0.hasPrefix("---") }
    guard let first = lines.first else { return nil }
    if first.hasPrefix("{") {
      // The configuration by itself, or as it stands in a model's config.json.
      let isOwn = text.contains(RecipeFile.schema)
      return !isOwn && text.contains("\"config_groups\"") ? CompressedTensorsRecipe().name : nil
    }
    if ["quant_cfg:", "\"quant_cfg\":"].contains(where: first.hasPrefix) {
      return ModelOptRecipe().name
    }
    return first.hasPrefix("^") && first.contains("=") ? LlamaQuantizeRecipe().name : nil
  }
}
