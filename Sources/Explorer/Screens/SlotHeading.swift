internal import QuantCore
internal import TerminalKit

extension AppState {
  /// The heading of a slot's column: its format, in brackets where it is the one that keys act on.
  ///
  /// - Parameters:
  ///   - index: The slot.
  ///   - room: The most columns of the format's name.
  /// - Returns: The name in the slot's colour, shortened in its middle.
  func slotHeading(_ index: Int, room: Int) -> StyledText {
    let isSelected = index == slots.selected
    let name = traits.shortened(slots.formats[index].description, to: room, keeping: .ends)
    return StyledText(
      isSelected ? "[\(name)]" : name,
      style: Style(foreground: .slot(index), isUnderlined: isSelected))
  }
}
