/// A tensor of a sample file: its name, stored type, shape and values, row-major.
struct SampleTensor {
  var name: String
  var type: ElementType
  /// Row-major; empty for a single value.
  var shape: [Int]
  var values: [Double]

  /// The content as stored: row-major, little-endian, each value rounded to nearest, ties to even.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * type.byteCount)
    for value in values {
      type.append(value, to: &bytes)
    }
    return bytes
  }
}

/// The stored types that the samples use, spelled as in safetensors.
enum ElementType: String {
  case bf16 = "BF16"
  case f16 = "F16"
  case f32 = "F32"
  case f8e4m3 = "F8_E4M3"
  case i64 = "I64"

  /// The size of one value, in bytes.
  var byteCount: Int {
    switch self {
    case .f8e4m3: 1
    case .bf16, .f16: 2
    case .f32: 4
    case .i64: 8
    }
  }

  fileprivate func append(_ value: Double, to bytes: inout [UInt8]) {
    switch self {
    case .bf16: append(bits: NarrowFloat.bfloat16.code(value), to: &bytes)
    case .f16: append(bits: NarrowFloat.half.code(value), to: &bytes)
    case .f8e4m3: append(bits: UInt8(truncatingIfNeeded: NarrowFloat.e4m3.code(value)), to: &bytes)
    case .f32: append(bits: Float(value).bitPattern, to: &bytes)
    case .i64: append(bits: UInt64(bitPattern: Int64(value)), to: &bytes)
    }
  }

  private func append(bits: some UnsignedInteger & FixedWidthInteger, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: bits.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
  }
}
