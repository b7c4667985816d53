internal import Charts
public import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// One element in words: its value, and what each format's code for it means.
public struct BlockElementText: Sendable, Hashable {
  /// The place, the value and how large it is.
  public let value: String
  /// A line for each format that shows something: `nvfp4 0x7 0|11|1 = 6 x 0.3183 = 1.910 err 0`.
  public let codes: [String]

  /// Describes an element.
  ///
  /// - Parameters:
  ///   - column: Its column.
  ///   - inspection: What was seen.
  ///   - deviation: The standard deviation of the tensor's values; nil where it is not known.
  public init(_ column: Int, in inspection: Inspection, deviation: Double?) {
    guard inspection.columns.contains(column) else {
      value = ""
      codes = []
      return
    }
    let offset = column - inspection.columns.lowerBound
    let original = Double(inspection.values[offset])
    var text = "[\(inspection.row),\(column)] = \(shortNumber(original, digits: 6))"
    if let deviation, deviation > 0, original.isFinite {
      text += " = \(shortNumber(original / deviation, digits: 3)) sigma"
    }
    value = text
    codes = inspection.formats.compactMap { view in
      if let refusal = view.refusal { return "\(view.id) \(refusal)" }
      guard view.elements.indices.contains(offset), let block = view.block(of: column) else {
        return nil
      }
      return Self.text(view.elements[offset], original: original, in: block, of: view)
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
