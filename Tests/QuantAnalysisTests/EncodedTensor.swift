import QuantCore
import TensorFiles

@testable import QuantAnalysis

/// A tensor as one format stores and decodes it, without the blocks that hold NaN and infinities.
struct EncodedTensor {
  let format: any QuantizationFormat
  private let columns: Int
  private(set) var tensorScale: Float?
  private(set) var codes: [UInt8] = []
  private(set) var scales: [BlockScale] = []
  private(set) var decoded: [Float] = []
  private(set) var saturated = 0
  /// The scales of blocks that are not all zeros.
  private(set) var usedScales: [BlockScale] = []
  /// x - d of each decoded value.
  private(set) var errors: [Double] = []

  /// Encodes and decodes each block of a format whose blocks run along the row.
  init(_ values: [Float], of tensor: TensorDescriptor, as format: any QuantizationFormat) {
    self.format = format
    columns = tensor.columns
    let finite = values.filter(\.isFinite)
    let summary = TensorSummary(
      rows: tensor.rows, columns: tensor.columns, amax: finite.map(\.magnitude).max() ?? 0,
      meanMagnitude: 0, hasNonfinite: finite.count < values.count)
    let codec = format.prepare(for: summary)
    tensorScale = codec.tensorScale
    let width = format.blockShape(rows: tensor.rows, columns: tensor.columns).columns
    for row in 0..<tensor.rows {
      for left in stride(from: 0, to: tensor.columns, by: width) {
        let start = row * tensor.columns + left
        let end = row * tensor.columns + min(left + width, tensor.columns)
        add(Array(values[start..<end]), codec: codec)
      }
    }
  }

  private mutating func add(_ block: [Float], codec: any BlockCodec) {
    guard block.allSatisfy(\.isFinite) else { return }
    let scale = codec.scale(for: block.span)
    var blockCodes = [UInt8](repeating: 0xee, count: block.count)
    var writableCodes = blockCodes.mutableSpan
    saturated += codec.encode(block.span, scale: scale, into: &writableCodes)
    var values = [Float](repeating: 0, count: block.count)
    var writableValues = values.mutableSpan
    codec.decode(blockCodes.span, scale: scale, into: &writableValues)
    codes += blockCodes
    scales.append(scale)
    if block.contains(where: { $0 != 0 }) { usedScales.append(scale) }
    decoded += values
    errors += zip(block, values).map { Double($0) - Double($1) }
  }

  /// A byte for each code: integers in two's complement, -0 folded onto +0.
  var codeBytes: [UInt8] {
    switch format.scaleType {
    case .e8m0, .e4m3: codes.map { $0 == 8 ? 0 : $0 }
    case .f16, .f32: codes.map { $0 &- 8 }
    }
  }

  /// Two codes a byte, the first in the low half; each row begins a byte.
  var packedBytes: [UInt8] {
    let bytes = codeBytes
    return stride(from: 0, to: bytes.count, by: columns).flatMap { start in
      let row = bytes[start..<start + columns]
      return stride(from: start, to: row.endIndex, by: 2).map { index in
        row[index] & 15 | (index + 1 < row.endIndex ? row[index + 1] << 4 : 0)
      }
    }
  }

  /// E8M0 and E4M3 as their byte, float scales as little-endian F32.
  var scaleBytes: [UInt8] {
    scales.flatMap { scale in
      switch format.scaleType {
      case .e8m0, .e4m3: [UInt8(truncatingIfNeeded: scale.code)]
      case .f16, .f32: scale.value.littleEndianBytes
      }
    }
  }

  /// Little-endian F32, -0 folded onto +0.
  var decodedBytes: [UInt8] {
    decoded.flatMap { ($0 == 0 ? 0 : $0).littleEndianBytes }
  }
}

extension Float {
  fileprivate var littleEndianBytes: [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: bitPattern >> ($0 * 8)) }
  }
}

/// The SHA-256 of some bytes, in hexadecimal.
func sha256(_ bytes: [UInt8]) -> String {
  var hash = SHA256()
  hash.update(bytes.span)
  return hash.hexDigest()
}
