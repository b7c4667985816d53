extension Float {
  /// x^(-0.3) for a magnitude x, by arithmetic that every processor does alike.
  ///
  /// ```
  /// x = 2^e · (1 + r), √½ <= 1 + r < √2,   log2(1 + r) = r · P9(r)
  /// y = -0.3 · (e + log2(1 + r)),   n = rint(y),   x^(-0.3) = 2^n · Q6(y - n)
  /// ```
  ///
  /// Each operation rounds to F32, in Horner's order without fused ones, and none branches, so that vectors of any
  /// width give the same bits. The polynomials interpolate at Chebyshev's points. The relative error is below
  /// 2^-21 where 2^-3 <= x <= 2^10 and below 2^-18 for every normal x. For 0, subnormal numbers and infinity
  /// the result is finite: about 2^38 and 2^-38.
  @inline(__always)
  var toMinusThreeTenths: Float {
    let bits = Int32(bitPattern: bitPattern)
    let exponent = (bits - 0x3f35_04f3) >> 23
    let r = Float(bitPattern: UInt32(bitPattern: bits &- exponent << 23)) - 1
    var p: Float = -0x1.c362c0p-4
    p = p * r + 0x1.7d9132p-3
    p = p * r - 0x1.87381ap-3
    p = p * r + 0x1.a2f85ep-3
    p = p * r - 0x1.eabd64p-3
    p = p * r + 0x1.277e9ap-2
    p = p * r - 0x1.715a76p-2
    p = p * r + 0x1.ec7094p-2
    p = p * r - 0x1.715470p-1
    p = p * r + 0x1.715476p+0
    let y = (Float(exponent) + p * r) * -0.3
    let n = (y + 0x1.8p23) - 0x1.8p23
    let f = y - n
    var q: Float = 0x1.446c7ep-13
    q = q * f + 0x1.5f48c8p-10
    q = q * f + 0x1.3b29d8p-7
    q = q * f + 0x1.c6aeccp-5
    q = q * f + 0x1.ebfbe0p-3
    q = q * f + 0x1.62e430p-1
    q = q * f + 1
    return Float(bitPattern: UInt32(bitPattern: Int32(bitPattern: q.bitPattern) + Int32(n) << 23))
  }
}
