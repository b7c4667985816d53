import Foundation
import Testing

/// What an independent implementation says about one input: `refs/<case>.json`.
struct Reference: Decodable {
  let shape: [Int]
  let values: Values?
  let formats: [String: Format]

  /// Hashes of what a format makes of the input, and its figures.
  struct Format: Decodable {
    let codes: String
    let scales: String
    let packed: String?
    let zeros: String?
    let decoded: String
    let tensorScaleBits: String?
    let metrics: Metrics
    let more: MoreMetrics?

    /// The tensor scale's bits.
    var tensorScale: UInt32? { tensorScaleBits.flatMap { UInt32($0, radix: 16) } }

    enum CodingKeys: String, CodingKey {
      case codes = "codesSha256"
      case scales = "scalesSha256"
      case packed = "packedLoFirstSha256"
      case zeros = "zerosSha256"
      case decoded = "dequantF32Sha256"
      case tensorScaleBits, metrics, more
    }
  }

  /// Figures in F64; nil where they are undefined.
  struct Metrics: Decodable {
    let n: Int
    let flushedCount: Int
    let saturatedCount: Int
    let mse: Double?
    let maxAbsErr: Double?
    let relFro: Double?
    let sqnrDb: Double?
    let cosine: Double?
    let sumSqErr: Double?
    let sumSq: Double
  }

  /// Figures that only our own cases have.
  struct MoreMetrics: Decodable {
    let slope: Double?
    let meanErr: Double?
    let blocks: Int
    let nonfiniteBlocks: Int
    let zeroBlocks: Int
    let clippedBlocks: Int
    let absErrP99: Double?
    let absErrP999: Double?
    let blockSqnrDb: [Double?]
    let codeCounts: [UInt64]
    let codeEntropyBits: Double?
    let bitsPerWeight: Double?
    let bytes: Int
    /// Code, blocks, clipped blocks.
    let scaleCodes: [[UInt64]]
    let scaleSqnrDb: [Double?]
  }

  /// Statistics of the values.
  struct Values: Decodable {
    let min: Float?
    let max: Float?
    let amax: Float?
    let amaxPlace: [Int]?
    let mean: Double?
    let std: Double?
    let kurtosis: Double?
    let zeroCount: Int
    let nanCount: Int
    let infCount: Int
    let firstNonfinite: [Int]?
  }

  static func load(_ name: String) throws -> Reference {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Reference.self, from: FixtureFile.bytes(name))
  }
}

/// A format and the name that references know it by.
struct NamedFormat: Sendable, CustomTestStringConvertible {
  let id: String
  let key: String

  static let all = [
    NamedFormat(id: "mxfp4", key: "mxfp4"),
    NamedFormat(id: "mxfp4:rceil", key: "mxfp4_rceil"),
    NamedFormat(id: "mxfp4:ceil", key: "mxfp4_ceil"),
    NamedFormat(id: "mxfp4:even", key: "mxfp4_even"),
    NamedFormat(id: "nvfp4", key: "nvfp4"),
    NamedFormat(id: "int4-g128", key: "int4_sym_g128_f16"),
    NamedFormat(id: "int4-g128+f32", key: "int4_sym_g128"),
    NamedFormat(id: "mxfp6-e2m3", key: "mxfp6_e2m3"),
    NamedFormat(id: "mxfp6-e3m2", key: "mxfp6_e3m2"),
    NamedFormat(id: "mxfp8-e4m3", key: "mxfp8_e4m3"),
    NamedFormat(id: "mxfp8-e4m3:rceil", key: "mxfp8_e4m3_rceil"),
    NamedFormat(id: "mxfp8-e5m2", key: "mxfp8_e5m2"),
    NamedFormat(id: "mxint8", key: "mxint8"),
    NamedFormat(id: "nvfp4:torchao", key: "nvfp4_torchao"),
    NamedFormat(id: "nvfp4:compressed-tensors", key: "nvfp4_ct"),
  ]

  /// The formats that the adversarial cases have figures of.
  static let adversarial = Array(all.prefix(7))

  /// The bits of the tensor's multiplier; one library stores its reciprocal.
  func tensorScale(of reference: Reference.Format) -> UInt32? {
    key != "nvfp4_ct"
      ? reference.tensorScale
      : reference.tensorScale.map { (1 / Float(bitPattern: $0)).bitPattern }
  }

  var testDescription: String { id }
}
