/// The blocks of ggml that quantview writes too: weights in four or eight bits, byte by byte.
///
/// ```
/// Q4_0    F16 d, 16 bytes        x = (code - 8) · d
/// Q8_0    F16 d, 32 bytes        x = code · d                  code in two's complement
/// MXFP4   E8M0 e, 16 bytes       x = 2·element · 2^(e - 128)
/// NVFP4   4 E4M3 d, 4 · 8 bytes  x = 2·element · d/2           for each run of 16
/// ```
///
/// In a run of n 4-bit codes byte j has element j in its low nibble and element j + n/2 in its high one. As in
/// ggml the products are taken in F32, code 8 of E2M1 is +0, an E8M0 byte of 255 stands for 2^127 (half of 2^128)
/// and not for NaN, and of an E4M3 byte the sign is ignored while 0 and 0x7F are 0.
public enum GGMLBlock: GGMLBlockDefinition, Hashable {
  case q4_0, q8_0, mxfp4, nvfp4

  /// The type with its sizes.
  public var type: GGMLType {
    switch self {
    case .q4_0: .q4_0
    case .q8_0: .q8_0
    case .mxfp4: .mxfp4
    case .nvfp4: .nvfp4
    }
  }

  /// The elements that share a scale.
  public var runLength: Int { self == .nvfp4 ? 16 : 32 }

  /// Where the codes begin in a block; the scales stand before them.
  public var codeOffset: Int {
    switch self {
    case .q4_0, .q8_0: 2
    case .mxfp4: 1
    case .nvfp4: 4
    }
  }

  /// Twice the value of each E2M1 code, as ggml's table has it.
  public static let doubledE2M1: [Float] = [
    0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12,
  ]

  /// What an E8M0 byte multiplies doubled elements by: 2^(code - 128).
  public static func halfE8M0(_ code: UInt8) -> Float {
    Float(bitPattern: code < 2 ? 0x0020_0000 << UInt32(code) : UInt32(code - 1) << 23)
  }

  /// What an E4M3 byte multiplies doubled elements by: half its magnitude, 0 for 0x7F.
  public static func halfE4M3(_ code: UInt8) -> Float {
    guard code != 0x7f else { return 0 }
    let field = Int(code >> 3) & 0xf
    let mantissa = Int(code & 7)
    let significand = field == 0 ? mantissa : mantissa + 8
    return Float(
      sign: .plus, exponent: max(field, 1) - 11, significand: Float(significand))
  }

  /// The scale of a run: what its codes' values are multiplied by.
  ///
  /// - Parameters:
  ///   - run: Which run of the block; 0 but for NVFP4, which has four.
  ///   - block: The bytes of the block.
  /// - Returns: The scale, halved where the elements are doubled.
  public func scale(ofRun run: Int, in block: Span<UInt8>) -> Float {
    switch self {
    case .q4_0, .q8_0: block.half(at: 0)
    case .mxfp4: Self.halfE8M0(block[0])
    case .nvfp4: Self.halfE4M3(block[run])
    }
  }

  /// The code of an element.
  ///
  /// - Parameters:
  ///   - index: Which element of the block.
  ///   - block: The bytes of the block.
  /// - Returns: The code as stored.
  public func code(at index: Int, in block: Span<UInt8>) -> UInt8 {
    guard self != .q8_0 else { return block[codeOffset + index] }
    let run = index / runLength
    let place = index % runLength
    let byte = block[codeOffset + run * runLength / 2 + place % (runLength / 2)]
    return place < runLength / 2 ? byte & 15 : byte >> 4
  }

  /// What a code stands for before it is multiplied by the scale.
  public func value(of code: UInt8) -> Float {
    switch self {
    case .q4_0: Float(Int(code) - 8)
    case .q8_0: Float(Int8(bitPattern: code))
    case .mxfp4, .nvfp4: Self.doubledE2M1[Int(code)]
    }
  }

  /// Writes the values of a block.
  ///
  /// - Parameters:
  ///   - block: The bytes of the block.
  ///   - values: Receives the block's elements.
  ///   - start: Where the first one goes.
  public func decode(
    _ block: Span<UInt8>, into values: inout MutableSpan<Float>, at start: Int = 0
  ) {
    for index in 0..<type.blockElements {
      values[start + index] =
        value(of: code(at: index, in: block)) * scale(ofRun: index / runLength, in: block)
    }
  }
}
