import QuantAnalysis
import QuantCore
import QuantReports
import TensorFiles

/// F32 tensors that are held in memory.
struct TensorsInMemory: TensorSource {
  var description = SourceDescription(path: "made.bin", container: "raw", byteCount: 0)
  private(set) var tensors: [TensorDescriptor] = []
  private var values: [String: [Float]] = [:]

  /// Adds a tensor; without values it is all zeros.
  mutating func add(_ name: String, shape: [Int], _ content: [Float]? = nil) {
    let count = shape.reduce(1, *)
    tensors.append(
      TensorDescriptor(
        name: name, type: .f32, shape: shape, offset: description.byteCount, byteCount: 4 * count))
    description.byteCount += 4 * count
    values[name] = content ?? Array(repeating: 0, count: count)
  }

  func read(
    _ region: TensorRegion, of tensor: TensorDescriptor, into output: inout MutableSpan<Float>
  ) {
    guard let content = values[tensor.name] else { return }
    var next = 0
    for row in region.rows {
      for column in region.columns {
        output[next] = content[row * tensor.columns + column]
        next += 1
      }
    }
  }

  func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {}

  func verify() throws(TensorFileError) {}

  /// Analyses every tensor.
  ///
  /// - Parameters:
  ///   - formats: The formats by their ids.
  ///   - tool: What made the report.
  /// - Returns: The document.
  /// - Throws: `UnknownFormat`.
  func document(
    formats: [String] = ["mxfp4", "nvfp4", "int4-g128"], tool: ToolFacts = .reproducible
  ) async throws -> ReportDocument {
    let formats = try formats.map { try FormatRegistry.format(named: $0) }
    let analyzer = Analyzer(source: self, threads: 2)
    var reports: [TensorReport] = []
    for tensor in tensors {
      let request = AnalysisRequest(tensor: tensor, formats: formats)
      if let report = try await analyzer.report(for: request) { reports.append(report) }
    }
    return ReportDocument(tool: tool, source: description, tensors: reports, formats: formats)
  }

  /// Four rows of 64 values that rise and fall, none of them zero.
  static let wavy: TensorsInMemory = {
    var source = TensorsInMemory()
    let values = (0..<256).map { Float($0 % 37 - 18) / 64 + 0.001 }
    source.add("wavy", shape: [4, 64], values)
    return source
  }()

  /// Rows of 60 values, which some formats can't hold.
  static let narrow: TensorsInMemory = {
    var source = TensorsInMemory()
    source.add("narrow", shape: [4, 60], (0..<240).map { Float($0 % 37 - 18) / 64 + 0.001 })
    return source
  }()

  /// Wavy values, one of them NaN and two infinite.
  static let broken: TensorsInMemory = {
    var source = TensorsInMemory()
    var values = (0..<256).map { Float($0 % 37 - 18) / 64 }
    values[64 + 5] = .nan
    values[64 + 6] = .infinity
    values[128] = -.infinity
    source.add("broken", shape: [4, 64], values)
    return source
  }()
}
