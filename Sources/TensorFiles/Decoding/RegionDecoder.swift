internal import QuantCore

/// Decodes a region of a tensor to F32.
struct RegionDecoder {
  /// The tensor that the bytes belong to; it was checked that its type has an encoding.
  let tensor: TensorDescriptor
  /// How its elements become F32.
  let encoding: FloatEncoding

  /// Creates a decoder; nil for a tensor that is listed but not analysed.
  init?(_ tensor: TensorDescriptor) {
    guard let encoding = tensor.type.encoding else { return nil }
    self.tensor = tensor
    self.encoding = encoding
  }

  /// Decodes `region`, row-major, from `bytes`, the tensor's whole content as stored.
  func decode(
    _ region: TensorRegion, from bytes: Span<UInt8>, into values: inout MutableSpan<Float>
  ) {
    switch encoding {
    case .f64: decode(region, bytes, into: &values) { (bits: UInt64) in FloatDecoding.f64(bits) }
    case .f32: decode(region, bytes, into: &values) { (bits: UInt32) in Float(bitPattern: bits) }
    case .f16: decode(region, bytes, into: &values) { (bits: UInt16) in FloatDecoding.f16(bits) }
    case .bf16: decode(region, bytes, into: &values) { (bits: UInt16) in BFloat16.decode(bits) }
    case .f8e4m3:
      let table = FloatDecoding.f8e4m3Values
      decode(region, bytes, into: &values) { (code: UInt8) in table[Int(code)] }
    case .f8e5m2:
      let table = FloatDecoding.f8e5m2Values
      decode(region, bytes, into: &values) { (code: UInt8) in table[Int(code)] }
    case .integer(8): decode(region, bytes, into: &values) { Float(Int8(bitPattern: $0)) }
    case .integer(16): decode(region, bytes, into: &values) { Float(Int16(bitPattern: $0)) }
    case .integer(32): decode(region, bytes, into: &values) { Float(Int32(bitPattern: $0)) }
    case .integer: decode(region, bytes, into: &values) { Float(Int64(bitPattern: $0)) }
    case .ggml(let type): GGMLDecoder(type, tensor)?.decode(region, from: bytes, into: &values)
    case .matrix: preconditionFailure("a matrix is read part by part")
    }
  }

  @inline(__always)
  private func decode<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ region: TensorRegion, _ bytes: Span<UInt8>, into values: inout MutableSpan<Float>,
    _ value: (Bits) -> Float
  ) {
    if tensor.order == .native {
      decodeRows(of: region, bytes, into: &values, value)
    } else {
      let swaps = tensor.order.isBigEndian
      ElementWalk(tensor: tensor).forEach(in: region) { source, target in
        let bits = bytes.element(source, as: Bits.self)
        values[target] = value(swaps ? Bits(bigEndian: bits) : Bits(littleEndian: bits))
      }
    }
  }

  @inline(__always)
  private func decodeRows<Bits: FixedWidthInteger & BitwiseCopyable>(
    of region: TensorRegion, _ bytes: Span<UInt8>, into values: inout MutableSpan<Float>,
    _ value: (Bits) -> Float
  ) {
    let size = Bits.bitWidth / 8
    // Whole rows lie side by side and are one run.
    let isWhole = region.columns.count == tensor.columns
    let runs = isWhole ? 1 : region.rows.count
    let length = isWhole ? region.elementCount : region.columns.count
    for run in 0..<runs {
      let first = (region.rows.lowerBound + run) * tensor.columns + region.columns.lowerBound
      bytes.extracting((first * size)..<((first + length) * size)).convert(
        into: &values, at: (run * length)..<((run + 1) * length), value)
    }
  }
}
