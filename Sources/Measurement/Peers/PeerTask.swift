public import KernelEngine

/// The matrices that a peer multiplies, and how often: those of our own product in the same run.
public struct PeerTask: Sendable {
  /// The recipe.
  public let recipe: LinearRecipe
  /// Rows of the weights.
  public let outputs: Int
  /// Columns of the weights.
  public let inputs: Int
  /// Rows of the activations, one measurement each.
  public let batches: [Int]
  /// Whether the same weights are read over and over.
  public let isHot: Bool
  /// Threads that work.
  public let threads: Int

  /// The weights as the recipe decodes them, `[outputs, inputs]`.
  let weights: [Float]
  /// What the weights' codes are multiplied by, group by group; empty where there are none.
  let scales: [Float]
  /// Weights in a row that share a scale.
  let group: Int
  /// The activations as they come, for the largest batch.
  let activations: [Float]

  /// The same sampling as of our own products.
  static let samples = (atLeast: 3, milliseconds: 150.0, most: 200)

  init(
    recipe: LinearRecipe, request: LinearBenchmark.Request, weights: [Float], activations: [Float]
  ) {
    self.recipe = recipe
    outputs = request.outputs
    inputs = request.inputs
    batches = request.batches
    isHot = request.isHot
    threads = request.threads
    self.activations = activations
    let parts = recipe.weights.decodedWithScales(weights.span, columns: request.inputs)
    self.weights = parts.decoded
    scales = parts.scales
    group = parts.scales.isEmpty ? request.inputs : weights.count / parts.scales.count
  }

  /// How many copies of some bytes no cache keeps.
  func copies(ofBytes bytes: Int, most: Int) -> Int {
    guard !isHot else { return 1 }
    let count = (LinearBenchmark.coldBytes + bytes - 1) / max(1, bytes)
    return max(1, min(count, most))
  }

  /// Whether so many copies of some bytes are read from main memory.
  func isCold(copies: Int, bytes: Int) -> Bool { copies * bytes >= LinearBenchmark.coldBytes }

  /// Rows of a batch whose products are checked: the first, the middle, the last.
  static func checkedRows(_ batch: Int) -> [Int] { Set([0, batch / 2, batch - 1]).sorted() }

  /// Outputs that are checked: a run from either end and from the middle.
  var checkedOutputs: [Int] {
    Set(
      [0, outputs / 2, outputs - 8].flatMap { first in
        (max(0, first)..<min(max(0, first) + 8, outputs))
      }
    ).sorted()
  }

  /// The error of some products of a batch, against the product in F64 of the operands as the recipe decodes them.
  ///
  /// - Parameters:
  ///   - found: The products of `checkedRows` by `checkedOutputs`, row by row.
  ///   - batch: The batch.
  /// - Returns: The root of the mean square of the error over that of the exact product; infinite where one is no number.
  func error(of found: [Float], batch: Int) -> Double {
    let columns = checkedOutputs
    let rows = Self.checkedRows(batch)
    guard found.count == rows.count * columns.count, found.allSatisfy(\.isFinite) else {
      return .infinity
    }
    let given = activations.span.extracting(0..<batch * inputs)
    let x = recipe.activations.decoded(given, columns: inputs)
    var noise = 0.0
    var signal = 0.0
    for (place, value) in found.enumerated() {
      let (row, output) = (rows[place / columns.count], columns[place % columns.count])
      var sum = 0.0
      for k in 0..<inputs {
        sum += Double(x[row * inputs + k]) * Double(weights[output * inputs + k])
      }
      noise += (Double(value) - sum) * (Double(value) - sum)
      signal += sum * sum
    }
    return signal > 0 ? (noise / signal).squareRoot() : noise > 0 ? .infinity : 0
  }
}
