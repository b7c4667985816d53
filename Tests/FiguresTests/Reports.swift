import QuantAnalysis
import QuantCore
import TensorFiles
import TestSupport
import Testing

/// Measures a tensor in memory.
func report(
  _ values: [Float], columns: Int? = nil,
  formats: [String] = ["mxfp4", "nvfp4", "int4-g128"]
) async throws -> TensorReport {
  let columns = columns ?? values.count
  let source = ArraySource(values, shape: [columns == 0 ? 0 : values.count / columns, columns])
  let request = AnalysisRequest(
    tensor: try #require(source.tensors.first),
    formats: try formats.map { try FormatRegistry.format(named: $0) })
  return try #require(await Analyzer(source: source, threads: 1).report(for: request))
}

/// Identifiers from their texts.
func ids(_ names: String...) -> [FormatID] { names.compactMap { FormatID($0) } }
