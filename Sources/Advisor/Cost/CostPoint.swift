/// One measured call of a linear layer: a measurement, not a prediction.
public struct CostPoint: Sendable, Hashable {
  /// What was called, as the file names it.
  public let kernel: String
  /// The weights' shape.
  public let shape: LayerShape
  /// The rows of activations.
  public let batch: Int
  /// The median time of a call, in seconds.
  public let seconds: Double

  /// Creates a point.
  public init(kernel: String, shape: LayerShape, batch: Int, seconds: Double) {
    self.kernel = kernel
    self.shape = shape
    self.batch = batch
    self.seconds = seconds
  }

  /// Reads a table with the columns `recipe`, `K`, `N`, `batch` and `ms` or `ms_median`, in any order and case.
  ///
  /// - Returns: The rows in order; nil where a column is missing or a row does not read.
  public static func table(_ text: String) -> [CostPoint]? {
    var lines = text.split(whereSeparator: \.isNewline).map(fields)[...]
    guard let head = lines.popFirst()?.map({ $0.lowercased() }),
      let kernel = head.firstIndex(of: "recipe"), let inputs = head.firstIndex(of: "k"),
      let outputs = head.firstIndex(of: "n"), let batch = head.firstIndex(of: "batch"),
      let time = head.firstIndex(where: { $0 == "ms" || $0 == "ms_median" })
    else { return nil }
    var points: [CostPoint] = []
    for line in lines {
      guard line.count == head.count, let rows = Int(line[outputs]),
        let columns = Int(line[inputs]), let batch = Int(line[batch]),
        let shape = LayerShape(outputs: rows, inputs: columns), batch > 0,
        let milliseconds = Double(line[time]), milliseconds > 0
      else { return nil }
      points.append(
        CostPoint(kernel: line[kernel], shape: shape, batch: batch, seconds: milliseconds / 1e3))
    }
    return points
  }

  /// The fields of a line; one in quotes may hold commas.
  private static func fields(_ line: some StringProtocol) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}
