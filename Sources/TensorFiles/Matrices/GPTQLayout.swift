internal import QuantCore

/// GPTQ as AutoGPTQ and GPTQModel store it.
///
/// ```
/// m.qweight       I32 [K·b/32, N]          a bit stream down each column of words: b = 2, 3, 4 or 8
/// m.qzeros        I32 [groups, N·b/32]     a bit stream along each row; less 1, but not in gptq_v2
/// m.scales        F16 [groups, N]
/// m.g_idx         I32 [K]                  the group of each input column
/// ```
///
/// `x = (code - zero point) · scale`. What stands before a column of the weight stands in a column of words: all
/// of it lies transposed.
struct GPTQLayout: MatrixLayout {
  let codeType = "I32"

  private static let widths = [4, 8, 2, 3, 5, 6, 7]

  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    guard let words = try QuantizedWords(of: codes, among: stored), words.kind == .gptq else {
      return nil
    }
    let (scales, zeros) = (words.scales, words.zeros)
    let rows = scales.columns
    let index = stored[words.base + PartName.quantizedGroups]
    let width = try width(of: words, columns: index?.elementCount)
    // Rows of words are filled up where the columns are no multiple of what they hold.
    let held = codes.rows * 32 / width
    let most = 32 % width == 0 ? 32 / width : 32
    var columns = held
    if let count = index?.elementCount, (max(1, held - most + 1)...held).contains(count) {
      columns = count
    }
    _ = try stored.groupIndex(words.base + PartName.quantizedGroups, columns: columns)
    if index == nil, stored.settings.isReordered == true {
      let name = PrintableName.quoted(words.base + PartName.quantizedGroups)
      throw Misfit("its columns were reordered (desc_act), and there is no \(name)")
    }
    let groups = try ScaleGroups(
      count: scales.rows, columns: columns, configured: stored.settings.groupSizes)
    let convention = Convention(zeros, width: width, stored)
    let rule = convention.isSymmetric ? "" : ":asym"
    let name = words.base + PartName.weight
    let matrix = EncodedMatrix(
      name: name,
      layout: convention.use == .plain ? LayoutName.gptqSecond : LayoutName.gptq,
      format: "int\(width)-\(groups.name)\(rule)\(groups.option(of: scales))",
      shape: [rows, columns],
      coding: .separate(
        element: .integer(bits: width), packing: .words(bits: width),
        block: BlockShape(rows: 1, columns: groups.size)),
      scaleType: scales.type.scaleType, zeroPoints: convention.use,
      parts: words.parts + (index.map { [EncodedMatrix.Part(.groupIndex, $0.name)] } ?? []),
      assumptions: convention.assumption.map { [$0] } ?? [])
    return PackedWeight(
      matrix: matrix, codes: codes, scales: scales, zeroPoints: zeros, groupIndex: index,
      arrangement: PartArrangement(
        codes: .wordColumns, scales: .transposed, zeroPoints: .transposed))
  }

  /// The bits of a code, which the zero points' width tells.
  private func width(of words: QuantizedWords, columns: Int?) throws(Misfit) -> Int {
    let (codes, scales, zeros) = (words.codes, words.scales, words.zeros)
    let fitting = Self.widths.filter {
      CodePacking.words(bits: $0).byteCount(columns: scales.columns) == zeros.columns * 4
    }
    let width =
      fitting.first { $0 * scales.columns == zeros.columns * 32 }
      ?? fitting.first { columns == codes.rows * 32 / $0 }
      ?? fitting.first
    guard let width, zeros.rows == scales.rows else {
      throw Misfit(
        "its zero points are \(zeros.kind), expected I32 [\(scales.rows), bits x \(scales.columns)/32]"
      )
    }
    guard codes.rows * 32 % width == 0 else {
      throw Misfit("its codes are \(codes.kind), which are no whole columns of \(width) bits")
    }
    return width
  }
}

/// How GPTQ's zero points are to be read, by the configuration or else by what the first of them are.
private struct Convention {
  let use: EncodedMatrix.ZeroPointUse
  let isSymmetric: Bool
  let assumption: String?

  init(_ zeros: TensorDescriptor, width: Int, _ stored: StoredParts) {
    let settings = stored.settings
    let middle = UInt32(1) << UInt32(width - 1)
    var first: Set<UInt32> = []
    if !settings.isPresent || settings.isSymmetric == nil, let word = stored.firstWord(of: zeros) {
      let mask = UInt32(1) << UInt32(width) - 1
      first = Set((0..<(32 / width)).map { word >> UInt32($0 * width) & mask })
    }
    let isMiddle = first == [middle]
    isSymmetric = settings.isSymmetric ?? (isMiddle || first == [middle - 1])
    guard !settings.isPresent else {
      use = settings.checkpointFormat == LayoutName.gptqSecond ? .plain : .lessOne
      assumption = nil
      return
    }
    use = isMiddle ? .plain : .lessOne
    let read = isMiddle ? "as they are (gptq_v2)" : "as one less than they are (gptq)"
    assumption =
      "no quantize_config.json says so: its zero points were taken \(read), since the first are "
      + first.sorted().map { "\($0)" }.joined(separator: ", ")
  }
}
