import QuantCore
import TensorFiles
import Testing

@testable import QuantAnalysis

struct SampleTests {
  private static func tensor(_ shape: [Int]) -> TensorDescriptor {
    TensorDescriptor(
      name: "t", type: .bf16, shape: shape, offset: 0, byteCount: 2 * shape.reduce(1, *))
  }

  @Test(arguments: [
    [4096, 4096], [1, 1 << 22], [3, 1 << 20], [100_000, 24], [257, 1000], [8, 128, 300],
    [1 << 20],
  ])
  func `a sample is whole rows or pieces, spread evenly, and about as large as asked`(
    shape: [Int]
  ) throws {
    let tensor = Self.tensor(shape)
    for tileRows in [1, 32, 128] {
      for bytes in [1000, 1 << 16, 1 << 18] {
        guard let plan = SamplePlan(of: tensor, byteCount: bytes, tileRows: tileRows) else {
          // There is no smaller part of whole tiles.
          #expect(tensor.byteCount <= bytes || tensor.rows < 2 * tileRows)
          continue
        }
        let band = plan.bandRows * plan.bandColumns
        #expect(2 * plan.elementCount <= max(bytes, 2 * band))
        #expect(2 * plan.elementCount > bytes - 2 * band || plan.count == 1)
        var end = 0
        for index in 0..<plan.count {
          let region = plan[index]
          #expect(region.rows.upperBound <= tensor.rows)
          #expect(region.columns.upperBound <= tensor.columns)
          #expect(region.rows.count == plan.bandRows)
          #expect(region.rows.lowerBound % plan.bandRows == 0)
          let place = region.rows.lowerBound * tensor.columns + region.columns.lowerBound
          #expect(index == 0 || place >= end)
          end = place + (region.columns.count < tensor.columns ? region.columns.count : band)
        }
      }
    }
  }

  @Test func `a small tensor is read whole`() {
    #expect(SamplePlan(of: Self.tensor([16, 16]), byteCount: 512, tileRows: 1) == nil)
    #expect(SamplePlan(of: Self.tensor([0, 16]), byteCount: 512, tileRows: 1) == nil)
    #expect(SamplePlan(of: Self.tensor([]), byteCount: 1, tileRows: 1) == nil)
  }

  @Test func `only the rows of the sample are read, and their figures are those of these rows`()
    async throws
  {
    let source = SyntheticSource(shape: [1000, 256], value: LongRow.value)
    let plan = try #require(
      SamplePlan(of: source.tensor, byteCount: 50 * 1024, tileRows: 1))
    let values = (0..<plan.count).flatMap { band in
      (0..<256).map { LongRow.value(plan[band].rows.lowerBound * 256 + $0) }
    }
    let rows = SyntheticSource(shape: [plan.count, 256], values: values)
    for ids in [["mxfp4"], ["nvfp4", "int4-g128"]] {
      let counting = CountingSource(source)
      let found = try await RankerTests.ranked(counting, ids, sample: 50 * 1024).tensors[0]
      let expected = try await RankerTests.ranked(rows, ids).tensors[0]
      #expect(found.values == expected.values && found.isSampled && !expected.isSampled)
      #expect(found.formats.map(\.noise) == expected.formats.map(\.noise))
      #expect(found.coverage == Coverage(elements: 50 * 256, of: 256_000))
      #expect(counting.log.regions.allSatisfy { $0.rows.count == 1 })
      for figures in found.formats {
        let format = try FormatRegistry.format(figures.id)
        #expect(figures.bits == format.storedBits(rows: 1000, columns: 256))
        #expect(found.squaredError(of: figures.id) == figures.noise * 20)
      }
    }
  }
}
