import KernelEngine
import QuantCore
import TestSupport
import Testing

struct EngineTests {
  @Test(arguments: Sample.all)
  func `statistics are those of the definitions, bit for bit`(sample: Sample) throws {
    let formats = sample.formats
    let codecs = formats.map { sample.codec(of: $0) }
    var values = ValueStatistics()
    // Sums go on where they stood.
    for _ in 0..<2 { sample.add(to: &values, row: 7, column: 16) }
    let expected = zip(formats, codecs).map { format, codec in
      var statistics = FormatStatistics(format: format)
      let encoded = sample.encoded(by: codec)
      for _ in 0..<2 { statistics.add(encoded, of: sample.values.span) }
      return statistics
    }
    for backend in Backend.supported {
      let engine = try #require(KernelEngine(backend))
      var found: ValueStatistics? = ValueStatistics()
      var statistics = formats.map { FormatStatistics(format: $0) }
      for _ in 0..<2 {
        engine.add(
          sample.values.span, columns: sample.columns,
          place: ValueStatistics.Place(row: 7, column: 16), mayHoldNonfinite: true, values: &found,
          codecs: codecs, formats: &statistics)
      }
      #expect(text(try #require(found)) == text(values), "\(backend)")
      for (index, format) in formats.enumerated() where statistics[index] != expected[index] {
        // Sums that are NaN equal nothing, not even themselves.
        if text(statistics[index]) != text(expected[index]) {
          Issue.record("\(backend) differs for \(format.id)")
        }
      }
    }
  }

  @Test(arguments: Sample.all)
  func `stored BF16 is measured as its values are, wherever it lies`(sample: Sample) throws {
    let formats = sample.formats.filter { $0.foreknowledge != .survey }
    // What is stored, and a byte before it, so that no element is aligned.
    let words = sample.values.map { BFloat16.encode($0) }
    var bytes: [UInt8] = [0]
    for word in words { bytes += [UInt8(truncatingIfNeeded: word), UInt8(word >> 8)] }
    let values = words.map { BFloat16.decode($0) }
    let rounded = Sample(
      name: sample.name, rows: sample.rows, columns: sample.columns, values: values)
    let codecs = formats.map { rounded.codec(of: $0) }
    for backend in Backend.supported {
      let engine = try #require(KernelEngine(backend))
      var found: [ValueStatistics?] = [ValueStatistics(), ValueStatistics()]
      var statistics = [formats, formats].map { $0.map { FormatStatistics(format: $0) } }
      let place = ValueStatistics.Place(row: 0, column: 0)
      engine.add(
        values.span, columns: sample.columns, place: place, mayHoldNonfinite: true,
        values: &found[0], codecs: codecs, formats: &statistics[0])
      engine.add(
        bf16: bytes.span.extracting(1..<bytes.count), columns: sample.columns, place: place,
        mayHoldNonfinite: true, values: &found[1], codecs: codecs, formats: &statistics[1])
      #expect(text(found[0] as Any) == text(found[1] as Any), "\(backend)")
      #expect(text(statistics[0]) == text(statistics[1]), "\(backend)")
    }
  }

  @Test(arguments: Sample.all)
  func `bands are encoded as the definitions do`(sample: Sample) throws {
    let engines = try Backend.supported.map { try #require(KernelEngine($0)) }
    var found = EncodedBand()
    for format in sample.formats {
      let codec = sample.codec(of: format)
      let expected = EncodedText(sample.encoded(by: codec))
      for engine in engines {
        engine.encode(
          sample.values.span, columns: sample.columns, by: codec, mayHoldNonfinite: true,
          into: &found)
        if EncodedText(found) != expected {
          Issue.record("\(engine.backend) differs for \(format.id)")
        }
      }
    }
  }

  @Test(arguments: Sample.all)
  func `bands are surveyed as the definitions do`(sample: Sample) throws {
    let engines = try Backend.supported.map { try #require(KernelEngine($0)) }
    for format in sample.formats where format.foreknowledge == .survey {
      let summary = sample.summary
      let expected = format.survey(sample.values.span, columns: sample.columns, summary: summary)
      for engine in engines {
        let found = engine.survey(
          sample.values.span, columns: sample.columns, of: format, summary: summary)
        if text(found) != text(expected) {
          Issue.record("\(engine.backend) differs for \(format.id)")
        }
      }
    }
  }
}

struct WholeMatrixTests {
  @Test(arguments: [false, true])
  func `a matrix that is read twice is measured as one that is kept`(holdsNaN: Bool) throws {
    let (rows, columns) = (600, 512)
    var values = (0..<rows * columns).map { (index: Int) -> Float in
      let hash = (index &* 2_654_435_761) & 0xffff
      return Float(hash) / 32_768 - 1
    }
    if holdsNaN { values[77] = .nan }
    let format = try FormatRegistry.format(named: "e8p2")
    let codec = try #require(
      format.codec(for: .unknown(rows: rows, columns: columns)) as? any WholeMatrixCodec)
    var band = EncodedBand()
    codec.encode(values.span, columns: columns, mayHoldNonfinite: true, into: &band)
    var expected = FormatStatistics(format: format)
    expected.add(band, of: values.span)
    for backend in Backend.supported {
      let engine = try #require(KernelEngine(backend))
      var found = FormatStatistics(format: format)
      engine.add(rows: rows, columns: columns, codec: codec, to: &found) { some, room in
        for index in room.indices { room[index] = values[some.lowerBound * columns + index] }
      }
      #expect(text(found) == text(expected), "\(backend)")
    }
  }
}

/// Everything that a value holds, NaN included, which equals nothing.
func text(_ value: some Any) -> String { "\(value)" }

/// All that an encoded band holds.
struct EncodedText: Equatable {
  let header: String
  let codes: ArraySlice<UInt8>
  let bits: [UInt32]
  let scales: [String]
  let saturated: ArraySlice<Int32>

  init(_ band: EncodedBand) {
    let count = band.rows * band.columns
    header = "\(band.rows) \(band.columns) \(band.shape) \(band.isPiece)"
    codes = band.codes.prefix(count)
    bits = band.decoded.prefix(count).map(\.bitPattern)
    scales = (0..<band.blockCount).map { text(band.scale($0)) }
    saturated = band.saturated.prefix(band.blockCount)
  }
}
