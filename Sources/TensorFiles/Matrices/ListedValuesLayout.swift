internal import QuantCore

/// bitsandbytes' NF4 and FP4: codes of 16 values that are stored beside them.
///
/// ```
/// W                       U8 [⌈N·K / 2⌉, 1]        codes of four bits, row-major, the first of each two high; the
///                                                 same bytes can be called BF16, F16 or F32
/// W.quant_map             F32 [16]                the value of each code
/// W.absmax                F32 [blocks]            the scale of so many elements, row-major; or U8, the code of one:
/// W.nested_quant_map      F32 [256]               the value of such a code
/// W.nested_absmax         F32 [⌈blocks / run⌉]     what those of a run are multiplied by before the offset is added
/// W.quant_state.bitsandbytes__nf4
///                         U8                      JSON: shape, sizes of blocks and runs, offset
/// ```
///
/// `x = value · scale`. Source: bitsandbytes' `QuantState` and `dequantize_4bit`, before they round to the type of
/// the product.
struct ListedValuesLayout: MatrixLayout {
  let codeType = "U8"

  /// Types in which bytes of codes are stored where something else has to take them for weights (FSDP).
  static let disguises: Set<StoredType> = [.bf16, .f16, .f32]

  /// What its texts' names end in.
  static let textEndings = elements.map { Array((PartName.blockSettings + $0.kind).utf8) }

  private static let elements = [(kind: "nf4", name: "NF4"), (kind: "fp4", name: "FP4")]
  private static let textLimit = 1 << 16

  func weight(
    of codes: TensorDescriptor, among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    guard stored.hasBlockSettings else { return nil }
    let found = Self.elements.lazy.compactMap { kind, element in
      stored[codes.name + PartName.blockSettings + kind].map { ($0, kind, element) }
    }.first
    guard let (text, kind, element) = found else { return nil }
    let settings = try settings(text, stored)
    guard let shape = CheckedShape(settings.shape), settings.shape.count >= 2,
      shape.elementCount > 0, codes.byteCount == blockCount(shape.elementCount, of: 2)
    else {
      throw Misfit(
        "its shape is said to be \(shapeText(settings.shape)), of which \(codes.kind) are not the codes"
      )
    }
    let columns = settings.shape[settings.shape.count - 1]
    guard columns % 2 == 0 || settings.shape.dropLast().reduce(1, *) == 1 else {
      throw Misfit("its rows of \(columns) columns begin within bytes")
    }
    let values = try stored.needed(codes.name + PartName.codeValues)
    guard values.type == .f32, values.elementCount == 16 else {
      throw Misfit("the values of its codes are \(values.kind), expected F32 [16]")
    }
    let listed = stored.f32(of: values)
    // Nothing that has NaN in it equals itself, and a list of values is compared.
    guard listed.allSatisfy(\.isFinite) else {
      throw Misfit("the values of its codes are not all finite")
    }
    let count = blockCount(shape.elementCount, of: settings.blockSize)
    let scales = try scales(of: codes, count: count, settings, stored)
    let others = [values] + scales.others + [text]
    let roles: [EncodedMatrix.Role] =
      [.values] + (scales.others.isEmpty ? [] : [.scaleValues, .scaleFactors]) + [.settings]
    let matrix = EncodedMatrix(
      name: codes.name, layout: LayoutName.bitsAndBytes, format: "\(kind)-b\(settings.blockSize)",
      shape: settings.shape,
      coding: .separate(
        element: .listed(name: element, values: listed),
        packing: .highNibblePairs,
        block: BlockShape(
          rows: 1, columns: greatestCommonDivisor(columns, settings.blockSize))),
      scaleType: .f32, scaleNumbers: scales.others.isEmpty ? nil : "U8 x F32",
      parts: [
        EncodedMatrix.Part(.codes, codes.name), EncodedMatrix.Part(.scales, scales.tensor.name),
      ] + zip(roles, others).map { EncodedMatrix.Part($0, $1.name) })
    return PackedWeight(
      matrix: matrix, codes: codes, scales: scales.tensor, others: others,
      arrangement: PartArrangement(
        scales: .flat(FlatScales(size: settings.blockSize, coding: scales.coding))))
  }

  /// What the text beside the codes says.
  private struct Settings {
    var shape: [Int] = []
    var blockSize = 0
    var runSize: Int?
    var offset: Float?
  }

  private func settings(
    _ text: TensorDescriptor, _ stored: StoredParts
  ) throws(Misfit) -> Settings {
    guard text.type == .u8, let bytes = stored.bytes(of: text, limit: Self.textLimit),
      let file = try? JSONFile(bytes, path: text.name), case .object(let members) = file.root.value
    else { throw Misfit("\(PrintableName.quoted(text.name)) is no JSON object") }
    func number(_ name: String) -> Double? {
      guard case .number(let number)? = members.first(where: { $0.name == name })?.node.value
      else { return nil }
      return number
    }
    func size(_ name: String) -> Int? {
      number(name).flatMap { Int(exactly: $0) }.flatMap { $0 > 0 ? $0 : nil }
    }
    var settings = Settings()
    if case .array(let sides)? = members.first(where: { $0.name == "shape" })?.node.value,
      sides.count <= CheckedShape.maximumRank
    {
      settings.shape = sides.compactMap { side in
        if case .number(let number) = side.value { Int(exactly: number) } else { nil }
      }
      if settings.shape.count != sides.count { settings.shape = [] }
    }
    guard let block = size("blocksize"), !settings.shape.isEmpty else {
      throw Misfit("\(PrintableName.quoted(text.name)) lacks a shape or the size of blocks")
    }
    settings.blockSize = block
    settings.runSize = size("nested_blocksize")
    settings.offset = number("nested_offset").map { Float($0) }
    return settings
  }

  /// The block scales, and what turns bytes into them.
  private func scales(
    of codes: TensorDescriptor, count: Int, _ settings: Settings, _ stored: StoredParts
  ) throws(Misfit) -> (
    tensor: TensorDescriptor, coding: FlatScales.Coding, others: [TensorDescriptor]
  ) {
    let tensor = try stored.needed(codes.name + PartName.blockAmax)
    guard tensor.elementCount == count, tensor.type == .f32 || tensor.type == .u8 else {
      throw Misfit("its scales are \(tensor.kind), expected F32 or U8 [\(count)]")
    }
    guard tensor.type == .u8 else { return (tensor, .plain, []) }
    let values = try stored.needed(codes.name + PartName.nestedValues)
    let factors = try stored.needed(codes.name + PartName.nestedAmax)
    guard let run = settings.runSize, let offset = settings.offset else {
      throw Misfit("its scales are coded, and no size of runs or offset is said")
    }
    guard values.type == .f32, values.elementCount == 256, factors.type == .f32,
      factors.elementCount == blockCount(count, of: run)
    else {
      throw Misfit(
        "the values and factors of its scales are \(values.kind) and \(factors.kind), expected F32 [256] and "
          + "F32 [\(blockCount(count, of: run))]")
    }
    return (
      tensor, .nested(values: values, factors: factors, run: run, offset: offset),
      [values, factors]
    )
  }
}
