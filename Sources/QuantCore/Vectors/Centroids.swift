/// A codebook trained on the vectors of one block by k-means, in F64 and in one order.
///
/// ```
/// seeds       vectors sorted by (x - μ)ᵀ Σ⁻¹ (x - μ), the ones at i · (count - 1) / (n - 1)
/// assignment  the nearest centroid, of equal ones the first
/// update      the mean of a centroid's vectors, added up in their order; an empty one stays
/// ```
///
/// Up to 100 rounds, fewer where assignments no longer change. Bounds on distances (Hamerly, 2010) spare most of
/// the searches; they are used only where they leave no doubt, so that the outcome is that of searching always.
struct Centroids {
  static let rounds = 100
  private let length: Int
  /// The vectors, one after another.
  private let vectors: [Double]
  private let count: Int
  /// The centroids, one after another.
  private(set) var values: [Double]
  private let size: Int
  private var assigned: [Int]
  /// No distance to the assigned centroid is above, and none to another below.
  private var upper: [Double]
  private var lower: [Double]
  /// What rounding could have taken from the bounds.
  private let slack: Double

  /// Trains a codebook.
  ///
  /// - Parameters:
  ///   - vectors: The vectors, one after another; at least one.
  ///   - length: The elements of a vector.
  ///   - size: The number of centroids.
  ///   - rounds: How often they move at most.
  init(of vectors: [Double], length: Int, size: Int, rounds: Int = Self.rounds) {
    self.vectors = vectors
    self.length = length
    self.size = size
    count = vectors.count / length
    values = Self.seeds(vectors, length: length, size: size)
    assigned = Array(repeating: -1, count: count)
    upper = Array(repeating: .infinity, count: count)
    lower = Array(repeating: 0, count: count)
    slack = (vectors.reduce(0) { max($0, $1.magnitude) }) * 0x1p-32
    var round = 0
    while round < rounds, assign() {
      move()
      round += 1
    }
  }

  /// The nearest of some centroids, of equal ones the first.
  static func nearest(
    to vector: Int, of vectors: [Double], among centroids: [Double], length: Int
  ) -> Int {
    var best = 0
    var smallest = Double.infinity
    for index in 0..<centroids.count / length {
      var distance = 0.0
      for place in 0..<length {
        let difference = vectors[vector * length + place] - centroids[index * length + place]
        distance += difference * difference
      }
      if distance < smallest { (best, smallest) = (index, distance) }
    }
    return best
  }

  /// Assigns each vector to its nearest centroid; returns whether any assignment is new.
  private mutating func assign() -> Bool {
    let halves = halfGaps()
    var isNew = false
    for vector in 0..<count {
      let old = assigned[vector]
      if old >= 0 {
        let bound = max(lower[vector], halves[old]) - slack
        if upper[vector] < bound { continue }
        upper[vector] = distance(vector, old).squareRoot()
        if upper[vector] < bound { continue }
      }
      var (best, smallest, second) = (0, Double.infinity, Double.infinity)
      for index in 0..<size {
        let distance = distance(vector, index)
        if distance < smallest {
          second = smallest
          (best, smallest) = (index, distance)
        } else if distance < second {
          second = distance
        }
      }
      assigned[vector] = best
      upper[vector] = smallest.squareRoot()
      lower[vector] = second.squareRoot()
      if best != old { isNew = true }
    }
    return isNew
  }

  /// Moves each centroid to the mean of its vectors, and the bounds with it.
  private mutating func move() {
    var sums = [Double](repeating: 0, count: values.count)
    var members = [Int](repeating: 0, count: size)
    for vector in 0..<count {
      let index = assigned[vector]
      members[index] += 1
      for place in 0..<length { sums[index * length + place] += vectors[vector * length + place] }
    }
    var shifts = [Double](repeating: 0, count: size)
    for index in 0..<size where members[index] > 0 {
      var shift = 0.0
      for place in 0..<length {
        let mean = sums[index * length + place] / Double(members[index])
        let difference = mean - values[index * length + place]
        shift += difference * difference
        values[index * length + place] = mean
      }
      shifts[index] = shift.squareRoot()
    }
    let largest = shifts.max() ?? 0
    for vector in 0..<count {
      upper[vector] += shifts[assigned[vector]]
      lower[vector] -= largest
    }
  }

  /// Half the distance from each centroid to the nearest other one.
  private func halfGaps() -> [Double] {
    (0..<size).map { index in
      var smallest = Double.infinity
      for other in 0..<size where other != index {
        var distance = 0.0
        for place in 0..<length {
          let difference = values[index * length + place] - values[other * length + place]
          distance += difference * difference
        }
        smallest = min(smallest, distance)
      }
      return smallest.squareRoot() / 2
    }
  }

  @inline(__always)
  private func distance(_ vector: Int, _ centroid: Int) -> Double {
    var distance = 0.0
    for place in 0..<length {
      let difference = vectors[vector * length + place] - values[centroid * length + place]
      distance += difference * difference
    }
    return distance
  }

  private static func seeds(_ vectors: [Double], length: Int, size: Int) -> [Double] {
    let count = vectors.count / length
    let spread = Spread(of: vectors, length: length)
    let distances = (0..<count).map { vector in
      spread.distance(of: vectors, at: vector * length)
    }
    let sorted = (0..<count).sorted { (distances[$0], $0) < (distances[$1], $1) }
    return (0..<size).flatMap { index in
      let vector = sorted[index * (count - 1) / max(1, size - 1)]
      return vectors[vector * length..<(vector + 1) * length]
    }
  }
}

/// The mean and the covariance of some vectors.
private struct Spread {
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
