/// What a checkpoint's configuration says about how it was quantized.
///
/// Scales alone do not tell groups of 96 from groups of 128 of which the last is short, and nothing but the
/// configuration says how GPTQ stored its zero points.
struct QuantizationSettings {
  /// Whether there is a configuration at all.
  private(set) var isPresent = false
  /// Every group size that is named.
  private(set) var groupSizes: Set<Int> = []
  /// Every width of weights' codes that is named, in bits.
  private(set) var widths: Set<Int> = []
  /// The rows and columns of tiles, where they are named.
  private(set) var tile: [Int]?
  /// Whether GPTQ took the columns in another order (`desc_act`).
  private(set) var isReordered: Bool?
  /// Whether all zero points lie in the middle of the codes (`sym`).
  private(set) var isSymmetric: Bool?
  /// Which tool quantized it (`quant_method`, or the `producer`'s name), as `modelopt`.
  private(set) var method: String?
  /// `gptq` or `gptq_v2`.
  private(set) var checkpointFormat: String?

  /// Whose layout a weight of bytes has that is called as ModelOpt and compressed-tensors both call it.
  var byteLayout: String {
    method?.hasPrefix(LayoutName.modelOpt) == true
      ? LayoutName.modelOpt : LayoutName.compressedTensors
  }

  private static let section = "quantization_config"
  private static let sizeLimit = 1 << 24

  init() {}

  /// The settings in a file's own metadata, or in `config.json`, `quantize_config.json` or the like beside it.
  init(for source: any TensorSource) {
    let description = source.description
    if let text = description.metadata[Self.section] {
      var scanner = HeaderScanner(Array(text.utf8), path: description.path, start: 0)
      take { (settings) throws(TensorFileError) in try scanner.gather(into: &settings, depth: 64) }
      return
    }
    if let checkpoint = source as? CheckpointSource, description.directory == nil {
      // Files named one by one may lie in different folders.
      for part in checkpoint.parts { merge(QuantizationSettings(for: part)) }
      return
    }
    guard description.path != StandardInput.path else { return }
    let folder = description.directory?.path ?? directory(of: description.path)
    read(folder + "/config.json", section: Self.section)
    let others = ["/quantize_config.json", "/quant_config.json", "/hf_quant_config.json"]
    for name in others where !isPresent {
      read(folder + name, section: nil)
    }
  }

  private mutating func merge(_ other: QuantizationSettings) {
    isPresent = isPresent || other.isPresent
    groupSizes.formUnion(other.groupSizes)
    widths.formUnion(other.widths)
    tile = tile ?? other.tile
    isReordered = isReordered ?? other.isReordered
    isSymmetric = isSymmetric ?? other.isSymmetric
    method = method ?? other.method
    checkpointFormat = checkpointFormat ?? other.checkpointFormat
  }

  /// Takes over what a scan finds, or nothing where it fails.
  private mutating func take(
    _ scan: (inout QuantizationSettings) throws(TensorFileError) -> Void
  ) {
    var found = QuantizationSettings()
    guard (try? scan(&found)) != nil else { return }
    merge(found)
  }

  private mutating func read(_ path: String, section: String?) {
    guard let file = try? MappedFile(path), file.byteCount <= Self.sizeLimit,
      let bytes = try? file.copy(file.byteCount, at: 0)
    else { return }
    take { (settings) throws(TensorFileError) in
      var scanner = HeaderScanner(bytes, path: path, start: 0)
      guard let section else { return try scanner.gather(into: &settings, depth: 64) }
      try scanner.object { (cursor, key) throws(TensorFileError) in
        if key == section {
          try cursor.gather(into: &settings, depth: 64)
        } else {
          try cursor.skipValue()
        }
      }
    }
  }

  fileprivate mutating func note(
    _ key: String, _ cursor: inout HeaderScanner, depth: Int
  ) throws(TensorFileError) {
    isPresent = true
    switch (key, cursor.next ?? 0) {
    case ("group_size", 0x31...0x39), ("q_group_size", 0x31...0x39):
      groupSizes.insert(try cursor.wholeNumber("the group size"))
    case ("bits", 0x31...0x39), ("w_bit", 0x31...0x39):
      widths.insert(try cursor.wholeNumber("the width of codes"))
    case ("weights", 0x7B) where depth > 0:
      // Of activations the width has the same name.
      try cursor.object { (cursor, key) throws(TensorFileError) in
        guard key == "num_bits", 0x31...0x39 ~= cursor.next ?? 0 else {
          return try note(key, &cursor, depth: depth - 1)
        }
        widths.insert(try cursor.wholeNumber("the width of codes"))
      }
    case ("weight_block_size", 0x5B), ("block_structure", 0x5B):
      let sides = try cursor.wholeNumbers("the tile", limit: 2)
      if sides.count == 2, sides.allSatisfy({ $0 > 0 }) { tile = sides }
    case ("desc_act", _): isReordered = try cursor.flag(depth: depth)
    case ("sym", _): isSymmetric = try cursor.flag(depth: depth)
    case ("quant_method", 0x22): method = try cursor.string()
    case ("producer", 0x7B):
      try cursor.object { (cursor, key) throws(TensorFileError) in
        guard key == "name", cursor.next == 0x22 else { return try cursor.skipValue() }
        let name = try cursor.string()
        if method == nil { method = name }
      }
    case ("checkpoint_format", 0x22): checkpointFormat = try cursor.string()
    default: try cursor.gather(into: &self, depth: depth)
    }
  }
}

extension HeaderScanner {
  /// Scans one value of any kind and notes what its members say, however deep they lie.
  fileprivate mutating func gather(
    into settings: inout QuantizationSettings, depth: Int
  ) throws(TensorFileError) {
    guard depth > 0 else { throw malformed("nested too deeply") }
    skipSpaces()
    guard next == UInt8(ascii: "{") else { return try skipValue(depth: depth) }
    try object { (cursor, key) throws(TensorFileError) in
      try settings.note(key, &cursor, depth: depth - 1)
    }
  }

  /// Scans a value; nil where it is neither true nor false.
  fileprivate mutating func flag(depth: Int) throws(TensorFileError) -> Bool? {
    if skipWord("true") { return true }
    if skipWord("false") { return false }
    try skipValue(depth: depth)
    return nil
  }
}
