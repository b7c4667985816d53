extension Span<UInt8> {
  /// The bits of the element at `index`, wherever in memory it begins: a container may put a tensor at an odd
  /// offset.
  @inline(__always)
  func element<Bits: FixedWidthInteger & BitwiseCopyable>(_ index: Int, as type: Bits.Type) -> Bits
  {
    unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index * (Bits.bitWidth / 8), as: Bits.self)
  }

  /// Converts little-endian elements, as many as `values` has in `range`.
  ///
  /// The bounds are checked once, ahead of the loop; with a check at each element it would not become vector code.
  @inline(__always)
  func convert<Bits: FixedWidthInteger & BitwiseCopyable>(
    into values: inout MutableSpan<Float>, at range: Range<Int>, _ value: (Bits) -> Float
  ) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= values.count, "no room for the values")
    precondition(count == range.count * (Bits.bitWidth / 8), "as many elements as values")
    let size = Bits.bitWidth / 8
    unsafe values.withUnsafeMutableBufferPointer { buffer in
      guard let target = unsafe buffer.baseAddress.map({ unsafe $0 + range.lowerBound }) else {
        return
      }
      let raw = unsafe bytes
      for index in 0..<range.count {
        let bits = unsafe raw.unsafeLoadUnaligned(
          fromUncheckedByteOffset: index * size, as: Bits.self)
        unsafe target[index] = value(Bits(littleEndian: bits))
      }
    }
  }
}
