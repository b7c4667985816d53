public import QuantAnalysis

/// How much of a tensor a page with many of them shows, so that its size keeps within bounds.
enum SectionDepth: Comparable {
  /// A row of the summary alone.
  case row
  /// Figures, findings and the distribution of the values.
  case brief
  /// Every picture.
  case full

  /// The most pairs of tensor and format with every picture.
  private static let mostPictures = 72
  /// The most tensors with a section.
  private static let mostSections = 250

  /// The depth of each tensor: those with the lowest SQNR in any format are shown the most of.
  ///
  /// - Parameter tensors: The complete reports.
  /// - Returns: The depths, in the order of the tensors.
  static func depths(of tensors: [TensorReport]) -> [SectionDepth] {
    let formats = tensors.map(\.formats.count).max() ?? 1
    let full = max(1, mostPictures / max(1, formats))
    var depths = [SectionDepth](repeating: .row, count: tensors.count)
    let lowest = tensors.map { $0.formats.compactMap(\.sqnr).min() ?? .infinity }
    let order = tensors.indices.sorted { (lowest[$0], $0) < (lowest[$1], $1) }
    for (rank, index) in order.enumerated() where rank < mostSections {
      depths[index] = rank < full ? .full : .brief
    }
    return depths
  }
}

extension ReportDocument {
  /// Which tensors a page with pictures shows in full, so that they are worth a second look.
  ///
  /// - Parameter tensors: The complete reports in their order.
  /// - Returns: Their indices, ascending.
  public static func pictured(among tensors: [TensorReport]) -> [Int] {
    SectionDepth.depths(of: tensors).enumerated().filter { $0.element == .full }.map(\.offset)
  }
}
