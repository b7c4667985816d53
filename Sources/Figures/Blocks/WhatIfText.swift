internal import Charts
public import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// What would become of a block without one element, in words.
public struct WhatIfText: Sendable, Hashable {
  /// What is assumed: which element, and what stays as it is.
  public let premise: String
  /// A statement for each format whose block holds the element.
  public let facts: [String]

  /// Describes the change; nil where no element was omitted.
  public init?(_ inspection: Inspection) {
    guard let omitted = inspection.omitted else { return nil }
    premise =
      "what if [\(omitted.row),\(omitted.column)] were 0: the tensor's scale and amax unchanged"
    facts = inspection.formats.compactMap { view in
      view.change.map { Self.text($0, of: view) }
    }
  }

  private static func text(_ change: Inspection.Change, of view: Inspection.Format) -> String {
    var text = "\(view.id) "
    if view.scaleType == .none {
      text += "the tensor's scale"
    } else if change.scaleBefore == change.scaleAfter {
      text += "same scale"
    } else {
      text += "\(code(change.scaleBefore, view)) -> \(code(change.scaleAfter, view))"
    }
    let others = max(change.before.count, change.after.count)
    text += ", other \(others): \(decibels(change.before)) -> \(decibels(change.after))"
    if change.before.flushedCount != change.after.flushedCount {
      text += ", F \(change.before.flushedCount) -> \(change.after.flushedCount)"
    }
    return text
  }

  private static func code(_ scale: BlockScale?, _ view: Inspection.Format) -> String {
    guard let scale else { return "left out" }
    return view.scaleType.isCoded
      ? FigureText.hex(scale.code) : BlockScaleText.number(scale.multiplier)
  }

  private static func decibels(_ others: Inspection.Change.Others) -> String {
    if others.count == 0 { return "left out" }
    if others.noise == 0 { return "exact" }
    return others.sqnr.map { FigureText.fixed($0, decimals: 1) + " dB" } ?? "overflow"
  }
}
