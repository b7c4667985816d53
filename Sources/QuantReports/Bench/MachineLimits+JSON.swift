internal import KernelEngine
internal import Measurement
internal import QuantCore

extension JSONWriter {
  /// The fields of `limits`, the same in every document of measurements.
  mutating func write(_ limits: MachineLimits) {
    field("read_gbps", limits.read / 1e9)
    for unit in KernelEngine.Unit.allCases {
      guard let rate = limits.units[unit] else { continue }
      field(unit == .int8 ? "int8_gops" : "\(unit.rawValue)_gflops", rate / 1e9)
    }
  }
}
