internal import Charts
public import QuantAnalysis
public import QuantCore
internal import TensorFiles

/// One element in words: its value, and what each format's code for it means.
public struct BlockElementText: Sendable, Hashable {
  /// The place, the value and how large it is.
  public let value: String
  /// A line for each format: `nvfp4 0x7 0|11|1 = 6 x 0.3183 = 1.910 err 0`.
  public let codes: [Code]
  private let shortValue: String

  /// What one format makes of the element.
  public struct Code: Sendable, Hashable {
    /// The format.
    public let format: FormatID
    /// The code, its bits and its value.
    public let text: String
    /// The decoded value and the error alone.
    public let short: [String]
  }

  /// What a format makes of the element; that it has to wait where nothing is known.
  public func text(of format: FormatID) -> String {
    codes.first { $0.format == format }?.text ?? "\(format) waits for the analysis"
  }

  /// The value and what a format makes of it, in a few characters.
  public func short(of format: FormatID) -> [String] {
    [shortValue] + (codes.first { $0.format == format }?.short ?? ["\(format): wait"])
  }

  /// Describes an element.
  ///
  /// - Parameters:
  ///   - column: Its column.
  ///   - inspection: What was seen.
  ///   - deviation: The standard deviation of the tensor's values; nil where it is not known.
  public init(_ column: Int, in inspection: Inspection, deviation: Double?) {
    guard inspection.columns.contains(column) else {
      (value, shortValue, codes) = ("", "", [])
      return
    }
    let offset = column - inspection.columns.lowerBound
    let original = Double(inspection.values[offset])
    var text = "[\(inspection.row),\(column)] = \(shortNumber(original, digits: 6))"
    if let deviation, deviation > 0, original.isFinite {
      text += " = \(shortNumber(original / deviation, digits: 3)) sigma"
    }
    value = text
    shortValue = shortNumber(original, digits: 5)
    codes = inspection.formats.compactMap { view in
      if let refusal = view.refusal {
        return Code(format: view.id, text: "\(view.id) \(refusal)", short: [refusal])
      }
      guard view.elements.indices.contains(offset), let block = view.block(of: column) else {
        return nil
      }
      let element = view.elements[offset]
      let error = shortNumber(original - Double(element.decoded), digits: 2)
      let decoded = shortNumber(Double(element.decoded), digits: 4)
      return Code(
        format: view.id, text: Self.text(element, original: original, in: block, of: view),
        short: element.decoded.isNaN ? ["left out"] : ["to \(decoded)", "err \(error)"])
    }
  }

  private static func text(
    _ element: Inspection.Element, original: Double, in block: Inspection.Block,
    of view: Inspection.Format
  ) -> String {
    guard !element.decoded.isNaN, let scale = block.scale else {
      return "\(view.id) left out: NaN or infinity"
    }
    let fields = CodeFields(element.code, of: view.element)
    let decoded = shortNumber(Double(element.decoded), digits: 5)
    let multiplier = shortNumber(Double(scale.multiplier), digits: 5)
    let rounded = shortNumber(Double(element.rounded), digits: 5)
    var text = "\(view.id) \(fields.hex) \(fields.bits)"
    let grid = view.element
    if grid.vectorLength == 1, grid.values.indices.contains(Int(element.code)) {
      let value = shortNumber(Double(grid.values[Int(element.code)]), digits: 5)
      let zero = shortNumber(Double(scale.offset), digits: 5)
      text += grid.isUnsigned ? " = (\(value) - \(zero))" : " = \(value)"
      text += " x \(multiplier) = \(rounded)"
    } else {
      text += " \(fields.words) = \(rounded)"
    }
    if view.rotatesValues { text += " rotated, back \(decoded)" }
    return text + " err \(shortNumber(original - Double(element.decoded), digits: 2))"
  }
}
