public import QuantAnalysis
public import QuantCore
internal import TensorFiles

/// What a model's tensors are ranked by: `ID.METRIC` of a format, a figure of the tensors, or their names.
///
/// The worst come first, and tensors that are alike in the order of their names, numbers in them as people count. An
/// exact result is the best there is; tensors without the figure come last.
public struct RankMetric: Sendable {
  /// How it is asked for, as in `nvfp4.sqnr_db`.
  public let name: String
  /// The format whose figure it is; nil for figures of the tensors.
  public let format: FormatID?
  private let subject: Subject

  private enum Subject: Sendable {
    case name
    case tensor(RankField<RankedTensor>)
    case format(RankField<FormatReport>, any QuantizationFormat)
  }

  /// Reads a metric.
  ///
  /// - Parameters:
  ///   - text: `ID.METRIC`, a metric of the first format without its identifier, or a figure of the tensors.
  ///   - formats: The formats that are measured.
  /// - Throws: `RankMetricError` that says what is wrong and names what exists.
  public init(
    _ text: String, formats: [any QuantizationFormat]
  ) throws(RankMetricError) {
    let text = text.filter { $0 != " " }
    if text == "name" {
      self.init(name: text, format: nil, subject: .name)
      return
    }
    if let field = RankField<RankedTensor>.all.first(where: { $0.name == text }) {
      self.init(name: text, format: nil, subject: .tensor(field))
      return
    }
    // The longest identifier that it begins with: metrics have dots, too.
    let named = formats.filter { text.hasPrefix("\($0.id).") }
      .max { $0.id.description.count < $1.id.description.count }
    let metric = named.map { String(text.dropFirst($0.id.description.count + 1)) } ?? text
    guard let format = named ?? formats.first,
      let field = RankField<FormatReport>.all.first(where: { $0.name == metric })
    else { throw RankMetricError(text, formats: formats.map { $0.id }) }
    self.init(
      name: "\(format.id).\(metric)", format: format.id, subject: .format(field, format))
  }

  private init(name: String, format: FormatID?, subject: Subject) {
    self.name = name
    self.format = format
    self.subject = subject
  }

  /// Which figures come first: `lowest`, `highest`, or a few words; nil for names.
  public var order: String? {
    switch subject {
    case .name: nil
    case .tensor(let field): field.worst.rawValue
    case .format(let field, _): field.worst.rawValue
    }
  }

  /// The order in words: what comes first, and what decides where figures are alike.
  public var sentence: String {
    order.map { "worst first: \($0) \(name), then by name" } ?? "by name"
  }

  /// Ranks tensors.
  ///
  /// - Parameter tensors: The tensors.
  /// - Returns: Their indices, the worst first.
  public func ranked(_ tensors: [RankedTensor]) -> [Int] {
    let keys = tensors.map { tensor in (key: key(of: tensor), name: Array(tensor.tensor.name.utf8))
    }
    return tensors.indices.sorted { left, right in
      let (a, b) = (keys[left], keys[right])
      if a.key != b.key { return a.key < b.key }
      return NaturalOrder.precedes(a.name, b.name)
    }
  }

  /// Where a tensor stands, before names decide: tensors with a figure, exact ones, those without.
  private func key(of tensor: RankedTensor) -> (group: Int, goodness: Double) {
    switch subject {
    case .name: return (0, 0)
    case .tensor(let field):
      guard let figure = field.value(tensor) else { return (2, 0) }
      return (0, field.worst.goodness(figure))
    case .format(let field, let format):
      guard let figures = tensor.format(format.id) else { return (2, 0) }
      let report = FormatReport(figures, as: format, of: tensor.tensor)
      guard let figure = field.value(report) else { return (report.isExact ? 1 : 2, 0) }
      return (0, field.worst.goodness(figure))
    }
  }
}

/// Says that tensors can't be ranked by something, and by what they can.
public struct RankMetricError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was asked for.
  public let text: String
  private let formats: [FormatID]

  init(_ text: String, formats: [FormatID]) {
    self.text = text
    self.formats = formats
  }

  /// One line for the user.
  public var description: String {
    let own = RankField<RankedTensor>.all.map(\.name).joined(separator: ", ")
    let metrics = RankField<FormatReport>.all.map(\.name).joined(separator: ", ")
    let ids = formats.map(\.description).joined(separator: ", ")
    return
      "--by \(PrintableName.quoted(text)): no such metric; there are name, \(own), and ID.METRIC with an"
      + " ID among \(ids) and a METRIC among \(metrics)"
  }
}
