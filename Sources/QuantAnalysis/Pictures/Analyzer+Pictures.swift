public import QuantCore
public import TensorFiles

extension Analyzer {
  /// Looks at a whole tensor again for what its pictures need.
  ///
  /// - Parameters:
  ///   - report: The tensor's complete report.
  ///   - formats: The formats to picture; those that refuse the tensor or were not measured are left out.
  ///   - progress: Told which share is done, 0…1.
  /// - Returns: The pictures, the same on any number of threads; nil where the task was cancelled.
  /// - Throws: A `TensorFileError` where the file changed meanwhile.
  public func pictures(
    of report: TensorReport, formats: [any QuantizationFormat],
    progress: @Sendable (Double) -> Void = { _ in }
  ) async throws(TensorFileError) -> TensorPictures? {
    var pictures = TensorPictures()
    let tensor = report.tensor
    guard tensor.elementCount > 0, report.values != nil else { return pictures }
    for (index, format) in formats.enumerated() where report.completeFormat(format.id) != nil {
      progress(Double(index) / Double(formats.count))
      let summary = report.summary(for: format.id)
      if format.scaleType != .none {
        let request = ScaleMapRequest(
          tensor: tensor, format: format, summary: summary,
          window: ScaleWindow(
            whole: tensor, block: format.blockShape(rows: tensor.rows, columns: tensor.columns),
            rows: Self.pictureRows, columns: Self.pictureColumns))
        guard let map = try await scaleMap(request) else { return nil }
        pictures.scaleMaps.append(map)
      }
      let request = ErrorMapRequest(
        tensor: tensor, format: format, summary: summary,
        window: ScaleWindow(
          whole: tensor, block: BlockShape(rows: 1, columns: 1), rows: Self.pictureRows,
          columns: Self.pictureColumns), gathersLines: true)
      guard let map = try await errorMap(request) else { return nil }
      pictures.errorMaps.append(map)
      if WorstBlocks.refusal(of: format, for: tensor) == nil {
        let request = WorstBlocksRequest(
          tensor: tensor, format: format, summary: summary, limit: Self.pictureBlocks)
        guard let worst = try await worstBlocks(of: request) else { return nil }
        pictures.worstBlocks.append(worst)
      }
    }
    return pictures
  }

  /// The most cells that a picture has.
  private static let pictureRows = 32
  private static let pictureColumns = 64
  /// The most blocks that are named.
  private static let pictureBlocks = 8

  /// The last word of a map of errors.
  private func errorMap(_ request: ErrorMapRequest) async throws(TensorFileError) -> ErrorMap? {
    for await event in errorMap(for: request) {
      switch event {
      case .partial: break
      case .finished(let map): return map
      case .failed(let error): throw error
      }
    }
    return nil
  }

  /// The last word of a map of scales.
  private func scaleMap(_ request: ScaleMapRequest) async throws(TensorFileError) -> ScaleMap? {
    for await event in scaleMap(for: request) {
      switch event {
      case .partial: break
      case .finished(let map): return map
      case .failed(let error): throw error
      }
    }
    return nil
  }
}

extension ScaleWindow {
  /// A window over all blocks of a tensor, in as few cells as there is room for.
  ///
  /// Cells cover a power of two of blocks each way.
  ///
  /// - Parameters:
  ///   - tensor: The tensor, not empty.
  ///   - block: The shape of a block.
  ///   - rows: The most rows of cells.
  ///   - columns: The most columns of cells.
  public init(whole tensor: TensorDescriptor, block: BlockShape, rows: Int, columns: Int) {
    func cell(_ blocks: Int, _ most: Int) -> Int {
      var cell = 1
      while (blocks - 1) / cell >= max(1, most) { cell *= 2 }
      return cell
    }
    let down = max(1, (tensor.rows - 1) / max(1, block.rows) + 1)
    let across = max(1, (tensor.columns - 1) / max(1, block.columns) + 1)
    let cellRows = cell(down, rows)
    let cellColumns = cell(across, columns)
    self.init(
      top: 0, left: 0, cellRows: cellRows, cellColumns: cellColumns,
      rows: (down - 1) / cellRows + 1, columns: (across - 1) / cellColumns + 1)
  }
}
