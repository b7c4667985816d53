/// A pattern for names: `*` stands for any run of characters, `?` for one, `[a-c]` and `[!a-c]` for one of a set.
///
/// It is matched against whole names; a bracket that is never closed stands for itself.
public struct NamePattern: Sendable, Hashable {
  /// The pattern as given.
  public let text: String
  private let parts: [Part]

  private enum Part: Sendable, Hashable {
    case run
    case any
    case one(Unicode.Scalar)
    case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
  }

  /// Creates a pattern from its text.
  public init(_ text: String) {
    self.text = text
    var parts: [Part] = []
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      switch scalars[index] {
      case "*": parts.append(.run)
      case "?": parts.append(.any)
      case "[":
        if let (part, end) = Self.set(in: scalars, from: index + 1) {
          parts.append(part)
          index = end
        } else {
          parts.append(.one("["))
        }
      default: parts.append(.one(scalars[index]))
      }
      index += 1
    }
    self.parts = parts
  }

  /// Whether the whole of a name matches; the time it takes grows with the product of both lengths at most.
  public func matches(_ name: String) -> Bool {
    let scalars = Array(name.unicodeScalars)
    var part = 0
    var place = 0
    // The last run seen, and where what follows it was tried; an earlier run never needs to be tried again.
    var run: (part: Int, place: Int)?
    while place < scalars.count {
      if part < parts.count, parts[part] == .run {
        run = (part, place)
        part += 1
      } else if part < parts.count, Self.matches(parts[part], scalars[place]) {
        part += 1
        place += 1
      } else if let last = run {
        run = (last.part, last.place + 1)
        part = last.part + 1
        place = last.place + 1
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { $0 == .run }
  }

  private static func matches(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
    switch part {
    case .run, .any: true
    case .one(let only): only == scalar
    case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
    }
  }

  /// Reads a set up to its closing bracket; a bracket that stands first is one of the set.
  private static func set(
    in scalars: [Unicode.Scalar], from start: Int
  ) -> (part: Part, end: Int)? {
    var index = start
    let isNegated = index < scalars.count && (scalars[index] == "!" || scalars[index] == "^")
    if isNegated { index += 1 }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    let first = index
    while index < scalars.count, index == first || scalars[index] != "]" {
      let low = scalars[index]
      if index + 2 < scalars.count, scalars[index + 1] == "-", scalars[index + 2] != "]" {
        let high = scalars[index + 2]
        if low <= high { ranges.append(low...high) }
        index += 3
      } else {
        ranges.append(low...low)
        index += 1
      }
    }
    return index < scalars.count ? (.set(ranges, isNegated: isNegated), index) : nil
  }
}
