internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// What is known of tensors for the ranking, by their indices.
///
/// Kept in pieces: a tensor more copies one of them where the whole is being read elsewhere.
public struct KnownFigures: Sendable, Hashable {
  private static let pieceLength = 256

  private var pieces: [[RankedTensor?]] = []
  /// How many tensors something is known of.
  private(set) var count = 0

  /// What is known of a tensor.
  subscript(tensor: Int) -> RankedTensor? {
    let piece = tensor / Self.pieceLength
    guard piece < pieces.count, !pieces[piece].isEmpty else { return nil }
    return pieces[piece][tensor % Self.pieceLength]
  }

  /// Takes over what was found of a tensor; formats that it was not asked for stay.
  mutating func take(_ found: RankedTensor, of tensor: Int) {
    let piece = tensor / Self.pieceLength
    while pieces.count <= piece { pieces.append([]) }
    if pieces[piece].isEmpty {
      pieces[piece] = Array(repeating: nil, count: Self.pieceLength)
    }
    let place = tensor % Self.pieceLength
    guard let known = pieces[piece][place] else {
      pieces[piece][place] = found
      count += 1
      return
    }
    let others = known.formats.filter { found.format($0.id) == nil }
    pieces[piece][place] = RankedTensor(
      tensor: found.tensor, mark: found.mark, coverage: found.coverage,
      values: found.values ?? known.values, formats: found.formats + others)
  }

  /// Forgets a tensor of which another store knows all the same formats.
  mutating func forget(_ tensor: Int, knownIn other: KnownFigures) {
    let piece = tensor / Self.pieceLength
    guard let known = self[tensor], let found = other[tensor],
      known.formats.allSatisfy({ found.format($0.id) != nil })
    else { return }
    pieces[piece][tensor % Self.pieceLength] = nil
    count -= 1
  }

  /// Whether a tensor is known in all formats that can hold it.
  func holds(_ tensor: Int, formats: [any QuantizationFormat]) -> Bool {
    guard let known = self[tensor] else { return false }
    let shape = known.tensor
    return formats.allSatisfy { format in
      known.format(format.id) != nil || shape.elementCount == 0
        || format.refusal(rows: shape.rows, columns: shape.columns) != nil
    }
  }
}
