/// The explorer in the terminal.
enum Explore {
  /// Explores until the user quits.
  ///
  /// - Parameters:
  ///   - exploration: The tensors and formats.
  ///   - troubles: Told of what could not be read.
  /// - Throws: What ends the exploration before the user does.
  static func run(_ exploration: Exploration, noting troubles: inout Troubles) throws {
    try Overview.print(exploration, noting: &troubles)
  }
}
