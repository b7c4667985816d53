/// Sixteen partial sums, one for each element index modulo 16, added up in one fixed tree.
///
/// The order of additions depends on nothing but the data's shape, so that sums have the same bits on every
/// number of threads and with every width of vector unit.
struct LaneSums: Sendable {
  static let count = 16
  private var lanes = InlineArray<16, Double>(repeating: 0)

  @inline(__always)
  mutating func add(_ value: Double, lane: Int) {
    lanes[lane & 15] += value
  }

  /// Adds another sum as the one of sixteen columns that begin here: sums over a row go by sixteens, then over those.
  @inline(__always)
  mutating func add(_ sixteen: LaneSums, column: Int) {
    add(sixteen.total, lane: column / Self.count)
  }

  /// Lane i takes lane i + 8, then i + 4, i + 2, i + 1.
  var total: Double {
    var tree = lanes
    var width = Self.count / 2
    while width > 0 {
      for lane in 0..<width {
        tree[lane] += tree[lane + width]
      }
      width /= 2
    }
    return tree[0]
  }
}
