/// Reads little-endian integers of a given width off bytes.
func littleEndian(_ bytes: some Collection<UInt8>, width: Int) -> [UInt64] {
  var values: [UInt64] = []
  var value: UInt64 = 0
  for (index, byte) in bytes.enumerated() {
    value |= UInt64(byte) << (8 * (index % width))
    if index % width == width - 1 {
      values.append(value)
      value = 0
    }
  }
  return values
}

/// Reads BF16 values.
func bfloat16s(_ bytes: some Collection<UInt8>) -> [Float] {
  littleEndian(bytes, width: 2).map { Float(bitPattern: UInt32($0) << 16) }
}

/// Reads F32 values.
func floats(_ bytes: some Collection<UInt8>) -> [Float] {
  littleEndian(bytes, width: 4).map { Float(bitPattern: UInt32($0)) }
}
