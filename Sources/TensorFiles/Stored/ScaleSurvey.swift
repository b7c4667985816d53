public import QuantCore

/// What was found among the stored scales and zero points of one weight.
///
/// Counts are of what the file holds: a scale is counted under its own code, whatever a format would choose.
public struct ScaleSurvey: Sendable, Hashable {
  /// Something about scales that readers of the weight should know.
  public struct Count: Sendable, Hashable {
    /// How often it occurs.
    public var count = 0
    /// Where it occurs first: a row of the weight and the first column of a block.
    public var first: ValueStatistics.Place?

    mutating func add(at place: @autoclosure () -> ValueStatistics.Place) {
      if count == 0 { first = place() }
      count += 1
    }
  }

  /// The weight.
  public let matrix: EncodedMatrix
  /// How many scales there are.
  public let scaleCount: Int
  /// Whether all of them were looked at; otherwise only the tensor's scale was.
  public internal(set) var isComplete = false
  /// How many blocks have each scale code; empty for float scales.
  public internal(set) var codeCounts: [UInt64] = []
  /// Scales that are NaN.
  public internal(set) var nan = Count()
  /// Scales that are infinite.
  public internal(set) var infinite = Count()
  /// Scales that are zero.
  public internal(set) var zero = Count()
  /// Scales that are zero, or the smallest of E8M0, while codes of their blocks are not.
  public internal(set) var underflowed = Count()
  /// Such scales whose codes were not looked at, since there are so many.
  public internal(set) var uncheckedZeros = 0
  /// Scales below zero.
  public internal(set) var negative = Count()
  /// The smallest finite magnitude that is not zero; nil where there is none.
  public internal(set) var smallest: Float?
  /// The largest finite magnitude.
  public internal(set) var largest: Float?
  /// The largest finite magnitude among the blocks of each matrix of a stack.
  var largestOfPart: [Float] = []
  /// How often each zero point is stored; empty where there are none.
  public internal(set) var zeroPointCounts: [UInt64] = []
  /// Zero points that readers take for different numbers.
  public internal(set) var ambiguousZeroPoints = Count()
  /// Minima that are NaN or infinite, in blocks of ggml.
  public internal(set) var strayMinima = Count()
  /// Columns whose group is not there.
  public internal(set) var strayColumns = Count()
  /// Whether columns stand in another order than their groups.
  public internal(set) var isReordered = false
  /// The tensor's scale, or those of the matrices of a stack, as stored.
  public let tensorScales: [Float]

  init(_ matrix: EncodedMatrix, scaleCount: Int, tensorScales: [Float]) {
    self.matrix = matrix
    self.scaleCount = scaleCount
    self.tensorScales = tensorScales
  }

  /// What decoding multiplies block scales by; nil where there is no scale for the tensor, or several.
  public var tensorMultiplier: Float? {
    guard tensorScales.count == 1, let scale = tensorScales.first else { return nil }
    return matrix.tensorScale == .divisor ? 1 / scale : scale
  }

  /// The zero points that are stored, ascending.
  public var zeroPoints: [(code: Int, count: UInt64)] {
    zeroPointCounts.enumerated().filter { $0.element > 0 }.map { ($0.offset, $0.element) }
  }
}
