internal import QuantCore

/// AWQ as AutoAWQ stores it, four bits in 32-bit words.
///
/// ```
///                 GEMM                     GEMV
/// m.qweight       I32 [K, N/8]             I32 [N, K/8]
/// m.qzeros        I32 [groups, N/8]        I32 [N, ⌈groups/8⌉ or more]
/// m.scales        F16 [groups, N]          F16 [N, 8 times as many]
/// ```
///
/// `x = (code - zero point) · scale`. GEMM's words hold eight rows of the weight, the nibbles from the lowest rows
/// 0, 2, 4, 6, 1, 3, 5, 7; GEMV's hold eight columns in their order.
struct AWQLayout: MatrixLayout {
  let codeType = "I32"

  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    guard let words = try QuantizedWords(of: codes, among: stored) else { return nil }
    switch words.kind {
    case .gptq: return nil
    case .awqGEMM: return try gemm(words, stored)
    case .awqGEMV: return try gemv(words, stored)
    }
  }

  private func gemm(
    _ words: QuantizedWords, _ stored: StoredParts
  ) throws(Misfit) -> PackedWeight {
    let (codes, scales, zeros) = (words.codes, words.scales, words.zeros)
    let expected = [scales.rows, codes.columns]
    guard zeros.shape == expected else {
      throw Misfit("its zero points are \(zeros.kind), expected I32 \(shapeText(expected))")
    }
    let groups = try ScaleGroups(
      count: scales.rows, columns: codes.rows, configured: stored.settings.groupSizes)
    let matrix = matrix(
      words, LayoutName.awqGEMM, shape: [scales.columns, codes.rows], groups, assumptions: [])
    return PackedWeight(
      matrix: matrix, codes: codes, scales: scales, zeroPoints: zeros,
      arrangement: PartArrangement(
        codes: .rowsInterleaved, scales: .transposed, zeroPoints: .interleaved))
  }

  private func gemv(
    _ words: QuantizedWords, _ stored: StoredParts
  ) throws(Misfit) -> PackedWeight {
    let (codes, scales, zeros) = (words.codes, words.scales, words.zeros)
    let columns = codes.columns * 8
    // A size fits where it needs as many words of zero points as there are.
    let usual = [128, 64, 32]
    let configured = stored.settings.groupSizes.sorted(by: >)
    let size = (configured + usual).first { Self.width(columns, groupSize: $0) == zeros.columns }
    guard let size, zeros.rows == codes.rows, scales.columns == zeros.columns * 8 else {
      throw Misfit(
        "its zero points are \(zeros.kind) and its scales \(scales.kind), which fit no groups of "
          + "\(columns) columns")
    }
    let groups = try ScaleGroups(
      count: blockCount(columns, of: size), columns: columns, configured: [size])
    let assumption =
      configured.contains(size)
      ? [] : ["no configuration says so: groups of \(size) were taken from the zero points' width"]
    let matrix = matrix(
      words, LayoutName.awqGEMV, shape: [codes.rows, columns], groups, assumptions: assumption)
    return PackedWeight(
      matrix: matrix, codes: codes, scales: scales, zeroPoints: zeros,
      arrangement: PartArrangement(
        scales: .rows(stride: scales.columns), zeroPoints: .alongGroups))
  }

  /// The words of zero points for each row: whole words, of small groups rounded up to 2 or 4 of them.
  private static func width(_ columns: Int, groupSize: Int) -> Int {
    let multiple = groupSize >= 128 ? 1 : groupSize == 64 ? 2 : groupSize == 32 ? 4 : 1
    let words = blockCount(columns / groupSize, of: 8)
    return blockCount(words, of: multiple) * multiple
  }

  private func matrix(
    _ words: QuantizedWords, _ layout: String, shape: [Int], _ groups: ScaleGroups,
    assumptions: [String]
  ) -> EncodedMatrix {
    EncodedMatrix(
      name: words.base + PartName.weight, layout: layout,
      format: "int4-\(groups.name):asym\(groups.option(of: words.scales))", shape: shape,
      coding: .separate(
        element: .integer(bits: 4), packing: .words(bits: 4),
        block: BlockShape(rows: 1, columns: groups.size)),
      scaleType: words.scales.type.scaleType, zeroPoints: .plain, parts: words.parts,
      assumptions: assumptions)
  }
}
