import FileTargets
import TestSupport
import Testing

/// Every sample, cut at each byte of its header and with each bit of it turned: it opens or is refused in one line.
struct DamagedSampleTests {
  /// Enough to read of each tensor's ends; the headers are what is tested.
  private static let probe = ReaderProbe(tensors: 8, reading: 64)
  /// What opening one file may take.
  private static let secondsLimit = Double(Allowance.slowness)
  /// Every byte and bit is tried, or some of them where everything takes long: an odd number, so that each bit has
  /// its turn.
  private static let step = Allowance.slowness == 1 ? 1 : 8 * Allowance.slowness + 1

  @Test func `there are samples of every container`() {
    let suffixes = SampleFile.all.compactMap { $0.name.split(separator: ".").last }
    #expect(Set(suffixes).isSuperset(of: ["safetensors", "gguf", "npy", "npz", "bin", "pt"]))
    #expect(SampleFile.all.count >= 20)
  }

  @Test(arguments: SampleFile.all)
  func `cut at every byte of its header it is refused or opens`(_ sample: SampleFile) throws {
    try withTemporaryDirectory { directory in
      let file = try PatchedFile(directory.write(sample.bytes, to: sample.name))
      var tally = Tally()
      let places = stride(from: 0, to: sample.header.count, by: Self.step)
        .map { sample.header[$0] }
      // From its end on; what is content alone is cut in a few places.
      let last = places.last ?? 0
      let lengths = Array(stride(from: sample.bytes.count - 1, to: last, by: -10_007))
      for length in lengths + places.reversed() {
        try file.cut(to: length)
        try tally.add {
          try Self.probe.open(file.path)
        } about: {
          "cut to \(length) bytes"
        }
      }
      #expect(tally.faults.isEmpty, "\(tally.faults.prefix(5))")
      #expect(tally.refused >= places.count / 2, "\(tally.refused) of \(places.count) refused")
      #expect(tally.slowest < Self.secondsLimit)
    }
  }

  @Test(arguments: SampleFile.all)
  func `with any bit of its header turned it is refused or opens`(_ sample: SampleFile) throws {
    try withTemporaryDirectory { directory in
      let file = try PatchedFile(directory.write(sample.bytes, to: sample.name))
      var tally = Tally()
      for index in stride(from: 0, to: 8 * sample.header.count, by: Self.step) {
        let place = sample.header[index / 8]
        try file.set(sample.bytes[place] ^ (1 << UInt8(index % 8)), at: place)
        try tally.add {
          try Self.probe.open(file.path)
        } about: {
          "bit \(index % 8) of byte \(place)"
        }
        try file.set(sample.bytes[place], at: place)
      }
      #expect(tally.faults.isEmpty, "\(tally.faults.prefix(5))")
      #expect(tally.refused + tally.opened > 0 && (Self.step > 1 || tally.refused > 0))
      #expect(tally.slowest < Self.secondsLimit)
    }
  }

  /// How many files opened, and what was wrong.
  private struct Tally {
    var opened = 0
    var refused = 0
    var faults: [String] = []
    /// The most seconds that one of them took.
    var slowest = 0.0

    mutating func add(_ open: () throws -> Bool, about: () -> String) throws {
      let start = threadSeconds()
      do {
        if try open() { opened += 1 } else { refused += 1 }
      } catch let fault as ReaderFault {
        faults.append("\(about()): \(fault)")
      }
      slowest = max(slowest, threadSeconds() - start)
    }
  }
}
