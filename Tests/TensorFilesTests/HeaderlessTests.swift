import TensorFiles
import TestSupport
import Testing

struct HeaderlessTests {
  /// Values as in trained weights, most of them well below 1.
  private static func weights(_ count: Int) -> [Float] {
    var random = SplitMix64(seed: 11)
    return (0..<count).map { _ in Float.random(in: -0.1...0.1, using: &random) }
  }

  private static func bytes(_ type: StoredType, _ count: Int = 6000) -> [UInt8] {
    weights(count).flatMap { value in
      switch type {
      case .f64: littleEndian(Double(value).bitPattern)
      case .f32: littleEndian(value.bitPattern)
      case .f16: littleEndian(Float16(value).bitPattern)
      default: littleEndian(UInt16(value.bitPattern >> 16))
      }
    }
  }

  @Test(arguments: [StoredType.bf16, .f16, .f32, .f64])
  func `the type that most values speak for is guessed, and said`(type: StoredType) throws {
    let source = try open(Self.bytes(type), as: "w.bin")
    #expect(source.tensors[0].type == type)
    #expect(source.tensors[0].shape == [2, 3000])
    let guess = try #require(source.description.guess)
    #expect(guess.contains("\(type) 100.0%") && guess.contains("--dtype"))
    #expect(guess.contains("--shape") && guess.contains("3000 columns"))
  }

  @Test(arguments: [(50, StoredType.bf16), (200, .f16)])
  func `a hundredth of tiny values does not decide against BF16`(
    tiny: Int, expected: StoredType
  ) throws {
    // As F16 the same bits are plausible throughout.
    var content = Self.bytes(.bf16)
    for index in 0..<tiny {
      content.replaceSubrange(2 * index..<2 * index + 2, with: [0x00, 0x1a])
    }
    #expect(try open(content, as: "w.bin").tensors[0].type == expected)
  }

  @Test(arguments: [8, 1 << 20])
  func `zeros are BF16`(count: Int) throws {
    let source = try open([UInt8](repeating: 0, count: count), as: "w.raw")
    #expect(source.tensors[0].type == .bf16)
    #expect(source.tensors[0].elementCount == count / 2)
    #expect(try #require(source.description.guess).contains("tie"))
  }

  @Test(arguments: [
    (RawLayout(), 0), (RawLayout(dtype: .f16), 0), (RawLayout(offset: 8), 8),
    (RawLayout(dtype: .f16, offset: 8), 8),
  ])
  func `nothing is no guess but an error that says what would be`(
    request: RawLayout, count: Int
  ) throws {
    let error = #expect(throws: TensorFileError.self) {
      try open([UInt8](repeating: 0, count: count), as: "w.raw", request: request)
    }
    let text = try #require(error?.description)
    #expect(text.contains(count == 0 ? "the file is empty, 0 bytes" : "nothing follows byte 8"))
    #expect(text.contains("--shape 0x0 says so"))
  }

  @Test func `an empty tensor is one where its shape is said`() throws {
    for shape in [[0, 0], [0, 64], [4, 0]] {
      for type in [StoredType.f32, nil] {
        let source = try open([], as: "w.raw", request: RawLayout(dtype: type, shape: shape))
        #expect(source.tensors[0].shape == shape && source.tensors[0].byteCount == 0)
      }
    }
  }

  @Test func `of a large file only 16 places are looked at`() throws {
    // Noise everywhere but where the samples lie would change the guess if it were seen.
    let count = 1 << 20
    let room = count - 4096
    let good = Self.bytes(.bf16, 4096)
    var content = [UInt8](repeating: 0xFF, count: 2 * count)
    for place in 0..<16 {
      let start = 2 * (room * place / 15)
      content.replaceSubrange(start..<(start + good.count), with: good)
    }
    let guess = try #require(try open(content, as: "w.bin").description.guess)
    #expect(guess.contains("of 65536 values") && guess.contains("BF16 100.0%"))
  }

  @Test(arguments: [
    (4096, [1, 4096]), (4099, [1, 4099]), (8192, [2, 4096]), (4096 * 4096, [4096, 4096]),
    (1000 * 1000, [250, 4000]), (8191, [1, 8191]), (31 * 8191, [1, 31 * 8191]),
    (32 * 8191, [8191, 32]), (1, [1, 1]),
  ])
  func `columns are the largest divisor up to 4096, or all in one row`(
    count: Int, shape: [Int]
  ) throws {
    let source = try open(
      [UInt8](repeating: 0, count: count), as: "w.bin", request: RawLayout(dtype: .f8e4m3))
    #expect(source.tensors[0].shape == shape)
    let guess = try #require(source.description.guess)
    #expect(guess.contains("--shape") && !guess.contains("--dtype"))
  }

  @Test func `an asked type makes any file headerless`() throws {
    let source = try open([1, 2, 3, 4], as: "notes.txt", request: RawLayout(dtype: .f32))
    #expect(source.tensors[0].shape == [1, 1])
    #expect(try openingError([1, 2, 3, 4], as: "notes.txt")?.kind == .unknownContainer)
    let shaped = RawLayout(shape: [1, 1])
    #expect(
      try openingError([1, 2, 3, 4], as: "a.txt", request: shaped)?.kind == .unknownContainer)
  }

  @Test func `a shape alone settles the types that fit it`() throws {
    let content = Self.bytes(.f32, 600)
    let source = try open(content, as: "w.bin", request: RawLayout(shape: [20, 30]))
    #expect(source.tensors[0].type == .f32)
    #expect(try #require(source.description.guess).contains("--dtype"))
    let error = try #require(
      try openingError(content, as: "w.bin", request: RawLayout(shape: [7, 7])))
    #expect(error.detail.contains("98 as BF16") && error.detail.contains("the file has 2400"))
  }

  @Test func `a length that no type divides names those that would fit`() throws {
    let error = try #require(try openingError([1, 2, 3], as: "w.bin"))
    #expect(error.kind == .mismatch)
    #expect(error.detail.contains("BF16, F16, F32 or F64"))
    #expect(error.detail.contains("F8_E4M3 or F8_E5M2 would fit"))
    let asked = try #require(
      try openingError(
        [UInt8](repeating: 0, count: 12), as: "w.bin", request: RawLayout(dtype: .f64)))
    #expect(asked.detail.contains("F32, F16, BF16, F8_E4M3 or F8_E5M2 would fit"))
  }

  @Test func `a shape that does not fit is refused, a part needs an offset`() throws {
    let content = [UInt8](repeating: 0, count: 100)
    let long = RawLayout(dtype: .bf16, shape: [10, 6])
    let tooLong = try #require(try openingError(content, as: "w.bin", request: long))
    #expect(tooLong.detail.contains("takes 120 bytes, the file has 100"))
    let short = RawLayout(dtype: .bf16, shape: [5, 5])
    let tooShort = try #require(try openingError(content, as: "w.bin", request: short))
    #expect(tooShort.detail.contains("F32 would fit") && tooShort.detail.contains("--offset 0"))
    let part = RawLayout(dtype: .bf16, shape: [5, 5], offset: 50)
    #expect(try open(content, as: "w.bin", request: part).tensors[0].offset == 50)
    let beyond = RawLayout(dtype: .bf16, offset: 101)
    #expect(try openingError(content, as: "w.bin", request: beyond)?.kind == .mismatch)
    for shape in [[-1, 4], [Int.max, Int.max], [1 << 62, 8]] {
      let request = RawLayout(dtype: .bf16, shape: shape)
      #expect(try openingError(content, as: "w.bin", request: request)?.kind == .mismatch)
    }
  }

  @Test func `an offset alone moves the beginning`() throws {
    let source = try open(
      [9] + Self.bytes(.f16), as: "w.dat", request: RawLayout(offset: 1))
    #expect(source.tensors[0].type == .f16 && source.tensors[0].offset == 1)
  }
}
