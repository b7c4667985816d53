/// A shell that completes command lines.
public enum Shell: String, Sendable, Hashable, CaseIterable {
  /// Bash, 3.2 or later.
  case bash
  /// Z shell.
  case zsh
  /// fish.
  case fish

  /// What makes the shell complete a program's command lines.
  ///
  /// - Parameter tree: The program's commands.
  /// - Returns: A script to be sourced, or to be put where the shell looks for such.
  public func completion(of tree: CommandTree) -> String {
    let lines =
      switch self {
      case .bash: BashCompletion(tree).lines
      case .zsh: ZshCompletion(tree).lines
      case .fish: FishCompletion(tree).lines
      }
    return lines.map { $0 + "\n" }.joined()
  }

  /// A word in single quotes, as all three shells understand them.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}

extension ArgumentInfo {
  /// The words that may be offered, by whether they are the second half of a value.
  var offered: (heads: [String], tails: [String]) {
    guard case .words(let words) = values else { return ([], []) }
    return (words.filter { !$0.hasPrefix(".") }, words.filter { $0.hasPrefix(".") })
  }

  /// What is told of it beside its name: its first sentence.
  var hint: String {
    let end = abstract.firstRange(of: ". ")?.lowerBound ?? abstract.endIndex
    let sentence = abstract[..<end]
    return String(sentence.hasSuffix(".") ? sentence.dropLast() : sentence)
  }
}
