internal import QuantCore

/// The roundings of attention, one value at a time.
enum AttentionRounding {
  /// Keys of a tile of the online softmax.
  static let tile = 64
  /// log2(e) in F32: exponentials are powers of two.
  static let binaryLogarithmOfE: Float = 0x1.715476p+0

  /// 2^x for x ≤ 0, within 2^-23 of it: zero from -126 down.
  ///
  /// x = n + f with n the nearest integer, ties to even; a polynomial of degree 6 in f, by Horner's scheme, every
  /// operation rounded; then n is added to the exponent.
  static func power(_ x: Float) -> Float {
    guard x > -126 else { return 0 }
    let n = (x + 0x1.8p23) - 0x1.8p23
    let f = x - n
    var p: Float = 0x1.4258d8p-13
    p = p * f + 0x1.5f44dcp-10
    p = p * f + 0x1.3b2cc4p-7
    p = p * f + 0x1.c6aed6p-5
    p = p * f + 0x1.ebfbdcp-3
    p = p * f + 0x1.62e430p-1
    p = p * f + 1
    return Float(bitPattern: p.bitPattern &+ UInt32(bitPattern: Int32(n)) << 23)
  }

  /// The nearest binary16.
  static func half(_ x: Float) -> Float { Binary16.decode(Binary16.encode(x)) }

  /// The nearest E4M3.
  static func e4m3(_ x: Float) -> Float { MiniFloat.e4m3.decode(MiniFloat.e4m3.encode(x)) }

  /// A value in units of its scale, as an element has it.
  static func rounded(_ x: Float, over scale: Float, as element: AttentionRecipe.Element) -> Float {
    switch element {
    case .f32: return x
    case .f16: return half(x)
    case .e4m3: return e4m3(x / scale)
    case .int8:
      let y = x / scale
      return (y + (y.sign == .minus ? -0.5 : 0.5)).rounded(.towardZero)
    }
  }

  /// The scale of elements whose largest magnitude is known: 1 where there are none but zeros.
  static func scale(_ largest: Float, of element: AttentionRecipe.Element) -> Float {
    switch element {
    case .f32, .f16: return 1
    case .e4m3:
      let scale = largest / 448
      return scale > 0 ? scale : 1
    case .int8:
      let scale = largest / 127
      return scale > 0 ? scale : 1
    }
  }

  /// A weight of the softmax, already times its factor, as an element has it.
  static func weight(_ x: Float, as element: AttentionRecipe.Element) -> Float {
    switch element {
    case .f32: x
    case .f16: half(x)
    case .e4m3, .int8: e4m3(x)
    }
  }

  /// Sixteen sums by place modulo 16: lane i takes lane i + 8, then i + 4, i + 2, i + 1.
  static func total(_ lanes: [Float]) -> Float {
    var tree = lanes
    var width = 8
    while width > 0 {
      for lane in 0..<width { tree[lane] += tree[lane + width] }
      width /= 2
    }
    return tree[0]
  }
}
