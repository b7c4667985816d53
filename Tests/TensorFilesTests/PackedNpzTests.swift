import TensorFiles
import TestSupport
import Testing

/// NumPy's archives of packed arrays.
struct PackedNpzTests {
  private static let sample = "../../Fuzzing/Seeds/npz/packed.npz"

  @Test func `what NumPy packed is what it had`() throws {
    let source = try TensorFile.open(Fixtures.path(Self.sample))
    #expect(source.description.container == "npz")
    #expect(source.tensors.map(\.name) == ["ramp", "zeros", "turned"])
    #expect(source.tensors.map(\.shape) == [[20, 30], [64, 96], [3, 4]])
    #expect(source.tensors.map(\.type.name) == ["F32", "F16", "F64"])
    let (ramp, zeros, turned) = (source.tensors[0], source.tensors[1], source.tensors[2])
    #expect(source.values(of: ramp) == (0..<600).map { Float($0) })
    #expect(source.values(of: zeros) == [Float](repeating: 0, count: 64 * 96))
    #expect(source.values(of: turned) == (0..<12).map { Float($0) })
    let corner = TensorRegion(rows: 18..<20, columns: 28..<30)
    #expect(source.values(of: ramp, in: corner) == [568, 569, 598, 599])
    #expect(source.content(of: turned) == (0..<12).flatMap { littleEndian(Double($0).bitPattern) })
    source.withBytes(of: ramp, in: 4..<8) { #expect($0[3] == 0x3F && $0[2] == 0x80) }
    source.release(ramp.region, of: ramp)
    #expect(source.values(of: ramp, in: corner) == [568, 569, 598, 599])
    let identity = try #require(source.identity(of: ramp))
    #expect(identity != source.identity(of: zeros))
    try source.verify()
  }

  @Test func `stored and packed arrays stand in one archive`() throws {
    let plain = npy(npyHeader("<f4", shape: "(2,)"), data: [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
    let source = try open(
      Zip.archive([Zip.File("a.npy", stored: plain), Zip.File("b.npy", packed: plain)]), as: "w.npz"
    )
    #expect(source.tensors.map(\.name) == ["a", "b"])
    #expect(source.tensors.map { source.values(of: $0) } == [[1, 2], [1, 2]])
  }

  @Test func `what follows an array is checked where it is little and never kept`() throws {
    let plain = npy(npyHeader("<f4", shape: "(2,)"), data: [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
    let cases: [(Int, UInt32?, Bool)] = [
      (6000, nil, true), (6000, 7, false), (3 << 20, 7, true),
    ]
    for (count, checksum, isRead) in cases {
      let rest = [UInt8](repeating: 0, count: count)
      let source = try open(
        Zip.archive([Zip.File("w.npy", packed: plain + rest, checksum: checksum)]), as: "w.npz")
      let tensor = try #require(source.tensors.first)
      #expect(source.values(of: tensor) == (isRead ? [1, 2] : [0, 0]))
      #expect(source.content(of: tensor).count == 8)
      #expect(((try? source.verify(tensor)) != nil) == isRead, "\(count)")
    }
  }

  private static let array = npy(
    npyHeader("<f4", shape: "(25000,)"), data: (0..<100_000).map { UInt8(truncatingIfNeeded: $0) })

  /// Files of which the header can be read and the values can't.
  static let broken: [(what: String, file: Zip.File, words: String)] = [
    ("another checksum", Zip.File("w.npy", packed: array, checksum: 7), "expected 0x7"),
    (
      "a stream that is cut",
      Zip.File("w.npy", packed: array, cutTo: 70_000), "ends before it is unpacked"
    ),
    (
      "a stream that is none from some place on",
      Zip.File("w.npy", packed: array, changing: 65_540), "is not what DEFLATE packs"
    ),
    (
      "more than it says",
      Zip.File("w.npy", packed: array + [0], claiming: array.count), "more than \(array.count)"
    ),
  ]

  @Test(arguments: broken)
  func `an array that does not unpack reads as zeros and is an error`(
    what: String, file: Zip.File, words: String
  ) throws {
    let source = try open(Zip.archive([file]), as: "w.npz")
    let tensor = try #require(source.tensors.first)
    // Nobody has asked for it.
    try source.verify()
    source.release(tensor.region, of: tensor)
    try source.verify()
    #expect(source.values(of: tensor).allSatisfy { $0 == 0 })
    #expect(source.content(of: tensor) == [UInt8](repeating: 0, count: 100_000))
    source.withBytes(of: tensor, in: 8..<16) { #expect($0.count == 8) }
    let error = #expect(throws: TensorFileError.self) { try source.verify(tensor) }
    let found = try #require(error)
    #expect(found.kind == .malformed && found.detail.contains(words), "\(what): \(found)")
    #expect(!found.description.contains("\n"))
    #expect(throws: TensorFileError.self) { try source.verify() }
  }

  static let refused: [(what: String, file: Zip.File, words: String)] = [
    (
      "a claim that no stream can keep",
      Zip.File("w.npy", packed: array, claiming: 200_000_000), "come at most"
    ),
    ("no npy", Zip.File("w.npy", packed: [1, 2, 3]), "unpacked, an npy file begins with"),
    (
      "an array longer than its file",
      Zip.File("w.npy", packed: npy(npyHeader("<f4", shape: "(9,)"), data: [0, 0, 0, 0])),
      "unpacked, F32 [9] takes 36 bytes"
    ),
    ("no stream", Zip.File("w.npy", packed: array, changing: 0), "is not what DEFLATE packs"),
    ("nothing", Zip.File("w.npy", packed: array, cutTo: 0), "come at most 0"),
    ("another method", Zip.File("w.npy", packed: array, method: 12), "by method 12"),
  ]

  @Test(arguments: refused)
  func `an array whose header does not unpack is refused`(
    what: String, file: Zip.File, words: String
  ) throws {
    let error = try #require(try openingError(Zip.archive([file]), as: "w.npz"), "\(what)")
    #expect(error.detail.contains(words) && !error.description.contains("\n"), "\(what): \(error)")
  }

  @Test func `whoever asks at once gets the same values`() async throws {
    let source = try open(Zip.archive([Zip.File("w.npy", packed: Self.array)]), as: "w.npz")
    let tensor = source.tensors[0]
    let all = await withTaskGroup(of: [Float].self) { group in
      for _ in 0..<8 { group.addTask { source.values(of: tensor) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(all.allSatisfy { $0.map(\.bitPattern) == all[0].map(\.bitPattern) })
    #expect(all[0][1].bitPattern == 0x0706_0504)
  }

  @Test func `an archive cut or changed anywhere is refused, read, or said to be broken`() throws {
    let whole = try bytes(ofFile: Fixtures.path(Self.sample))
    let expected = try TensorFile.open(Fixtures.path(Self.sample))
    for length in 4..<whole.count {
      let error = try #require(try openingError(Array(whole[..<length]), as: "w.npz"), "\(length)")
      #expect(!error.description.contains("\n"))
    }
    var found = 0
    for place in whole.indices {
      var changed = whole
      changed[place] ^= 1 << UInt8(place % 8)
      guard let source = try? open(changed, as: "w.npz") else { continue }
      for tensor in source.tensors where tensor.isAnalysable {
        let values = source.values(of: tensor)
        guard let original = expected.tensors.first(where: { $0 == tensor }),
          (try? source.verify(tensor)) != nil
        else {
          found += 1
          continue
        }
        #expect(values == expected.values(of: original), "byte \(place)")
      }
    }
    #expect(found > 20)
  }
}

/// Zip archives with packed files, each in blocks that DEFLATE takes as they are.
enum Zip {
  /// A file in an archive.
  struct File: Sendable {
    let name: String
    let method: UInt16
    let stored: [UInt8]
    let byteCount: Int
    let checksum: UInt32

    /// A file as it is.
    init(_ name: String, stored bytes: [UInt8]) {
      self.name = name
      method = 0
      stored = bytes
      byteCount = bytes.count
      checksum = Zip.checksum(bytes)
    }

    /// A packed file, or one that claims something else.
    init(
      _ name: String, packed bytes: [UInt8], method: UInt16 = 8, claiming byteCount: Int? = nil,
      checksum: UInt32? = nil, cutTo length: Int? = nil, changing place: Int? = nil
    ) {
      self.name = name
      self.method = method
      var packed = Zip.packed(bytes)
      if let length { packed = Array(packed.prefix(length)) }
      if let place { packed[place] = 0xFF }
      stored = packed
      self.byteCount = byteCount ?? bytes.count
      self.checksum = checksum ?? Zip.checksum(bytes)
    }
  }

  /// An archive of files, in their order.
  static func archive(_ files: [File]) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for file in files {
      let name = Array(file.name.utf8)
      let facts =
        [20, 0, 0, 0] + littleEndian(file.method) + [0, 0, 0, 0] + littleEndian(file.checksum)
        + littleEndian(UInt32(file.stored.count)) + littleEndian(UInt32(file.byteCount))
        + littleEndian(UInt16(name.count)) + [0, 0]
      directory +=
        [0x50, 0x4B, 1, 2, 20, 0] + facts + [UInt8](repeating: 0, count: 10)
        + littleEndian(UInt32(archive.count)) + name
      archive += [0x50, 0x4B, 3, 4] + facts + name + file.stored
    }
    let count = littleEndian(UInt16(files.count))
    return archive + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count
      + littleEndian(UInt32(directory.count)) + littleEndian(UInt32(archive.count)) + [0, 0]
  }

  /// Stored blocks of at most 65,535 bytes (RFC 1951, 3.2.4).
  private static func packed(_ bytes: [UInt8]) -> [UInt8] {
    var packed: [UInt8] = []
    for start in stride(from: 0, to: max(1, bytes.count), by: 65_535) {
      let block = bytes[start..<min(start + 65_535, bytes.count)]
      let length = UInt16(block.count)
      packed.append(start + 65_535 < bytes.count ? 0 : 1)
      packed += littleEndian(length) + littleEndian(~length) + block
    }
    return packed
  }

  /// CRC-32 as zip archives have it, bit by bit.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB8_8320 }
    }
    return ~sum
  }
}
