internal import QuantAnalysis

/// One tensor of a document.
public struct ReportPart: Sendable {
  let document: ReportDocument
  let index: Int

  /// Names a tensor by its place among the document's.
  public init(_ document: ReportDocument, _ index: Int) {
    self.document = document
    self.index = index
  }

  var report: TensorReport { document.tensors[index] }
}
