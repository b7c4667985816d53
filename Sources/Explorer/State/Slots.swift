public import QuantCore

/// Up to four formats that stand side by side, one of them selected.
public struct Slots: Sendable, Hashable {
  /// The most that fit.
  public static let limit = 4

  /// The formats, from left to right; at least one.
  public private(set) var formats: [FormatID]
  /// Which one keys act on.
  public private(set) var selected = 0

  /// Creates slots.
  ///
  /// - Parameter formats: The formats; beyond the fourth, repeated and unknown ones are left out, none means
  ///   the defaults.
  public init(_ formats: [FormatID]) {
    var unique: [FormatID] = []
    for format in formats where !unique.contains(format) && unique.count < Self.limit {
      // A format that can't be made would be asked for again and again.
      if (try? FormatRegistry.format(format)) != nil { unique.append(format) }
    }
    self.formats = unique.isEmpty ? FormatRegistry.defaults : unique
  }

  /// The selected format.
  public var current: FormatID { formats[selected] }

  /// Selects another slot, from the last on to the first and back.
  mutating func step(_ distance: Int) {
    selected = ((selected + distance) % formats.count + formats.count) % formats.count
  }

  mutating func select(_ index: Int) {
    selected = min(max(index, 0), formats.count - 1)
  }

  /// Puts a format into the selected slot; where another slot has it already, that one is selected.
  mutating func replace(with format: FormatID) {
    if let index = formats.firstIndex(of: format) {
      selected = index
    } else {
      formats[selected] = format
    }
  }

  /// Adds a slot with a format after the last; false where there are four.
  mutating func add(_ format: FormatID) -> Bool {
    if let index = formats.firstIndex(of: format) {
      selected = index
      return true
    }
    guard formats.count < Self.limit else { return false }
    formats.append(format)
    selected = formats.count - 1
    return true
  }

  /// Takes the selected slot away; false where it is the only one.
  mutating func remove() -> Bool {
    guard formats.count > 1 else { return false }
    formats.remove(at: selected)
    selected = min(selected, formats.count - 1)
    return true
  }

  /// The slot nearest to the selected one whose format fulfils a condition; the selected one first.
  func nearest(where condition: (any QuantizationFormat) -> Bool) -> Int? {
    let order = formats.indices.sorted {
      (abs($0 - selected), $0) < (abs($1 - selected), $1)
    }
    return order.first { index in
      (try? FormatRegistry.format(formats[index])).map(condition) ?? false
    }
  }
}
