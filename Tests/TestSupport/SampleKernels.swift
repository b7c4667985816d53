import KernelEngine
public import Measurement

/// Layers as if they had been measured: limits and times by simple rules, so that pictures can be told by heart.
public enum SampleKernels {
  /// Memory at 30 GB/s, units at 100, 200 and 400 GOP/s.
  public static let limits = MachineLimits(
    read: 30e9, units: [.f32: 100e9, .bf16: 200e9, .int8: 400e9])

  /// A report in which weights of `bits` take the longer of reading and multiplying, half as long again.
  ///
  /// - Parameters:
  ///   - recipes: The recipes' names.
  ///   - outputs: Rows of the weights.
  ///   - inputs: Columns of the weights.
  ///   - batches: The batches.
  ///   - coresUsed: Processor time over time on the wall.
  /// - Returns: The report, as of one thread.
  public static func report(
    _ recipes: [String], outputs: Int = 4096, inputs: Int = 4096,
    batches: [Int] = SurveyFigure.wholeRange, coresUsed: Double = 1
  ) -> LinearReport {
    let points = recipes.flatMap { recipe in
      batches.map { batch in
        point(recipe, outputs: outputs, inputs: inputs, batch: batch, coresUsed: coresUsed)
      }
    }
    return LinearReport(backend: "avx512", threads: 1, limits: limits, points: points)
  }

  private static func point(
    _ recipe: String, outputs: Int, inputs: Int, batch: Int, coresUsed: Double
  ) -> LinearReport.Point {
    let parts = recipe.split(separator: "@")
    let isInteger = parts.last?.hasPrefix("int8") ?? false
    let unit: KernelEngine.Unit = isInteger ? .int8 : parts.last == "f32" ? .f32 : .bf16
    let bits =
      parts.first == "f32" ? 32 : parts.first == "bf16" ? 16 : recipe.contains("4") ? 4.5 : 8
    let bytes = Int(Double(outputs * inputs) * bits / 8)
    let work = 2 * Double(outputs * inputs * batch) / ((limits.units[unit] ?? 1) / 1e3)
    let read = Double(bytes) / limits.read * 1e3
    // Codes that are no numbers of the unit take a while to decode.
    let decoding = bits < 8 && !isInteger ? 1.2 : 1
    let shortest = 1.1 * max(read, work * decoding)
    return LinearReport.Point(
      recipe: recipe, unit: unit, outputs: outputs, inputs: inputs, batch: batch, isCold: true,
      isChecked: true, weightBytes: bytes, weightSignalToNoise: bits == 32 ? nil : 6 * bits,
      samples: Samples(
        milliseconds: [shortest * 1.02, shortest, shortest * 1.01], coresUsed: coresUsed))
  }
}
