internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TerminalKit

extension AppState {
  /// The slot whose scales a screen of codes shows: the selected one, or the nearest that has such scales.
  func slot(of type: ScaleType) -> Int? {
    slots.nearest { $0.scaleType == type }
  }

  /// What is known of the slot that a screen of codes shows.
  func report(ofScales type: ScaleType) -> FormatReport? {
    guard let current, let slot = slot(of: type) else { return nil }
    return reports[current]?.format(slots.formats[slot])
  }

  /// The code at the top of the list, the largest where it isn't scrolled, with its value and its blocks.
  func firstScaleCode(of type: ScaleType, at place: ScaleCodeState) -> CopiedValue? {
    guard let report = report(ofScales: type) else { return nil }
    let codes = Array(report.scales.codes.reversed())
    guard !codes.isEmpty else { return nil }
    let code = codes[min(place.firstRow, codes.count - 1)]
    let value = report.scales.value(of: code.code).map { " \($0)" } ?? ""
    return CopiedValue(
      "\(FigureText.hex(code.code))\(value) \(code.blocks)",
      name: "a scale of \(report.id): code, value, blocks")
  }

  /// Why another slot than the selected one is shown; nil where it is the selected one.
  func substitute(for type: ScaleType) -> String? {
    guard let slot = slot(of: type), slot != slots.selected else { return nil }
    return "\(slots.formats[slot]), as \(slots.current) has no \(type.rawValue) scales"
  }

  /// Why a screen of codes has nothing to draw; nil where it has.
  func nothingToDraw(of type: ScaleType) -> StyledText? {
    if let reason = nothingToDraw { return reason }
    guard slot(of: type) != nil else {
      let example =
        FormatRegistry.all.first { $0.scaleType == type }?.id.description ?? type.rawValue
      return StyledText("no slot has \(type.rawValue) scales; F puts \(example) into the slot")
    }
    guard report(ofScales: type) == nil else { return nil }
    if let current, let slot = slot(of: type) {
      let id = slots.formats[slot]
      let known = reports[current] ?? TensorReport(tensor: tensors[current])
      if let refusal = known.refusal(of: id) { return StyledText("\(id) \(refusal)") }
    }
    return StyledText(work.isPaused ? "stopped; a goes on" : "reading ...", style: .dim)
  }
}
