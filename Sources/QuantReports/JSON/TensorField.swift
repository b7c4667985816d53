internal import QuantAnalysis
internal import TensorFiles

/// One scalar of a tensor: what it is called, and how its values lie.
struct TensorField: ScalarField {
  let name: String
  private let value: @Sendable (TensorReport) -> ReportField.Value

  private init(
    _ name: String, _ value: @escaping @Sendable (TensorReport) -> ReportField.Value
  ) {
    self.name = name
    self.value = value
  }

  private static func figure(
    _ name: String, _ value: @escaping @Sendable (ValueReport) -> Double?
  ) -> TensorField {
    TensorField("values.\(name)") { .figure($0.values.flatMap(value)) }
  }

  private static func count(
    _ name: String, _ value: @escaping @Sendable (ValueReport) -> Int
  ) -> TensorField {
    TensorField("values.\(name)") { .count($0.values.map(value) ?? 0) }
  }

  func found(in report: TensorReport) -> ReportField.Value? { value(report) }

  /// Name and type; the shape follows, which is no scalar.
  static let identity: [TensorField] = [
    TensorField("name") { .text($0.tensor.name) },
    TensorField("dtype") { .text($0.tensor.type.name) },
  ]

  /// How many elements there are.
  static let size: [TensorField] = [TensorField("elements") { .count($0.tensor.elementCount) }]

  /// The statistics of the values.
  static let values: [TensorField] = [
    figure("min") { $0.minimum.map { Double($0) } },
    figure("max") { $0.maximum.map { Double($0) } },
    figure("amax") { $0.amax.map { Double($0) } },
    figure("mean") { $0.mean },
    figure("std") { $0.standardDeviation },
    figure("kurtosis") { $0.kurtosis },
    count("zero_count") { $0.zeroCount },
    count("nan_count") { $0.nanCount },
    count("inf_count") { $0.infiniteCount },
  ]
}
