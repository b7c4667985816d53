import Testing

@testable import samplemaker

/// What SampleTensors/README.md says about `weights.bin`, computed from the committed file.
struct WeightsTests {
  let values: [Float]

  init() throws {
    values = try bfloat16s(CommittedFile.bytes("weights.bin"))
  }

  private func row(_ index: Int) -> ArraySlice<Float> {
    values[index * 512..<(index + 1) * 512]
  }

  private func amax(_ values: some Sequence<Float>) -> Float {
    values.reduce(0) { max($0, $1.magnitude) }
  }

  @Test func `the file is as long as its sidecar says`() throws {
    let sidecar = try String(decoding: CommittedFile.bytes("weights.bin.json"), as: UTF8.self)
    #expect(sidecar == #"{"dtype":"BF16","shape":[512,512]}"# + "\n")
    #expect(values.count == 512 * 512)
    #expect(values.allSatisfy { $0.isFinite })
  }

  @Test func `the tails are heavy with and without the outlier columns`() {
    #expect(Moments(values).kurtosis > 400)
    let body = values[..<(96 * 512)].enumerated()
      .filter { ![37, 200, 411].contains($0.offset % 512) }.map(\.element)
    #expect(Moments(body).kurtosis > 6)
  }

  @Test func `the tensor's amax is 2.625 at row 200, column 37, so NVFP4's scale is 2^-10`() {
    let amax = amax(values)
    let peaks = values.indices.filter { values[$0].magnitude == amax }
    #expect(peaks == [200 * 512 + 37])
    #expect(amax == 2.625)
    #expect(amax / 2688 == 0x1p-10)
  }

  @Test func `seven in ten of column 37's neighbours lie too far below it for a code`() {
    var (small, all) = (0, 0)
    for index in 0..<512 where ![320, 400, 401, 402].contains(index) {
      let block = row(index).dropFirst(32).prefix(16)
      let others = block.enumerated().filter { $0.offset != 5 }.map(\.element)
      let threshold = amax(block) / 24
      all += others.count
      small += others.filter { $0.magnitude < threshold }.count
    }
    #expect(Double(small) / Double(all) > 0.7)
  }

  @Test func `rows 192 to 255 are three times as large`() {
    let inside = Moments(values[(192 * 512)..<(256 * 512)]).variance
    let outside = Moments(values[..<(96 * 512)]).variance
    #expect((2.5...3.5).contains((inside / outside).squareRoot()))
  }

  @Test func `row 320 lies below NVFP4's scale floor`() {
    #expect(amax(row(320)) < 1e-6)
    #expect(amax(row(320)) > 0)
    #expect(amax(row(320)) < 6 * 0x1p-9 * amax(values) / 2688)
  }

  @Test func `rows 96 to 111 are zero from column 256 to 383, and nothing else is`() {
    let zeros = values.indices.filter { values[$0] == 0 }
    #expect(zeros.count == 16 * 128)
    #expect(zeros.allSatisfy { (96..<112).contains($0 / 512) && (256..<384).contains($0 % 512) })
    #expect(zeros.allSatisfy { values[$0].sign == .plus })
  }

  @Test func `row 400 ties in MXFP4 and NVFP4, all but one value of each block`() {
    let midpoints: Set<Float> = [0.25, 0.75, 1.25, 1.75, 2.5, 3.5, 5]
    let steps = row(400).map { $0 * 256 }
    for (column, value) in steps.enumerated() {
      #expect(column % 16 == 0 ? value.magnitude == 6 : midpoints.contains(value.magnitude))
    }
    #expect(Set(steps).count == 16)
  }

  @Test func `row 401 lies on INT4's half steps`() {
    for value in row(401).map({ $0 * 256 }) {
      #expect(value + 0.5 == (value + 0.5).rounded() && value.magnitude <= 7.5)
    }
    #expect(Set(row(401)).count == 16)
  }

  @Test func `row 402 begins with a block that MXFP4's floor rule clips`() {
    let block = row(402).prefix(32).map { $0 * 256 }
    #expect(block.first == 7.75)
    #expect(amax(block.dropFirst()) <= 3)
  }
}
