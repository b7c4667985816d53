/// A product that a library computes within this process.
struct CalledProduct {
  let task: PeerTask
  let batch: Int
  /// What is read of the weights, in bytes.
  let weightBytes: Int
  /// How many copies of them are read in turns.
  let copies: Int
  /// What the products of each row are multiplied by before they are compared; empty where by nothing.
  var rowFactors: [Float] = []

  /// Multiplies with each copy, compares, then times.
  ///
  /// - Parameters:
  ///   - bound: The largest error that counts as right.
  ///   - y: Where products come to lie.
  ///   - call: Multiplies with one of the copies; returns 0, or what went wrong as a status.
  /// - Returns: The measurement, or why there is none.
  func outcome(within bound: Double, y: PeerMemory, _ call: (_ copy: Int) -> Int32) -> PeerOutcome {
    for copy in 0..<copies {
      let status = call(copy)
      guard status == 0 else { return .failed("the product ended with status \(status)") }
    }
    let found = PeerTask.checkedRows(batch).flatMap { row in
      task.checkedOutputs.map { output in
        y.float(at: row * task.outputs + output) * (rowFactors.isEmpty ? 1 : rowFactors[row])
      }
    }
    let error = task.error(of: found, batch: batch)
    guard error <= bound else { return .failed(PeerError.wrong(error, bound: bound)) }
    var turn = 0
    let samples = Samples(
      threads: task.threads, atLeast: PeerTask.samples.atLeast,
      milliseconds: PeerTask.samples.milliseconds,
      most: PeerTask.samples.most
    ) {
      _ = call(turn % copies)
      turn += 1
    }
    return .measured(
      PeerMeasurement(
        samples: samples, isCold: task.isCold(copies: copies, bytes: weightBytes),
        hasLargePages: PeerMemory.hasLargePages, error: error))
  }
}

/// What is said of peers that can't be used.
enum PeerError {
  /// Products that are not those of the matrices.
  static func wrong(_ error: Double, bound: Double) -> String {
    let found =
      !error.isFinite
      ? "what is no number"
      : error > 1 ? "an error larger than the product" : "an error of \(rounded(error))"
    return "its product is wrong: \(found), expected at most \(rounded(bound))"
  }

  private static func rounded(_ number: Double) -> Double {
    (number * 1e6).rounded() / 1e6
  }
}
