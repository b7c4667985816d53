internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// Whose scales of a weight that is quantized already are looked at.
enum ScaleOrigin: Sendable, Hashable {
  /// Those that the file stores.
  case stored
  /// Those that a slot would choose.
  case chosen
}

/// The one question of every screen of scales: as stored, or as the slot would choose them.
extension AppState {
  /// Whose scales a screen shows: those in the file where it has some, unless the user asked for the slot's.
  ///
  /// - Parameter type: The scales' type; nil for any.
  /// - Returns: Whose; `chosen` also where neither has any.
  func scaleOrigin(of type: ScaleType? = nil) -> ScaleOrigin {
    guard storedWeight(of: type) != nil else { return .chosen }
    return prefersStoredScales || noChosenScales(of: type) != nil ? .stored : .chosen
  }

  /// The key and what it shows where there are two origins to choose from, as a heading has it.
  ///
  /// - Parameter type: The scales' type; nil for any.
  /// - Returns: Such as `s: stored`; nil where there is one origin.
  func otherOrigin(of type: ScaleType? = nil) -> String? {
    guard storedWeight(of: type) != nil, noChosenScales(of: type) == nil else { return nil }
    switch scaleOrigin(of: type) {
    case .stored: return "s: \(chosenName(of: type))"
    case .chosen: return "s: stored"
    }
  }

  /// Whose scales are on show and how to see the other's, for a heading.
  ///
  /// - Parameter type: The scales' type.
  /// - Returns: The words; nil where there is no choice.
  func originHeading(of type: ScaleType) -> String? {
    otherOrigin(of: type).map { other in
      scaleOrigin(of: type) == .stored
        ? "stored in the file (\(other))" : "\(chosenName(of: type)) (\(other))"
    }
  }

  /// The key that asks for the other's.
  ///
  /// - Parameters:
  ///   - type: The scales' type; nil for any.
  ///   - help: What it changes, for help.
  ///   - word: Its word on the command line.
  /// - Returns: The binding.
  static func originBinding(of type: ScaleType?, help: String, word: String) -> KeyBinding {
    KeyBinding("s", .view, help, hint: "stored", word: word) { state in
      if state.storedWeight(of: type) == nil {
        return type.map { "the file stores no \($0.rawValue) scales" }
          ?? "the file stores no scales for this tensor"
      }
      return state.noChosenScales(of: type)
    } act: { state, _ in
      state.prefersStoredScales = state.scaleOrigin(of: type) == .chosen
      return []
    }
  }

  /// The current weight as its file stores it, where it has scales of the type; nil where it has none.
  func storedWeight(of type: ScaleType? = nil) -> EncodedMatrix? {
    guard let matrix = current.flatMap({ reports[$0]?.stored?.matrix }), matrix.scaleType != .none,
      type == nil || matrix.scaleType == type
    else { return nil }
    return matrix
  }

  /// Why no slot has scales to show; nil where one has.
  private func noChosenScales(of type: ScaleType?) -> String? {
    guard let type else { return noScalesToMap }
    return slot(of: type) == nil ? "no slot has \(type.rawValue) scales" : nil
  }

  private func chosenName(of type: ScaleType?) -> String {
    (type.flatMap { slot(of: $0) }.map { slots.formats[$0] } ?? slots.current).description
  }
}
