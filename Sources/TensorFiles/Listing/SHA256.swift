/// The hash of FIPS 180-4, fed piece by piece.
public struct SHA256: Sendable {
  private var state = State()
  /// The beginning of a block that is not full yet.
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  fileprivate static let blockSize = 64

  /// Creates the hash of nothing.
  public init() {}

  /// Adds bytes.
  public mutating func update(_ bytes: Span<UInt8>) {
    byteCount &+= UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      start = min(Self.blockSize - pending.count, bytes.count)
      for index in 0..<start { pending.append(bytes[index]) }
      guard pending.count == Self.blockSize else { return }
      let block = pending
      pending = []
      state.compress(block.span)
    }
    let whole = (bytes.count - start) / Self.blockSize * Self.blockSize
    state.compress(bytes.extracting(start..<(start + whole)))
    for index in (start + whole)..<bytes.count { pending.append(bytes[index]) }
  }

  /// Ends the message and returns its hash as 64 lower-case hexadecimal digits.
  public consuming func hexDigest() -> String {
    var tail = pending + [0x80]
    while tail.count % Self.blockSize != Self.blockSize - 8 { tail.append(0) }
    let bitCount = byteCount &* 8
    for shift in stride(from: 56, through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift)))
    }
    state.compress(tail.span)
    var text = ""
    for index in 0..<8 {
      let digits = String(state.words[index], radix: 16)
      text += String(repeating: "0", count: 8 - digits.count) + digits
    }
    return text
  }
}

private struct State: Sendable {
  var words: [8 of UInt32] = [
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A,
    0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
  ]

  /// Mixes whole blocks into the state.
  mutating func compress(_ blocks: Span<UInt8>) {
    var schedule = [16 of UInt32](repeating: 0)
    for block in stride(from: 0, to: blocks.count, by: SHA256.blockSize) {
      var a = words[0], b = words[1], c = words[2], d = words[3]
      var e = words[4], f = words[5], g = words[6], h = words[7]
      for round in 0..<64 {
        let word: UInt32
        if round < 16 {
          word = UInt32(bigEndian: blocks.element(block / 4 + round, as: UInt32.self))
        } else {
          let early = schedule[(round + 1) & 15], late = schedule[(round + 14) & 15]
          let sigma0 = rotate(early, 7) ^ rotate(early, 18) ^ early >> 3
          let sigma1 = rotate(late, 17) ^ rotate(late, 19) ^ late >> 10
          word = schedule[round & 15] &+ sigma0 &+ schedule[(round + 9) & 15] &+ sigma1
        }
        schedule[round & 15] = word
        let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        let choice = e & f ^ ~e & g
        let first = h &+ sum1 &+ choice &+ roundConstants[round] &+ word
        let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
        let majority = a & b ^ a & c ^ b & c
        (h, g, f, e) = (g, f, e, d &+ first)
        (d, c, b, a) = (c, b, a, first &+ sum0 &+ majority)
      }
      words[0] &+= a
      words[1] &+= b
      words[2] &+= c
      words[3] &+= d
      words[4] &+= e
      words[5] &+= f
      words[6] &+= g
      words[7] &+= h
    }
  }
}

@inline(__always)
private func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
  word >> count | word << (32 - count)
}

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
private let roundConstants: [64 of UInt32] = [
  0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1, 0x923F_82A4,
  0xAB1C_5ED5, 0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3, 0x72BE_5D74, 0x80DE_B1FE,
  0x9BDC_06A7, 0xC19B_F174, 0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F,
  0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA, 0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7,
  0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351, 0x1429_2967, 0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC,
  0x5338_0D13, 0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85, 0xA2BF_E8A1, 0xA81A_664B,
  0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070, 0x19A4_C116,
  0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F, 0x682E_6FF3,
  0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208, 0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7,
  0xC671_78F2,
]

extension TensorSource {
  /// The SHA-256 of a tensor's content: row-major, little-endian, in its stored type.
  ///
  /// - Parameter tensor: A tensor of this source.
  /// - Returns: 64 lower-case hexadecimal digits.
  public func sha256(of tensor: TensorDescriptor) -> String {
    var hash = SHA256()
    withContent(of: tensor) { piece in
      hash.update(piece)
      return true
    }
    return hash.hexDigest()
  }
}
