/// A weight that is stored as codes and what turns them back into numbers, each in a tensor of its own.
///
/// ```
/// x = (element(code) - zero point) · scale of the block · tensor scale        each product rounded to F32
/// ```
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
    /// The shape, written down because the codes are padded.
    case shape
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

  /// How the stored parts hold the weight.
  public enum Coding: Sendable, Hashable {
    /// Codes in one tensor, packed row by row, and a scale for each block in another.
    case separate(element: CodedElement, packing: CodePacking, block: BlockShape)
    /// Blocks of ggml, which hold their scales, in one tensor; the tensor's scale in another.
    case blocks(GGMLBlock)
  }

  /// The weight's own name.
  public let name: String
  /// The format's identifier, such as `nvfp4` or `int4-g128+bf16`.
  public let format: String
  /// The weight's dimensions, row-major.
  public let shape: [Int]
  /// How codes and scales become numbers.
  public let coding: Coding
  /// How the tensor's scale takes part; nil where there is none.
  public let tensorScale: TensorScaleUse?
  /// The stored tensors, the codes first.
  public let parts: [Part]

  /// Creates a description.
  public init(
    name: String, format: String, shape: [Int], coding: Coding,
    tensorScale: TensorScaleUse? = nil, parts: [Part]
  ) {
    self.name = name
    self.format = format
    self.shape = shape
    self.coding = coding
    self.tensorScale = tensorScale
    self.parts = parts
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

  /// The width of a code.
  public var bits: Int {
    switch self {
    case .e2m1: 4
    case .e4m3: 8
    case .integer(let bits): bits
    }
  }

  /// The value of each code.
  public var values: [Float] {
    switch self {
    case .e2m1: (0..<16).map(MiniFloat.e2m1.decode)
    case .e4m3: (0...UInt8.max).map(MiniFloat.e4m3.decode)
    case .integer(let bits): (0..<(1 << bits)).map { Float($0 - (1 << (bits - 1))) }
    }
  }
}
