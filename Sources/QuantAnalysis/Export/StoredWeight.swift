internal import QuantCore

/// What a format stores, as far as files of other software have a place for it.
enum StoredWeight: Sendable, Hashable {
  /// E2M1 codes, 32 to a block, an E8M0 scale.
  case mxfp4
  /// E2M1 codes, 16 to a block, an E4M3 scale, an F32 tensor scale.
  case nvfp4
  /// Integers of 4 or 8 bits, a scale for each group of columns, with or without a zero point.
  case integers(bits: Int, group: Int, scale: ScaleType, hasZeroPoints: Bool)
  /// E4M3 codes, a scale for each row.
  case fp8Rows(scale: ScaleType)
  /// ggml's blocks of 32 integers.
  case q4_0, q8_0

  /// Recognises a format; nil for those that only their decoded values can be written of.
  ///
  /// Options that change more than the scale's type (a rotation, a factor for each row) ask for work at run time
  /// that no file says to do.
  init?(_ format: any QuantizationFormat) {
    let scaleOptions: Set = ["f16", "bf16", "f32"]
    guard format.id.options.allSatisfy({ scaleOptions.contains($0) }) else { return nil }
    let block = format.blockShape(rows: 1, columns: Int(Int32.max))
    switch format.id.name {
    case "mxfp4":
      guard format.fields.count == 2, format.tensorBits(rows: 1, columns: 128) == 0 else {
        return nil
      }
      self = .mxfp4
    case "nvfp4": self = .nvfp4
    case "fp8-row": self = .fp8Rows(scale: format.scaleType)
    case "q4_0": self = .q4_0
    case "q8_0": self = .q8_0
    case let name where name.hasPrefix("int4-g") || name.hasPrefix("int8-g"):
      self = .integers(
        bits: format.element.bits, group: block.columns, scale: format.scaleType,
        hasZeroPoints: format.fields.count > 2)
    default: return nil
    }
  }

  /// The columns that share a scale; nil for a whole row.
  var blockColumns: Int? {
    switch self {
    case .mxfp4, .q4_0, .q8_0: 32
    case .nvfp4: 16
    case .integers(_, let group, _, _): group
    case .fp8Rows: nil
    }
  }

  /// What llama.cpp calls a model most of whose weights are of this kind: its `general.file_type`.
  var llamaFileType: UInt32? {
    switch self {
    case .q4_0: 2
    case .q8_0: 7
    case .mxfp4: 38
    case .nvfp4: 39
    case .integers, .fp8Rows: nil
    }
  }
}
