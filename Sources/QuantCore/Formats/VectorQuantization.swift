/// Vector quantization without weighting: consecutive columns of a row share a code of their block's own codebook.
///
/// With b bits a weight and vectors of d columns, a codebook has n = 2^(b·d) centroids and serves 64 · n · d
/// weights: 256 columns and as many rows as that takes; a narrower tensor's blocks have all its columns and rows
/// enough for as many weights. Centroids come from k-means (see `Centroids`). They are stored as INT8, symmetric,
/// with an F16 scale for the codebook, amax / 127, which saturates at 65504 and never rounds to 0 unless amax is 0:
///
/// ```
/// c' = clamp(rint(c / scale), -127, 127) · scale
/// code = the nearest c', of equal ones the first
/// ```
///
/// The contract's 0.125 bits a weight are the INT8 centroids; the scale's 16 bits come on top. A vector cut off by the
/// row's end counts as if padded with zeros. NaN and infinities leave out their vector. GPTVQ proper weights
/// vectors by the Hessian and feeds errors back, which needs activations.
public struct VectorQuantization: QuantizationFormat {
  /// The identifier as asked for.
  public let id: FormatID
  /// k-means, every vector counting the same.
  public let rule = "k-means"
  /// Codes that stand for vectors.
  public let element: ElementGrid
  /// Of the codebook.
  public let scaleType = ScaleType.f16
  /// No centroid need be zero.
  public let keepsZero = false
  private let length: Int
  private let size: Int

  /// Creates the format.
  ///
  /// - Parameters:
  ///   - id: The identifier as asked for.
  ///   - bits: Bits a weight; times the length at most 8.
  ///   - length: Columns that share a code: 1, 2 or 4.
  public init(id: FormatID, bits: Int, length: Int) {
    self.id = id
    self.length = length
    size = 1 << (bits * length)
    element = ElementGrid(name: "VQ\(length)", bits: bits * length, vectorLength: length)
  }

  /// The codebook's scale and its centroids, then the codes.
  public var fields: [BlockField] {
    [
      BlockField(name: "scale", type: "F16", bits: 16),
      BlockField(name: "codebook", type: "INT8", bits: 8 * size * length),
      BlockField(name: "codes", type: element.name, bits: element.bits, isPerElement: true),
    ]
  }

  /// The weights that share a codebook.
  public func blockShape(rows: Int, columns: Int) -> BlockShape {
    let width = max(1, min(256, columns))
    return BlockShape(rows: (64 * size * length + width - 1) / width, columns: width)
  }

  /// Nothing about the tensor matters to its blocks.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    Codec(
      length: length, size: size,
      shape: blockShape(rows: summary.rows, columns: summary.columns))
  }

  private struct Codec: TensorCodec {
    let length: Int
    let size: Int
    let shape: BlockShape
    var tensorScale: Float? { nil }

    func encode(
      _ band: Span<Float>, columns: Int, mayHoldNonfinite: Bool, into encoded: inout EncodedBand
    ) {
      encoded.reserve(rows: band.count / columns, columns: columns, shape: shape)
      for index in 0..<encoded.blockCount {
        encode(band, columns: columns, block: index, into: &encoded)
      }
    }

    private func encode(
      _ band: Span<Float>, columns: Int, block: Int, into encoded: inout EncodedBand
    ) {
      let tile = encoded.tile(block)
      var vectors: [Double] = []
      vectors.reserveCapacity(tile.count + tile.rows.count * (length - 1))
      var places: [Int] = []
      for row in tile.rows {
        for column in stride(
          from: tile.columns.lowerBound, to: tile.columns.upperBound, by: length)
        {
          let start = row * columns + column
          let count = min(length, tile.columns.upperBound - column)
          let isFinite = band.extracting(start..<start + count).amax.isFinite
          for place in 0..<length where isFinite {
            vectors.append(place < count ? Double(band[start + place]) : 0)
          }
          for place in 0..<count {
            encoded.codes[start + place] = 0
            encoded.decoded[start + place] = .nan
          }
          if isFinite { places.append(start) }
        }
      }
      guard !places.isEmpty else {
        encoded.exclude(block)
        return
      }
      let centroids = Centroids(of: vectors, length: length, size: size)
      let (scale, codebook) = Self.stored(centroids.values)
      let exact = codebook.map { Double($0) }
      for (vector, start) in places.enumerated() {
        let code = Centroids.nearest(to: vector, of: vectors, among: exact, length: length)
        encoded.codes[start] = UInt8(code)
        let end = (start / columns) * columns + tile.columns.upperBound
        for place in 0..<min(length, end - start) {
          encoded.decoded[start + place] = codebook[code * length + place]
        }
      }
      encoded.set(scale, saturated: 0, of: block)
    }

    /// The codebook's scale, and its values after a round through INT8.
    private static func stored(_ centroids: [Double]) -> (BlockScale, [Float]) {
      let amax = centroids.reduce(0) { max($0, $1.magnitude) }
      let bounded = min(
        max(Float(amax / 127), amax == 0 ? 0 : Binary16.smallest), Binary16.largest)
      let code = Binary16.encode(bounded)
      let scale = Binary16.decode(code)
      let values = centroids.map { value in
        guard scale > 0 else { return Float(0) }
        let rounded = (value / Double(scale)).rounded(.toNearestOrEven)
        return Float(min(max(rounded, -127), 127)) * scale
      }
      return (BlockScale(code: UInt32(code), value: scale, multiplier: scale), values)
    }
  }

  private static let members: [(name: String, bits: Int, length: Int)] = [
    (name: "vq2-d2", bits: 2, length: 2), ("vq2-d1", 2, 1), ("vq3-d1", 3, 1), ("vq4-d1", 4, 1),
    ("vq3-d2", 3, 2), ("vq4-d2", 4, 2), ("vq2-d4", 2, 4),
  ]

  static let family = FormatFamily(
    name: "vq{2,3,4}-d{1,2,4}",
    examples: members.map(\.name),
    summary:
      "Vector quantization, unweighted: codes of 1, 2 or 4 columns, an INT8 codebook by k-means",
    sameBitsAs: "GPTVQ's layout, without its weighting",
    rules: ["k-means"],
    remark:
      "GPTVQ proper weights by the Hessian and feeds errors back: that needs activations; d4 at 2 bits only",
    answers: { name in members.contains { $0.name == name } }
  ) { id in
    members.first { $0.name == id.name }
      .map { VectorQuantization(id: id, bits: $0.bits, length: $0.length) }
  }
}
