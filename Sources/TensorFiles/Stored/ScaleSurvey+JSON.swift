public import QuantCore

extension ScaleSurvey {
  /// Writes the members of the object `stored`, the same in lists, reports and checks.
  ///
  /// - Parameter json: Within an object.
  public func write(to json: inout JSONWriter) {
    json.field("layout", matrix.layout)
    json.field("format", matrix.format)
    json.field("bits", matrix.bits)
    json.field("block", [matrix.block.rows, matrix.block.columns])
    json.field("scale_type", matrix.scaleName)
    json.field("scale_count", scaleCount)
    json.field("scales_read", isComplete)
    json.field("scale_min", smallest.map { Double($0) })
    json.field("scale_max", largest.map { Double($0) })
    json.field("nan_scales", nan.count)
    json.field("infinite_scales", infinite.count)
    json.field("zero_scales", zero.count)
    json.field("underflowed_scales", underflowed.count)
    json.field("negative_scales", negative.count)
    json.array("scale_codes") { json in
      for (code, count) in codeCounts.enumerated() where count > 0 {
        Self.write(code, count, to: &json)
      }
    }
    writeZeroPoints(to: &json)
    writeTensorScale(to: &json)
    if let inputs = matrix.part(.inputScale) { json.field("input_scale", inputs.name) }
    json.field("reordered", isReordered)
    json.field("stray_columns", strayColumns.count)
    json.strings("assumptions", matrix.assumptions)
    json.strings("warnings", warnings)
  }

  private func writeZeroPoints(to json: inout JSONWriter) {
    json.key("zero_points")
    guard let use = matrix.zeroPoints else { return json.null() }
    json.object { json in
      json.field("stored_as", use == .lessOne ? "less_one" : "plain")
      json.array("codes") { json in
        for (code, count) in zeroPoints { Self.write(code, count, to: &json) }
      }
      json.field("out_of_range", ambiguousZeroPoints.count)
    }
  }

  private func writeTensorScale(to json: inout JSONWriter) {
    json.key("tensor_scale")
    guard let use = matrix.tensorScale else { return json.null() }
    json.object { json in
      json.field("name", matrix.part(.tensorScale)?.name)
      json.field("stored_as", use == .divisor ? "divisor" : "multiplier")
      json.field("count", tensorScales.count)
      json.field("value", tensorScales.first.map { Double($0) })
      json.field("multiplier", tensorMultiplier.map { Double($0) })
      json.field("words", tensorScaleText)
    }
  }

  private static func write(_ code: Int, _ count: UInt64, to json: inout JSONWriter) {
    json.array { json in
      json.value(code)
      json.value(Int(clamping: count))
    }
  }
}
