/// A weight that is stored as codes and what turns them back into numbers, each in a tensor of its own.
///
/// ```
/// x = (element(code) - zero point) · scale of the block · tensor scale · input scale of the column
/// ```
///
/// The scales of a block and of the tensor are multiplied first; each product is rounded to F32.
///
/// What the parts' bytes mean is said here; where they lie is for whoever reads them to know.
public struct EncodedMatrix: Sendable, Hashable {
  /// What a stored tensor contributes.
  public enum Role: String, Sendable, Hashable {
    /// The codes of the elements.
    case codes
    /// One scale for each block.
    case scales
    /// One zero point for each block.
    case zeroPoints = "zero points"
    /// One scale for the tensor, or for each matrix of a stack.
    case tensorScale = "tensor scale"
    /// The group of each column, where columns were quantized in another order than they stand in.
    case groupIndex = "group index"
    /// One scale for each column, by which inputs are multiplied before the product: AWQ's and SmoothQuant's, where no
    /// other weight took it in.
    case inputScale = "input scale"
    /// The shape, written down because the codes are padded.
    case shape
    /// The value of each code.
    case values
    /// The value of each code of a block's scale.
    case scaleValues = "values of scales"
    /// What runs of block scales are multiplied by.
    case scaleFactors = "scales of scales"
    /// Shape, block size and the like in a text.
    case settings
  }

  /// A stored tensor that belongs to the weight.
  public struct Part: Sendable, Hashable {
    /// What it contributes.
    public let role: Role
    /// Its name in the file.
    public let name: String

    /// Creates a part.
    public init(_ role: Role, _ name: String) {
      self.role = role
      self.name = name
    }
  }

  /// How the tensor's scale takes part.
  public enum TensorScaleUse: Sendable, Hashable {
    /// Block scales are multiplied by it: ModelOpt's amax / 2688.
    case multiplier
    /// Block scales are divided by it: compressed-tensors' 2688 / amax.
    case divisor
  }

  /// How a zero point is stored.
  public enum ZeroPointUse: Sendable, Hashable {
    /// As it is subtracted, on the scale of the stored codes.
    case plain
    /// Less one, modulo the number of codes: GPTQ's first version.
    case lessOne
  }

  /// How the stored parts hold the weight.
  public enum Coding: Sendable, Hashable {
    /// Codes in one tensor, packed row by row, and a scale for each block in another.
    case separate(element: CodedElement, packing: CodePacking, block: BlockShape)
    /// Blocks of ggml, which hold their scales, in one tensor; the tensor's scale in another.
    case blocks(GGMLRunLayout)
  }

  /// The weight's own name.
  public let name: String
  /// Which tool stores weights so, such as `gptq` or `compressed-tensors`.
  public let layout: String
  /// The format's identifier, such as `nvfp4` or `int4-g128+bf16`.
  public let format: String
  /// The weight's dimensions, row-major.
  public let shape: [Int]
  /// How codes and scales become numbers.
  public let coding: Coding
  /// The type of the block scales; of those that are made of several numbers what they come to.
  public let scaleType: ScaleType
  /// What is stored for a block's scale that is made of several numbers, such as `U8 x F32`; nil where it is one.
  public let scaleNumbers: String?
  /// How zero points are stored; nil where there are none.
  public let zeroPoints: ZeroPointUse?
  /// How the tensor's scale takes part; nil where there is none.
  public let tensorScale: TensorScaleUse?
  /// The stored tensors, the codes first.
  public private(set) var parts: [Part]
  /// What the file does not say and was assumed, one sentence each.
  public private(set) var assumptions: [String]

  /// Creates a description.
  public init(
    name: String, layout: String, format: String, shape: [Int], coding: Coding,
    scaleType: ScaleType, scaleNumbers: String? = nil, zeroPoints: ZeroPointUse? = nil,
    tensorScale: TensorScaleUse? = nil,
    parts: [Part], assumptions: [String] = []
  ) {
    self.name = name
    self.layout = layout
    self.format = format
    self.shape = shape
    self.coding = coding
    self.scaleType = scaleType
    self.scaleNumbers = scaleNumbers
    self.zeroPoints = zeroPoints
    self.tensorScale = tensorScale
    self.parts = parts
    self.assumptions = assumptions
  }

  /// The rows of its `[rows, columns]` view.
  public var rows: Int { shape.dropLast().reduce(1, *) }

  /// The columns of its `[rows, columns]` view.
  public var columns: Int { shape.last ?? 1 }

  /// The width of a code, in bits.
  public var bits: Int {
    switch coding {
    case .separate(let element, _, _): element.bits
    case .blocks(let block): block.element.bits
    }
  }

  /// The elements that share a scale; the last ones of a row or column may be fewer.
  public var block: BlockShape {
    switch coding {
    case .separate(_, _, let block): block
    case .blocks(let block): BlockShape(rows: 1, columns: block.runLength)
    }
  }

  /// What is stored as a scale, such as `E4M3`, or `F16 x 6-bit` where a block's is multiplied by a number of each run.
  public var scaleName: String {
    switch coding {
    case .separate: scaleNumbers ?? scaleType.rawValue
    case .blocks(let block): block.scaleName
    }
  }

  /// Whether columns were quantized in another order than they stand in.
  public var isReordered: Bool { part(.groupIndex) != nil }

  /// The layout and the format: `gptq int4-g128:asym`.
  public var title: String { "\(layout) \(format)" }

  /// The same weight with more that is stored for it, or that was assumed.
  ///
  /// - Parameters:
  ///   - more: Stored tensors in roles that are not taken.
  ///   - sentences: What the file does not say, one sentence each.
  /// - Returns: The weight.
  public func adding(_ more: [Part], assuming sentences: [String] = []) -> EncodedMatrix {
    var matrix = self
    matrix.parts += more
    matrix.assumptions += sentences
    return matrix
  }

  /// The stored tensor in a role; nil where there is none.
  public func part(_ role: Role) -> Part? {
    parts.first { $0.role == role }
  }
}

/// What the codes of a packed weight stand for.
public enum CodedElement: Sendable, Hashable {
  /// FP4.
  case e2m1
  /// FP8.
  case e4m3
  /// An integer stored with 2^(b-1) added.
  case integer(bits: Int)
  /// An integer in two's complement.
  case signed(bits: Int)
  /// An integer stored as it is, counted from a minimum.
  case unsigned(bits: Int)
  /// One of ggml's sixteen uneven values.
  case uneven
  /// -1, 0 or 1 stored with 1 added; two bits have a code for 2 as well.
  case ternary
  /// One of sixteen values that are stored beside the codes.
  case listed(name: String, values: [Float])

  /// The width of a code.
  public var bits: Int {
    switch self {
    case .e2m1, .uneven, .listed: 4
    case .e4m3: 8
    case .integer(let bits), .signed(let bits), .unsigned(let bits): bits
    case .ternary: 2
    }
  }

  /// The value of each code.
  public var values: [Float] {
    switch self {
    case .e2m1: (0..<16).map(MiniFloat.e2m1.decode)
    case .e4m3: (0...UInt8.max).map(MiniFloat.e4m3.decode)
    case .integer(let bits): (0..<(1 << bits)).map { Float($0 - (1 << (bits - 1))) }
    case .signed(let bits):
      (0..<(1 << bits)).map { Float($0 < 1 << (bits - 1) ? $0 : $0 - 1 << bits) }
    case .unsigned(let bits): (0..<(1 << bits)).map { Float($0) }
    case .uneven: GGMLUneven.values
    case .ternary: [-1, 0, 1, 2]
    case .listed(_, let values): values
    }
  }

  /// The name, such as `E2M1` or `INT4`.
  public var name: String {
    switch self {
    case .e2m1: "E2M1"
    case .e4m3: "E4M3"
    case .integer(let bits), .signed(let bits): "INT\(bits)"
    case .unsigned(let bits): "UINT\(bits)"
    case .uneven: "IQ4"
    case .ternary: "ternary"
    case .listed(let name, _): name
    }
  }

  /// The codes with their values.
  public var grid: ElementGrid { ElementGrid(name: name, bits: bits, values: values) }
}
