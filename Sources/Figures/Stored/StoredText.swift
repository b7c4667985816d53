public import QuantAnalysis
internal import QuantCore
public import TensorFiles

/// What a file that is quantized already says of a weight, in words.
public enum StoredText {
  /// How many scales a file stores for a weight, their range, and what is to be said of them.
  public static func scales(_ survey: ScaleSurvey) -> [String] {
    let range = [survey.smallest, survey.largest].compactMap { $0 }
      .map { FigureText.number(Double($0)) }
    var facts = [
      "\(FigureText.count(survey.scaleCount)) \(survey.matrix.scaleName) scales"
    ]
    if range.count == 2 { facts.append("\(range[0]) to \(range[1])") }
    return facts + survey.facts + survey.warnings.map { "! \($0)" }
  }

  /// The error that the other tool made, in one sentence.
  ///
  /// - Parameters:
  ///   - comparison: What comparing with the original found.
  ///   - tensor: The weight.
  /// - Returns: The sentence.
  public static func error(
    _ comparison: OriginalComparison, of tensor: TensorDescriptor
  ) -> String {
    let errors = comparison.errors
    let name = PrintableName.escaped(comparison.original)
    let way =
      switch comparison.arrangement {
      case .same: ""
      case .transposed: " the other way round"
      case .interleaved(let rows): " with rows interleaved within heads of \(rows) (llama.cpp)"
      case .perhapsInterleaved: " whose rows llama.cpp may have interleaved within heads"
      case .offsetByOne: " but for the 1 that llama.cpp adds"
      }
    let head = "\(tensor.type.name) as stored, against \(name)\(way): "
    let lost =
      comparison.lost > 0 ? ", \(FigureText.count(comparison.lost)) values decode to NaN" : ""
    guard errors.noise != 0 else {
      return head + (lost.isEmpty ? "exact" : "no other error" + lost)
    }
    let share = errors.count > 0 ? Double(errors.flushedCount) / Double(errors.count) : nil
    return head
      + "SQNR \(FigureText.number(errors.signalToNoise)) dB, "
      + "relative error \(FigureText.number(errors.relativeFrobenius)), "
      + "max |err| \(FigureText.number(errors.maximumError)), "
      + "flushed to 0 \(FigureText.percent(share))" + lost
  }
}
