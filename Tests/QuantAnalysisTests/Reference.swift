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
  ]

  var testDescription: String { id }
}
