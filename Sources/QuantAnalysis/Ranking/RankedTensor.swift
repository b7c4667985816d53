public import QuantCore
public import TensorFiles

/// One tensor of a model with the error of every format: a row of the ranking.
public struct RankedTensor: Sendable, Hashable {
  /// The tensor: name, shape, elements, type, stored bytes.
  public let tensor: TensorDescriptor
  /// What is to become of it.
  public var mark: TensorMark
  /// How much of it was read for the figures.
  public let coverage: Coverage
  /// How its values lie; nil where it can't be read as numbers.
  public let values: ValueFigures?
  /// The formats that can hold it, in the order asked for; empty where it can't be read as numbers or is empty.
  public let formats: [FormatFigures]

  /// Creates a row.
  public init(
    tensor: TensorDescriptor, mark: TensorMark, coverage: Coverage, values: ValueFigures?,
    formats: [FormatFigures]
  ) {
    self.tensor = tensor
    self.mark = mark
    self.coverage = coverage
    self.values = values
    self.formats = formats
  }

  /// The figures of a format; nil where it can't hold the tensor, or was not asked for.
  public func format(_ id: FormatID) -> FormatFigures? {
    formats.first { $0.id == id }
  }

  /// The tensor with those of its formats alone that something else holds, too; where that is none, it is kept.
  ///
  /// - Parameter isHeld: Whether a format is held.
  /// - Returns: The tensor with fewer formats, or kept.
  public func holding(_ isHeld: (FormatID) -> Bool) -> RankedTensor {
    guard !mark.isKept, !formats.isEmpty else { return self }
    let held = formats.filter { isHeld($0.id) }
    return RankedTensor(
      tensor: tensor, mark: held.isEmpty ? .kept(.refused) : mark, coverage: coverage,
      values: values, formats: held)
  }

  /// Whether the figures come from a part of the tensor.
  public var isSampled: Bool { values != nil && !coverage.isWhole }

  /// The bits that the tensor takes as it is stored.
  public var storedBits: Int { 8 * tensor.byteCount }

  /// Σe² over the whole tensor under a format; of sampled rows, as much for each element of the others.
  ///
  /// - Returns: Nil where the format can't hold the tensor; infinite where a decoded value overflowed.
  public func squaredError(of id: FormatID) -> Double? {
    format(id).map { $0.noise * scale }
  }

  /// How many elements each one that was read stands for.
  public var scale: Double {
    coverage.isWhole || coverage.elements == 0
      ? 1 : Double(coverage.total) / Double(coverage.elements)
  }
}

extension RankedTensor {
  /// Takes what is known of a tensor that was read to its end.
  ///
  /// - Parameters:
  ///   - report: Its report; formats that are not complete are left out.
  ///   - mark: What is to become of it.
  public init(_ report: TensorReport, mark: TensorMark) {
    let tensor = report.tensor
    self.init(
      tensor: tensor, mark: mark,
      coverage: Coverage(elements: tensor.elementCount, of: tensor.elementCount),
      values: report.values.flatMap { $0.isComplete ? ValueFigures($0) : nil },
      formats: report.formats.compactMap { report in
        guard report.isComplete, let format = try? FormatRegistry.format(report.id) else {
          return nil
        }
        return FormatFigures(
          report, bits: format.storedBits(rows: tensor.rows, columns: tensor.columns))
      })
  }

  /// What is known of the tensor as a report, without histograms.
  ///
  /// - Parameter formats: The formats that the figures are of.
  /// - Returns: The report; of sampled rows, with the bits and bytes of the whole tensor.
  public func report(_ formats: [any QuantizationFormat]) -> TensorReport {
    TensorReport(
      tensor: tensor, values: values.map { ValueReport($0, of: tensor) },
      formats: formats.compactMap { format in
        self.format(format.id).map { FormatReport($0, as: format, of: tensor) }
      })
  }
}
