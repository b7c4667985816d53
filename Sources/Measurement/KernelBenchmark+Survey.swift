internal import KernelEngine
internal import QuantCore

extension KernelBenchmark {
  /// A format that surveys the tensor before it encodes: BF16 from memory twice, to codes, scales and zero points.
  func surveyed(named name: String) -> KernelReport.Point? {
    guard let format = try? FormatRegistry.format(named: name) else { return nil }
    let top = values.span.extracting(0..<Self.bandRows * side)
    let survey = engine.survey(top, columns: side, of: format, summary: summary)
    var known = summary
    known.survey = survey
    let codec = format.codec(for: known)
    var encoded = EncodedBand()
    engine.encode(top, columns: side, by: codec, mayHoldNonfinite: false, into: &encoded)
    let expected = defined(codec)
    let isChecked =
      survey == format.survey(top, columns: side, summary: summary)
      && encoded.codes == expected.codes && encoded.decoded == expected.decoded
      && encoded.scaleCodes == expected.scaleCodes && encoded.offsets == expected.offsets
      && encoded.saturated == expected.saturated
    let durations = Durations {
      var survey = Survey()
      forEachBand { survey.merge(engine.survey($0, columns: side, of: format, summary: summary)) }
      var known = summary
      known.survey = survey
      let codec = format.codec(for: known)
      forEachBand {
        engine.encode($0, columns: side, by: codec, mayHoldNonfinite: false, into: &encoded)
      }
    }
    return KernelReport.Point(
      name: "\(name): survey of BF16, then codes, scales and zero points", weights: values.count,
      bytes: 2 * bytes.count, isCached: false, isChecked: isChecked, durations: durations)
  }
}
