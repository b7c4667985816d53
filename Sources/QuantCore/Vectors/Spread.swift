/// The mean and the covariance of some vectors.
struct Spread {
  private let length: Int
  private var mean: [Double]
  /// Cholesky's factor of the covariance, lower left, row by row; a direction without spread counts for nothing.
  private var factor: [Double]

  init(of vectors: [Double], length: Int) {
    self.length = length
    let count = Double(vectors.count / length)
    mean = Array(repeating: 0, count: length)
    for index in vectors.indices { mean[index % length] += vectors[index] }
    for place in 0..<length { mean[place] /= count }
    factor = Array(repeating: 0, count: length * length)
    for start in stride(from: 0, to: vectors.count, by: length) {
      for row in 0..<length {
        for column in 0...row {
          factor[row * length + column] +=
            (vectors[start + row] - mean[row]) * (vectors[start + column] - mean[column])
        }
      }
    }
    for index in factor.indices { factor[index] /= count }
    decompose()
  }

  private mutating func decompose() {
    let variances = (0..<length).map { factor[$0 * length + $0] }
    for row in 0..<length {
      for column in 0...row {
        var sum = factor[row * length + column]
        for place in 0..<column {
          sum -= factor[row * length + place] * factor[column * length + place]
        }
        if row == column {
          factor[row * length + row] = sum > variances[row] * 0x1p-40 ? sum.squareRoot() : 0
        } else {
          let pivot = factor[column * length + column]
          factor[row * length + column] = pivot > 0 ? sum / pivot : 0
        }
      }
    }
  }

  /// (x - μ)ᵀ Σ⁻¹ (x - μ), by solving for one place after another.
  func distance(of vectors: [Double], at start: Int) -> Double {
    var solved = InlineArray<4, Double>(repeating: 0)
    var distance = 0.0
    for row in 0..<length {
      var sum = vectors[start + row] - mean[row]
      for column in 0..<row { sum -= factor[row * length + column] * solved[column] }
      let pivot = factor[row * length + row]
      solved[row] = pivot > 0 ? sum / pivot : 0
      distance += solved[row] * solved[row]
    }
    return distance
  }
}
