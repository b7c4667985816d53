// The bounds are checked once, ahead of each loop; with a check at each element a run takes four times as long.
extension Span<UInt8> {
  /// Writes `(table[byte] - zero) · scale` for each byte; the table has 256 entries.
  @inline(__always)
  func lookUp(
    _ table: [Float], zero: Float, scale: Float, into target: inout MutableSpan<Float>,
    at start: Int
  ) {
    precondition(table.count == 256, "an entry for each byte")
    precondition(start >= 0 && count <= target.count - start, "room for the values")
    unsafe withPointers(table, &target) { bytes, table, target in
      for index in 0..<count {
        unsafe target[start + index] = (table[Int(bytes[index])] - zero) * scale
      }
    }
  }

  /// Writes `(table[2·byte + i] - zero) · scale` for each byte and i = 0, 1; the table has 512 entries.
  @inline(__always)
  func lookUpPairs(
    _ table: [Float], zero: Float, scale: Float, into target: inout MutableSpan<Float>,
    at start: Int
  ) {
    precondition(table.count == 512, "two entries for each byte")
    precondition(start >= 0 && 2 * count <= target.count - start, "room for the values")
    let zeros = SIMD2(repeating: zero)
    let scales = SIMD2(repeating: scale)
    unsafe withPointers(table, &target) { bytes, table, target in
      let pairs = unsafe UnsafeRawPointer(table)
      let target = unsafe UnsafeMutableRawPointer(target + start)
      for index in 0..<count {
        let pair = unsafe pairs.loadUnaligned(
          fromByteOffset: Int(bytes[index]) * 8, as: SIMD2<Float>.self)
        unsafe target.storeBytes(
          of: (pair - zeros) * scales, toByteOffset: index * 8, as: SIMD2<Float>.self)
      }
    }
  }

  /// Writes `table[low nibble] · scale` for each byte, and then `table[high nibble] · scale` for each; the table
  /// has 16 entries.
  @inline(__always)
  func lookUpHalves(
    _ table: [Float], scale: Float, into target: inout MutableSpan<Float>, at start: Int
  ) {
    precondition(table.count == 16, "an entry for each nibble")
    precondition(start >= 0 && 2 * count <= target.count - start, "room for the values")
    unsafe withPointers(table, &target) { bytes, table, target in
      for index in 0..<count {
        let byte = unsafe bytes[index]
        unsafe target[start + index] = table[Int(byte & 15)] * scale
        unsafe target[start + count + index] = table[Int(byte >> 4)] * scale
      }
    }
  }

  @inline(__always)
  private func withPointers(
    _ table: [Float], _ target: inout MutableSpan<Float>,
    _ body: (UnsafePointer<UInt8>, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    unsafe target.withUnsafeMutableBufferPointer { target in
      unsafe withUnsafeBufferPointer { bytes in
        unsafe table.withUnsafeBufferPointer { table in
          guard let bytes = bytes.baseAddress, let table = table.baseAddress,
            let target = target.baseAddress
          else { return }
          unsafe body(bytes, table, target)
        }
      }
    }
  }
}
