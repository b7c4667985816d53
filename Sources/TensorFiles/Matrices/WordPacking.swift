internal import QuantCore

/// How wide compressed-tensors' codes are, and whether they straddle words: neither is written down beside them.
struct WordPacking {
  /// How codes lie.
  let packing: CodePacking
  /// What was concluded from the words themselves, in one sentence; nil where nothing had to be.
  let assumption: String?

  /// The packings looked for, the usual ones first.
  private static let all: [CodePacking] =
    [4, 8, 2, 3, 5, 6, 7].map { CodePacking.words(bits: $0) }
    + [3, 5, 6, 7].map { CodePacking.closedWords(bits: $0) }

  /// Finds the packing of which a row takes as many words as there are.
  ///
  /// Of several that do, one is taken whose width the configuration names. Closed words are told from a stream by the
  /// bits that they leave over, which are 0 in each.
  ///
  /// - Parameters:
  ///   - codes: The words.
  ///   - columns: The columns of the weight.
  ///   - stored: All stored tensors, and the configuration.
  /// - Throws: `Misfit` where none fits.
  init(
    of codes: TensorDescriptor, columns: Int, _ stored: StoredParts
  ) throws(Misfit) {
    var fitting = Self.all.filter { $0.byteCount(columns: columns) == codes.columns * 4 }
    let configured = fitting.filter { stored.settings.widths.contains($0.bits) }
    if !configured.isEmpty { fitting = configured }
    guard let first = fitting.first else {
      throw Misfit("its codes are \(codes.kind), which are no \(columns) columns of 2 to 8 bits")
    }
    // Four codes of seven bits take as many words as four of eight: only what is in them tells.
    let closed = fitting.first {
      $0.hasClosedUnits && ($0.bits == first.bits || first.bits == 8 && $0.bits == 7)
    }
    guard let closed, closed != first, stored.hasEmptyTop(closed.spareBits, in: codes) else {
      packing = first
      assumption = nil
      return
    }
    packing = closed
    assumption =
      "\(closed.bits) bits, \(32 / closed.bits) to a word, since the upper \(closed.spareBits) bits of its "
      + "first words are all 0"
  }
}
