public import QuantAnalysis
public import QuantCore
internal import TensorFiles

/// What the whole model comes to where every tensor that is to be quantized gets the same format.
public struct FormatTotal: Sendable, Hashable {
  /// The format; nil for the model as it is stored.
  public let format: FormatID?
  /// The bytes of the tensors that get the format.
  public let quantizedBytes: Int
  /// The bytes of those that stay as they are stored: marked so, or not to be held by the format.
  public let keptBytes: Int
  /// How many tensors were to be quantized but can't be held by the format.
  public let refusedCount: Int
  /// The elements of the tensors that are to be quantized.
  public let elements: Int
  /// The bits for each of those elements.
  public let bitsPerWeight: Double?
  /// The weighted error of the tensors that get the format; infinite where a decoded value overflowed.
  public let error: Double
  /// The error in dB below what is lost where every weight becomes 0; nil where there is no error, or no signal.
  public let sqnr: Double?

  /// The bytes of all tensors.
  public var bytes: Int { quantizedBytes + keptBytes }
}

extension FormatTotal {
  /// Adds a model up.
  ///
  /// - Parameters:
  ///   - ranking: The tensors with their marks.
  ///   - format: The format; nil for the model as it is stored.
  ///   - weight: How errors are weighed.
  public init(of ranking: Ranking, as format: FormatID?, weight: ErrorWeight) {
    var (quantized, kept, refused, bits, elements) = (0, 0, 0, 0, 0)
    var (error, signal) = (0.0, 0.0)
    for tensor in ranking.tensors {
      guard !tensor.mark.isKept else {
        kept += tensor.tensor.byteCount
        continue
      }
      elements += tensor.tensor.elementCount
      signal += weight.signal(of: tensor)
      guard let format, let figures = tensor.format(format) else {
        kept += tensor.tensor.byteCount
        bits += tensor.storedBits
        refused += format == nil ? 0 : 1
        continue
      }
      quantized += figures.bytes
      bits += 8 * figures.bytes
      error += weight.error(of: tensor, as: format) ?? 0
    }
    self.init(
      format: format, quantizedBytes: quantized, keptBytes: kept, refusedCount: refused,
      elements: elements, bitsPerWeight: elements > 0 ? Double(bits) / Double(elements) : nil,
      error: error, sqnr: Allocation.decibels(signal: signal, error: error))
  }
}
