internal import CKernels
internal import QuantCore

extension KernelEngine {
  /// Measures what a codec made of a band; equal to `FormatStatistics.add`.
  func add(
    _ encoded: EncodedBand, of band: Span<Float>, workspace: Workspace,
    to statistics: inout FormatStatistics
  ) {
    statistics.add(encoded, of: band)
  }
}
