public import QuantCore
public import TensorFiles

/// Which errors to map, and how finely.
public struct ErrorMapRequest: Sendable {
  /// The tensor, analysable.
  public let tensor: TensorDescriptor
  /// The format whose errors are asked for; it takes tensors of this size.
  public let format: any QuantizationFormat
  /// What the format may know of the whole tensor.
  public let summary: TensorSummary
  /// The part of the tensor to map; its blocks are single elements.
  public let window: ScaleWindow
  /// Whether the sums of every row and column are asked for, too: all of the tensor is read for them.
  public let gathersLines: Bool

  /// Creates a request.
  public init(
    tensor: TensorDescriptor, format: any QuantizationFormat, summary: TensorSummary,
    window: ScaleWindow, gathersLines: Bool
  ) {
    self.tensor = tensor
    self.format = format
    self.summary = summary
    self.window = window
    self.gathersLines = gathersLines
  }
}

/// What one format does to the elements of a window's cells, and to each row and column of the tensor.
public struct ErrorMap: Sendable, Hashable {
  /// What is mapped; its blocks are single elements.
  public let window: ScaleWindow
  /// The format's identifier.
  public let format: FormatID
  /// Whether every cell is final.
  public internal(set) var isComplete = false
  /// The cells, row-major.
  public internal(set) var cells: [ErrorCell]
  /// The tensor's rows; nil until all are read, and where nobody asked.
  public internal(set) var rows: ErrorLines?
  /// The tensor's columns, likewise.
  public internal(set) var columns: ErrorLines?

  /// The cell at a row and column of the window.
  public subscript(row: Int, column: Int) -> ErrorCell {
    cells[row * window.columns + column]
  }
}

/// The errors in some of a tensor's elements.
///
/// With x the F32 value, d the decoded value and e = x - d in F64. Elements of blocks with NaN or infinities are
/// counted apart and left out of everything else. Sums are taken in the order of rows and columns within fixed
/// chunks, so that they have the same bits on every backend and number of threads.
public struct ErrorCell: Sendable, Hashable {
  /// How many elements were measured.
  public package(set) var count = 0
  /// How many were left out.
  public package(set) var excluded = 0
  /// How many x ≠ 0 became d = 0.
  public package(set) var flushed = 0
  /// Σx².
  public package(set) var signal: Double = 0
  /// Σe²; infinite where a decoded value overflowed.
  public package(set) var noise: Double = 0
  /// max |e|.
  public package(set) var largest: Double = 0
  /// Where it lies in the tensor, the first such element that was read; nil in whole rows and columns, and where
  /// nothing is lost.
  public package(set) var largestPlace: ValueStatistics.Place?

  /// Creates the errors of nothing.
  public init() {}

  /// Creates errors from their sums.
  package init(
    count: Int, excluded: Int = 0, flushed: Int = 0, signal: Double, noise: Double, largest: Double
  ) {
    self.count = count
    self.excluded = excluded
    self.flushed = flushed
    self.signal = signal
    self.noise = noise
    self.largest = largest
  }

  /// Whether nothing was mapped here.
  public var isEmpty: Bool { count == 0 && excluded == 0 }

  /// Whether something was measured and decodes to what it was.
  public var isExact: Bool { count > 0 && noise == 0 }

  /// 10·log10(Σx²/Σe²), in dB; nil where either is zero or a decoded value overflowed.
  public var sqnr: Double? { ErrorStatistics.signalToNoise(signal: signal, noise: noise) }

  /// The share of the measured elements that became zero; nil without any.
  public var flushedShare: Double? { count > 0 ? Double(flushed) / Double(count) : nil }

  /// Adds the errors of further elements.
  public mutating func merge(_ next: ErrorCell) {
    count += next.count
    excluded += next.excluded
    flushed += next.flushed
    signal += next.signal
    noise += next.noise
    if next.largest > largest {
      largest = next.largest
      largestPlace = next.largestPlace
    }
  }
}

/// The errors in every row, or every column, of a tensor.
///
/// A tensor with more than half a million of them has its lines made of several, a power of two.
public struct ErrorLines: Sendable, Hashable {
  /// The most lines that are kept.
  public static let limit = 1 << 19

  /// How many rows or columns the tensor has.
  public let count: Int
  /// How many of them a line is made of; 1 in all but extreme tensors.
  public let step: Int
  /// The lines in order.
  public internal(set) var lines: [ErrorCell]

  init(count: Int) {
    self.count = count
    var step = 1
    while count > Self.limit * step { step *= 2 }
    self.step = step
    lines = Array(repeating: ErrorCell(), count: count == 0 ? 0 : (count - 1) / step + 1)
  }

  /// Which rows or columns a line is made of.
  public func range(_ line: Int) -> Range<Int> {
    line * step..<min((line + 1) * step, count)
  }

  /// The errors in some rows or columns, in whole lines: where lines are made of several, all that are touched.
  public func sum(_ range: Range<Int>) -> ErrorCell {
    var sum = ErrorCell()
    guard !range.isEmpty else { return sum }
    for line in range.lowerBound / step...(range.upperBound - 1) / step
    where lines.indices.contains(line) {
      sum.merge(lines[line])
    }
    return sum
  }

  mutating func add(_ errors: ErrorCell, at index: Int) {
    lines[index / step].merge(errors)
  }
}

/// What mapping errors says while it runs.
///
/// The last event is `finished` or `failed`, unless it is cancelled.
public enum ErrorMapEvent: Sendable {
  /// The cells mapped so far, without rows and columns, and which share of the work is done, 0…1.
  case partial(ErrorMap, done: Double)
  /// All that was asked for.
  case finished(ErrorMap)
  /// The file changed meanwhile.
  case failed(TensorFileError)
}
