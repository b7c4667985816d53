internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// What text and Markdown say of a tensor's values, in the same words.
enum TensorFacts {
  /// Type, shape and size.
  static func stored(_ tensor: TensorDescriptor) -> String {
    "\(tensor.type.name) \(FigureText.shape(tensor.shape)), "
      + "\(FigureText.count(tensor.elementCount)) \(plural("element", tensor.elementCount)), "
      + FigureText.bytes(tensor.byteCount)
  }

  /// Where the values lie: range, mean, spread, the largest magnitude and its place.
  static func distribution(_ values: ValueReport) -> String {
    guard let minimum = values.minimum, let maximum = values.maximum else {
      return values.elements == 0 ? "no values" : "no finite values"
    }
    return [
      "min \(FigureText.number(Double(minimum)))", "max \(FigureText.number(Double(maximum)))",
      "mean \(FigureText.number(values.mean))",
      "sigma \(FigureText.number(values.standardDeviation))",
      "kurtosis \(FigureText.number(values.kurtosis))",
    ].joined(separator: ", ")
  }

  /// The largest magnitude and its place.
  static func amax(_ values: ValueReport) -> String? {
    guard let amax = values.amax, let place = values.amaxPlace else { return nil }
    return "amax \(FigureText.number(Double(amax))) at [\(place.row),\(place.column)]"
  }

  /// Zeros, NaN and infinities.
  static func specials(_ values: ValueReport) -> String {
    var text =
      "\(FigureText.count(values.zeroCount)) zero, \(FigureText.count(values.nanCount)) NaN, "
      + "\(FigureText.count(values.infiniteCount)) infinite"
    if let place = values.firstNonfinite { text += ", the first at [\(place.row),\(place.column)]" }
    return text
  }

  /// Where sigma lies between two powers of two, which decides how well scales that are such powers fit.
  ///
  /// - Parameters:
  ///   - values: What is known of the values.
  ///   - format: The format's report.
  /// - Returns: A few words; nil where the format's scales are no powers of two, or sigma is zero.
  static func phase(_ values: ValueReport, of format: FormatReport) -> String? {
    guard format.scales.type == .e8m0, let sigma = values.standardDeviation, sigma > 0,
      sigma.isFinite
    else { return nil }
    return "power-of-two scales, sigma \(FigureText.number(sigma)) = "
      + "\(FigureText.number(sigma.significand)) x 2^\(Int(sigma.exponent))"
  }

  /// Where sigma lies, for each format to which it matters.
  static func phases(in report: TensorReport) -> [(id: FormatID, text: String)] {
    guard let values = report.values else { return [] }
    return report.formats.compactMap { format in
      phase(values, of: format).map { (format.id, $0) }
    }
  }

  /// Container and size of what was read.
  static func source(_ source: SourceDescription) -> String {
    "\(source.container), \(FigureText.bytes(source.byteCount))"
  }

  /// Which tensors were left out; nil where none was.
  static func skipped(_ tensors: [TensorDescriptor], quote: (String) -> String) -> String? {
    guard !tensors.isEmpty else { return nil }
    return "not analysed: "
      + tensors.map { "\(quote($0.name)) (\($0.type.name))" }.joined(separator: ", ")
  }

  private static func plural(_ noun: String, _ count: Int) -> String {
    count == 1 ? noun : noun + "s"
  }
}
