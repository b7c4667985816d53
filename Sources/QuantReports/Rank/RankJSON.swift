internal import Advisor
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// A ranking as a `quantview.rank/1` document.
public enum RankJSON {
  /// The document, with its line end.
  public static func text(_ document: RankDocument) -> String {
    var text = ""
    write(document) { text += $0 }
    return text
  }

  /// Writes the document tensor by tensor, with its line end.
  ///
  /// - Parameters:
  ///   - document: The ranking.
  ///   - put: Receives the pieces in order.
  /// - Throws: What `put` throws.
  public static func write<Failure: Error>(
    _ document: RankDocument, to put: (String) throws(Failure) -> Void
  ) throws(Failure) {
    var json = JSONWriter(style: .indented)
    try json.object { (json: inout JSONWriter) throws(Failure) in
      json.field("schema", "quantview.rank/1")
      json.object("tool") { $0.fields(ToolField.all, of: document.tool) }
      json.object("source") { $0.fields(SourceField.all, of: document.source) }
      json.array("formats") { json in
        for format in document.formats { json.value(format.id.description) }
      }
      json.object("by") { json in
        json.field("metric", document.metric.name)
        json.field("first", document.metric.order)
      }
      json.field("weight", document.weight.rawValue)
      json.field("sample_bytes", document.sampleBytes)
      try json.array("tensors") { (json: inout JSONWriter) throws(Failure) in
        for (place, index) in document.order.enumerated() {
          json.object { write(index, place: place, of: document, to: &$0) }
          try put(json.takeText())
        }
      }
      json.array("totals") { json in
        for total in document.totals { json.object { write(total, of: document, to: &$0) } }
      }
      choice(document, to: &json)
      json.array("curve") { json in
        for point in document.curve.points {
          json.object { json in
            json.field("bits_per_weight", point.bitsPerWeight)
            json.field("bytes", point.bits / 8 + document.ranking.keptBytes)
            json.field("weighted_error", point.error)
            json.field("sqnr_db", point.sqnr)
          }
        }
      }
      json.array("notes") { json in
        for sentence in RankWords.proxy { json.value(sentence) }
      }
    }
    try put(json.takeText() + "\n")
  }

  private static func write(
    _ index: Int, place: Int, of document: RankDocument, to json: inout JSONWriter
  ) {
    let tensor = document.ranking.tensors[index]
    json.field("rank", place + 1)
    json.field("name", tensor.tensor.name)
    json.field("dtype", tensor.tensor.type.name)
    json.field("shape", tensor.tensor.shape)
    json.field("elements", tensor.tensor.elementCount)
    json.field("bytes", tensor.tensor.byteCount)
    json.field("kept", tensor.mark.isKept)
    json.field("mark", tensor.mark.word)
    json.object("coverage") { json in
      json.field("sampled", tensor.isSampled)
      json.field("elements", tensor.coverage.elements)
      json.field("share", tensor.coverage.share)
    }
    let report = tensor.report(document.formats)
    json.object("values") { $0.fields(tensor.values == nil ? [] : TensorField.values, of: report) }
    json.object("formats") { json in
      for format in report.formats {
        json.object(format.id.description) { json in
          json.fields(ReportField.metrics, of: format)
          json.object("block_sqnr_db") { $0.fields(ReportField.blockPercentiles, of: format) }
          json.fields([ReportField.codeEntropy, ReportField.tensorScale], of: format)
          json.field("flushed_share", format.flushedShare)
          json.field("weighted_error", document.weight.error(of: tensor, as: format.id))
        }
      }
    }
    if document.allocation != nil {
      json.field("chosen", document.pick(of: index)?.format?.description)
    }
  }

  private static func write(
    _ total: FormatTotal, of document: RankDocument, to json: inout JSONWriter
  ) {
    json.field("format", total.format?.description)
    json.field("bytes", total.bytes)
    json.field("quantized_bytes", total.quantizedBytes)
    json.field("kept_bytes", total.keptBytes)
    json.field("refused_count", total.refusedCount)
    json.field("elements", total.elements)
    json.field("bits_per_weight", total.bitsPerWeight)
    json.field("weighted_error", total.error)
    json.field("sqnr_db", total.sqnr)
    if let fit = document.fit {
      json.field("fits", total.bytes <= fit.count)
      json.field("spare_bytes", fit.count - total.bytes)
    }
  }

  /// The members about what was asked for and what was chosen; absent where nothing was.
  private static func choice(_ document: RankDocument, to json: inout JSONWriter) {
    if let budget = document.budget { json.field("budget_bits_per_weight", budget) }
    if let fit = document.fit { json.field("fit_bytes", fit.count) }
    guard document.budget != nil || document.fit != nil else { return }
    json.field("shortage", document.shortage)
    json.key("allocation")
    guard let allocation = document.allocation, let bytes = document.allocatedBytes else {
      return json.null()
    }
    json.object { json in
      json.field("bytes", bytes)
      json.field("elements", allocation.elements)
      json.field("bits_per_weight", allocation.bitsPerWeight)
      json.field("weighted_error", allocation.error)
      json.field("least_possible_error", allocation.lowerBound)
      json.field("sqnr_db", allocation.sqnr)
    }
  }
}
