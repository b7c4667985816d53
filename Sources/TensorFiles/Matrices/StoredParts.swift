internal import QuantCore

/// The stored tensors of a source by name, as layouts look for them.
struct StoredParts {
  /// What a configuration says.
  let settings: QuantizationSettings
  private let source: any TensorSource
  private let tensors: [ByteName: TensorDescriptor]
  /// Whether there is a text with the sizes of blocks, as bitsandbytes stores one for each weight.
  let hasBlockSettings: Bool
  /// The types of codes that have scales of their name.
  private let scaledTypes: Set<String>

  init(_ source: any TensorSource, settings: QuantizationSettings) {
    self.source = source
    self.settings = settings
    let tensors = Dictionary(source.tensors.map { (ByteName($0.name), $0) }) { first, _ in first }
    self.tensors = tensors
    var types: Set<String> = []
    for tensor in source.tensors {
      for suffix in Self.suffixes where tensor.name.utf8.suffix(suffix.count).elementsEqual(suffix)
      {
        guard let name = String(tensor.name.utf8.dropLast(suffix.count)) else { continue }
        if let codes = tensors[ByteName(name)] { types.insert(codes.type.name) }
      }
    }
    scaledTypes = types
    hasBlockSettings = source.tensors.contains { tensor in
      tensor.type == .u8
        && ListedValuesLayout.textEndings.contains {
          tensor.name.utf8.suffix($0.count).elementsEqual($0)
        }
    }
  }

  private static let suffixes = [PartName.scale, PartName.inverseScale].map { Array($0.utf8) }

  /// Says that a weight has no scales where others of its type have.
  ///
  /// - Parameter codes: A stored tensor that is part of no weight.
  /// - Returns: The end of a sentence; nil where nothing is missing.
  func missingScales(of codes: TensorDescriptor) -> String? {
    guard scaledTypes.contains(codes.type.name), codes.shape.count >= 2, codes.elementCount > 0,
      codes.name.hasSuffix(PartName.weight),
      self[codes.name + PartName.scale] == nil, self[codes.name + PartName.inverseScale] == nil
    else { return nil }
    return "there is no \(PrintableName.quoted(codes.name + PartName.scale)), as others have"
  }

  /// What scales are called: behind the codes' name, and behind it without `.weight`.
  private static let otherScales = (
    ofCodes: [
      PartName.scale, PartName.inverseScale, PartName.secondScale, PartName.globalScale,
      PartName.parameterScale, PartName.publishedScale,
    ] + PartName.scales,
    ofModule: [PartName.publishedScale, PartName.quantizedScales, ".scale_weight"]
  )

  /// Says that codes of FP8 have scales, which no layout took.
  ///
  /// - Parameter codes: A stored tensor that is part of no weight.
  /// - Returns: The end of a sentence; nil where there are none.
  func untakenScales(of codes: TensorDescriptor) -> String? {
    guard codes.mayBeCodes else { return nil }
    let module = PartName.weight(of: codes.name, without: PartName.weight) ?? codes.name
    let names =
      Self.otherScales.ofCodes.map { codes.name + $0 }
      + Self.otherScales.ofModule.map { module + $0 }
    guard let scales = names.lazy.compactMap({ self[$0] }).first else { return nil }
    return
      "no layout that quantview reads has \(codes.type.name) codes with scales "
      + "\(PrintableName.quoted(scales.name)), \(scales.kind)"
  }

  /// Says that codes of FP8 have no scales although a configuration says that they are quantized.
  ///
  /// - Parameter codes: A stored tensor that is part of no weight.
  /// - Returns: The end of a sentence; nil where nothing says so.
  func configuredCodes(of codes: TensorDescriptor) -> String? {
    guard codes.mayBeCodes, let method = settings.method else { return nil }
    return
      "the configuration says that \(PrintableName.quoted(method)) quantized the weights, and it has no scales"
  }

  /// A tensor with at most so many elements may lie in any order: it is brought into the usual one whenever it is
  /// read.
  private static let smallCount = 4096

  /// The tensor of the given name, where its bytes lie in the usual order or are few.
  subscript(name: String) -> TensorDescriptor? {
    tensors[ByteName(name)].flatMap {
      $0.order == .native || $0.elementCount <= Self.smallCount ? $0 : nil
    }
  }

  /// The tensor of the given name.
  ///
  /// - Parameter name: The name.
  /// - Returns: The tensor.
  /// - Throws: `Misfit` where there is none.
  func needed(_ name: String) throws(Misfit) -> TensorDescriptor {
    guard let tensor = self[name] else {
      throw Misfit("there is no \(PrintableName.quoted(name))")
    }
    return tensor
  }

  /// The whole numbers of an I64 tensor with no more than `limit` of them.
  func wholeNumbers(of tensor: TensorDescriptor, limit: Int) -> [Int]? {
    guard tensor.type.name == "I64", tensor.elementCount <= limit else { return nil }
    var numbers: [Int] = []
    source.withBytes(of: tensor, in: 0..<tensor.byteCount) { bytes in
      for index in 0..<tensor.elementCount {
        numbers.append(Int(Int64(littleEndian: bytes.element(index, as: Int64.self))))
      }
    }
    return numbers
  }
}

extension StoredParts {
  /// The tensor that says the group of each column; nil where there is none.
  ///
  /// - Throws: `Misfit` where it has not one number for each column.
  func groupIndex(_ name: String, columns: Int) throws(Misfit) -> TensorDescriptor? {
    guard let index = self[name] else { return nil }
    guard index.type == .i32, index.shape == [columns] else {
      throw Misfit("its group index is \(index.kind), expected I32 [\(columns)]")
    }
    return index
  }

  /// Whether one of the numbers of an I32 tensor is -1.
  func hasMinusOne(in tensor: TensorDescriptor) -> Bool {
    var isFound = false
    source.withBytes(of: tensor, in: 0..<tensor.byteCount) { bytes in
      isFound = (0..<(bytes.count / 4)).contains { index in
        Int32(littleEndian: bytes.element(index, as: Int32.self)) == -1
      }
    }
    return isFound
  }

  /// Whether the uppermost bits of the first 32-bit words are all 0; false for too few words to tell.
  ///
  /// - Parameters:
  ///   - bits: How many bits of each word.
  ///   - tensor: A tensor of such words.
  /// - Returns: Whether all are 0 in up to 4096 words, at least 16.
  func hasEmptyTop(_ bits: Int, in tensor: TensorDescriptor) -> Bool {
    let count = min(tensor.byteCount / 4, 4096)
    guard count >= 16 else { return false }
    var isEmpty = true
    source.withBytes(of: tensor, in: 0..<(4 * count)) { bytes in
      isEmpty = (0..<count).allSatisfy { index in
        UInt32(littleEndian: bytes.element(index, as: UInt32.self)) >> UInt32(32 - bits) == 0
      }
    }
    return isEmpty
  }

  /// All bytes of a tensor with no more than `limit` of them; nil for a larger one.
  func bytes(of tensor: TensorDescriptor, limit: Int) -> [UInt8]? {
    guard tensor.byteCount <= limit else { return nil }
    var copy: [UInt8] = []
    source.withBytes(of: tensor, in: 0..<tensor.byteCount) { bytes in
      copy = bytes.indices.map { bytes[$0] }
    }
    return copy
  }

  /// The values of a small F32 tensor.
  func f32(of tensor: TensorDescriptor) -> [Float] { source.f32(of: tensor) }

  /// The first byte of a tensor; nil where it has none.
  func firstByte(of tensor: TensorDescriptor) -> UInt8? {
    guard tensor.byteCount > 0 else { return nil }
    var byte: UInt8 = 0
    source.withBytes(of: tensor, in: 0..<1) { byte = $0[0] }
    return byte
  }

  /// The first 32-bit word of a tensor; nil where it is shorter.
  func firstWord(of tensor: TensorDescriptor) -> UInt32? {
    guard tensor.byteCount >= 4 else { return nil }
    var word: UInt32 = 0
    source.withBytes(of: tensor, in: 0..<4) { bytes in
      word = UInt32(littleEndian: bytes.element(0, as: UInt32.self))
    }
    return word
  }
}

extension TensorDescriptor {
  /// The type and shape as messages show them.
  var kind: String { "\(type.name) \(shapeText(shape))" }

  /// Whether these are numbers of FP8 that scales can belong to.
  fileprivate var mayBeCodes: Bool {
    type.isFP8 && shape.count >= 2 && elementCount > 0 && ModelPlace(self).role != .scale
  }

  /// Whether this is one scale for a tensor of `rows` rows, or one for each of as many equal runs of them.
  func isTensorScale(ofRows rows: Int) -> Bool {
    type == .f32 && elementCount > 0 && rows % elementCount == 0
      && (elementCount == 1 || elementCount == shape[0])
  }
}

extension StoredType {
  /// Whether elements are read as they are and can be codes all the same.
  var isFP8: Bool { self == .f8e4m3 || self == .f8e5m2 }

  /// Whether scales of integers and FP8 are stored so.
  var isScale: Bool { self == .f32 || self == .f16 || self == .bf16 }

  /// The type of scales that are stored so; a byte without a type is E8M0.
  var scaleType: ScaleType {
    switch name {
    case "U8", "F8_E8M0": .e8m0
    case "F8_E4M3": .e4m3
    case "F16": .f16
    case "BF16": .bf16
    case "F32": .f32
    default: .none
    }
  }

  /// The option by which an identifier names a scale's type; empty for the default.
  func scaleOption(default type: StoredType) -> String {
    self == type ? "" : "+" + name.lowercased()
  }
}

/// The number of blocks that cover so many columns.
func blockCount(_ columns: Int, of block: Int) -> Int {
  columns / block + (columns % block == 0 ? 0 : 1)
}

/// The largest number that divides both.
func greatestCommonDivisor(_ one: Int, _ other: Int) -> Int {
  var (one, other) = (one, other)
  while other != 0 { (one, other) = (other, one % other) }
  return one
}
