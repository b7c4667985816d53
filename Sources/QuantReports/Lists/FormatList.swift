internal import TerminalKit
internal import Figures
internal import QuantCore

/// The registered formats as text and as a `quantview.formats/1` document.
public enum FormatList {
  /// Rows and columns of the tensor whose bits per weight are told: a usual matrix of a model.
  static let side = 4096

  /// One line for each identifier, then what the formats are.
  public static var text: String {
    var lines = [
      "bits/weight at \(side)x\(side), scales of blocks, rows and the tensor included", "",
    ]
    var table = TextTable(sides: [.left, .left, .right, .left, .right, .left])
    table.rows.append(["id", "element", "block", "scale", "bits/weight", "rule"])
    for format in FormatRegistry.all {
      let facts = Facts(format)
      table.rows.append([
        format.id.description, format.element.name, facts.blockText,
        facts.scale, FigureText.number(facts.bitsPerWeight), format.rule,
      ])
    }
    lines += table.lines
    for family in FormatRegistry.families {
      lines.append("")
      lines += wrapped("\(family.name): \(family.summary).", rest: "  ")
      lines += wrapped("same bits as \(family.sameBitsAs)", first: "  ", rest: "  ")
      if family.rules.count > 1 {
        lines += wrapped(
          "rules " + family.rules.map { ":\($0)" }.joined(separator: " ")
            + ", the first by default",
          first: "  ", rest: "  ")
        lines += family.rules.flatMap { rule in
          family.ruleNotes[rule].map { wrapped(":\(rule) \($0)", first: "    ", rest: "      ") }
            ?? []
        }
      }
      if let remark = family.remark {
        lines += wrapped(remark, first: "  ", rest: "  ")
      }
      if !family.options.isEmpty {
        lines += wrapped(
          "options " + family.options.map { "+\($0)" }.joined(separator: " "), first: "  ",
          rest: "  ")
      }
    }
    lines += modifiers + beyondWeights
    return lines.map { $0 + "\n" }.joined()
  }

  private static var modifiers: [String] {
    ["", "around any format that is not of the whole matrix:"]
      + FormatModifier.all.flatMap {
        wrapped("+\($0.name): \($0.summary); \($0.remark)", first: "  ", rest: "    ")
      }
  }

  private static var beyondWeights: [String] {
    ["", "not here, as weights alone can't give it:"]
      + BeyondWeights.all.flatMap {
        wrapped("\($0.name) needs \($0.needs); \($0.nearest)", first: "  ", rest: "    ")
      }
  }

  /// The document, with its line end.
  public static var json: String {
    var json = JSONWriter(style: .indented)
    json.object { json in
      json.field("schema", "quantview.formats/1")
      json.field("bits_per_weight_shape", [side, side])
      json.array("formats") { json in
        for format in FormatRegistry.all {
          json.object { write(format, to: &$0) }
        }
      }
      json.array("modifiers") { json in
        for modifier in FormatModifier.all {
          json.object { json in
            json.field("option", modifier.name)
            json.field("summary", modifier.summary)
            json.field("remark", modifier.remark)
          }
        }
      }
      json.array("beyond_weights") { json in
        for method in BeyondWeights.all {
          json.object { json in
            json.field("method", method.name)
            json.field("needs", method.needs)
            json.field("nearest", method.nearest)
          }
        }
      }
    }
    return json.text + "\n"
  }

  private static func write(_ format: any QuantizationFormat, to json: inout JSONWriter) {
    let facts = Facts(format)
    let family = FormatRegistry.family(of: format.id)
    json.field("id", format.id.description)
    json.field("summary", family?.summary)
    json.field("element", format.element.name)
    json.field("element_bits", format.element.bits)
    json.field("block", [facts.block.rows, facts.block.columns])
    json.field("scale", format.scaleType.rawValue)
    json.field("scale_bits", format.scaleType.bits)
    json.field("tensor_bits", facts.tensorBits)
    json.field("bits_per_weight", facts.bitsPerWeight)
    json.field("rule", format.rule)
    json.strings("rules", family?.rules ?? [])
    json.strings("options", family?.options ?? [])
    // The words are about the rule and the options that the family's name alone stands for.
    let isPlain = format.id.rule == nil && format.id.options.isEmpty
    json.field("same_bits_as", isPlain ? family?.sameBitsAs : nil)
    json.strings("needs", facts.needs)
    json.field("remark", family?.remark)
  }

  /// What holds for any tensor that is large enough to forget its edges.
  private struct Facts {
    let block: BlockShape
    let blockText: String
    let scale: String
    let bitsPerWeight: Double
    /// What is stored once for the tensor.
    let tensorBits: Int
    /// What has to be known before the first block is encoded.
    let needs: [String]

    init(_ format: any QuantizationFormat) {
      let side = 1 << 20
      block = format.blockShape(rows: side, columns: side)
      blockText =
        block.rows == side
        ? "tensor" : block.columns == side ? "row" : "\(block.rows)x\(block.columns)"
      let once = format.tensorBits(rows: side, columns: side)
      let ofRow = format.tensorBits(rows: 1, columns: side)
      let isOfRuns = ofRow > format.tensorBits(rows: 1, columns: 1)
      bitsPerWeight = format.bitsPerWeight(rows: FormatList.side, columns: FormatList.side) ?? 0
      tensorBits = isOfRuns ? 0 : ofRow
      let run = format.unitShape(rows: side, columns: side)
      let beside =
        isOfRuns
        ? "a factor for \(run.rows)x\(run.columns)"
        : ofRow == 0 ? "" : once > ofRow ? "F32 a row" : "F32 a tensor"
      let own = format.scaleType == .none ? "" : format.scaleType.rawValue
      scale = [own, beside].filter { !$0.isEmpty }.joined(separator: ", ")
      needs =
        switch format.foreknowledge {
        case .none: []
        case .summary: ["the tensor's statistics"]
        case .survey: ["a reading of the whole tensor before"]
        }
    }
  }
}
