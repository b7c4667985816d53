public import QuantAnalysis
public import QuantCore
internal import TensorFiles

extension Recipe {
  /// What a choice of formats comes to for every tensor; those that are kept stay.
  ///
  /// - Parameters:
  ///   - allocation: The choice.
  ///   - ranking: The ranking that it was made for.
  public init(_ allocation: Allocation, of ranking: Ranking) {
    var formats: [Int: FormatID] = [:]
    for choice in allocation.choices { formats[choice.tensor] = choice.format }
    self.init(
      ranking.tensors.enumerated().map { index, row in
        Entry(tensor: row.tensor, choice: formats[index].map { .format($0) } ?? .keep)
      })
  }

  /// One format for every tensor that is to be quantized and that it can hold.
  ///
  /// - Parameters:
  ///   - format: The format.
  ///   - ranking: The tensors with their marks.
  public init(_ format: FormatID, of ranking: Ranking) {
    self.init(
      ranking.tensors.map { row in
        let isHeld = !row.mark.isKept && row.format(format) != nil
        return Entry(tensor: row.tensor, choice: isHeld ? .format(format) : .keep)
      })
  }
}
