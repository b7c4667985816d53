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
      mean: 0, meanMagnitude: 0,
      hasNonfinite: finite.count < values.count)
    var known = summary
    let mayHoldNonfinite = summary.hasNonfinite
    if format.foreknowledge == .survey {
      known.survey = format.survey(values.span, columns: max(1, columns), summary: summary)
    }
    let codec = format.codec(for: known)
    tensorScale = codec.tensorScale
    guard !values.isEmpty else { return }
    var band = EncodedBand()
    codec.encode(
      values.span, columns: columns, mayHoldNonfinite: mayHoldNonfinite, into: &band)
    for index in 0..<band.blockCount where band.saturated[index] != EncodedBand.excluded {
      let tile = band.tile(index)
      saturated += Int(band.saturated[index])
      scales.append(band.scale(index))
      if tile.withValues(of: values.span, { $0.amax != 0 }) { usedScales.append(band.scale(index)) }
    }
    for (index, value) in values.enumerated() where !band.decoded[index].isNaN {
      codes.append(band.codes[index])
      decoded.append(band.decoded[index])
      errors.append(Double(value) - Double(band.decoded[index]))
    }
  }

  /// A byte for each code: signed integers in two's complement, -0 folded onto +0.
  var codeBytes: [UInt8] {
    let grid = format.element.values
    let step = grid.filter { $0 > 0 }.min() ?? 1
    switch format.element.name.prefix(while: \.isLetter) {
    case "INT": return codes.map { UInt8(bitPattern: Int8(grid[Int($0)] / step)) }
    case "UINT": return codes
    default: return codes.map { grid[Int($0)] == 0 ? 0 : $0 }
    }
  }

  /// A byte for each block's zero point.
  var zeroBytes: [UInt8] { scales.map { UInt8($0.offset) } }

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
      case .f16, .bf16, .f32, .none: scale.value.littleEndianBytes
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
