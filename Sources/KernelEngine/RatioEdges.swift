internal import CKernels
internal import QuantCore

/// The edges of `DecibelHistogram` as the kernels look them up.
@safe
struct RatioEdges: @unchecked Sendable {
  /// One table for the whole program, never freed.
  static let shared = RatioEdges()

  private let edges: Buffer<Double>
  private let starts: Buffer<UInt16>
  private let table: ck_ratio_edges

  private init() {
    let values = DecibelHistogram.edges
    edges = Buffer(values.count + 2)
    let first = Self.field(of: values.first ?? 1)
    let last = Self.field(of: values.last ?? 1)
    starts = Buffer(last - first + 1)
    var reached = 0
    for (index, edge) in values.enumerated() { unsafe edges.base[index] = edge }
    for field in first...last {
      let bound = Double(bitPattern: UInt64(field) << 47)
      while reached < values.count, values[reached] <= bound { reached += 1 }
      unsafe starts.base[field - first] = UInt16(reached)
    }
    for index in 0..<2 { unsafe edges.base[values.count + index] = .infinity }
    unsafe table = ck_ratio_edges(
      edges: edges.base, starts: starts.base,
      start_count: last - first + 1, first_field: Int32(first),
      first_tenth: Int32(DecibelHistogram.lowest * 10))
  }

  /// The sign, the exponent and the upper five bits of the mantissa.
  private static func field(of ratio: Double) -> Int { Int(ratio.bitPattern >> 47) }

  /// Lends the table.
  @inline(__always)
  func withTable(_ body: (UnsafePointer<ck_ratio_edges>) -> Void) {
    unsafe withUnsafePointer(to: table) { unsafe body($0) }
  }
}
