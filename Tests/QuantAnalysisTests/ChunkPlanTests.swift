import QuantCore
import TensorFiles
import Testing

@testable import QuantAnalysis

@Suite struct ChunkPlanTests {
  static let blocks = [
    BlockShape(rows: 1, columns: 1), BlockShape(rows: 1, columns: 16),
    BlockShape(rows: 1, columns: 32), BlockShape(rows: 1, columns: 128),
    BlockShape(rows: 1, columns: 24), BlockShape(rows: 1, columns: 7),
    BlockShape(rows: 8, columns: 8), BlockShape(rows: 3, columns: 5),
    BlockShape(rows: 128, columns: 128), BlockShape(rows: 4, columns: 1 << 20),
    BlockShape(rows: 1 << 20, columns: 1 << 20), BlockShape(rows: 1, columns: Int.max),
  ]
  static let shapes = [
    [1, 1], [3, 17], [5, 129], [1, 131_071], [1, 131_073], [2, 300_077], [1, 1 << 20],
    [130_000, 1], [257, 4096], [1000, 999], [9, 65_537],
  ]

  @Test(arguments: shapes, blocks)
  func `chunks cover every element once, in order, whole blocks at a time`(
    shape: [Int], block: BlockShape
  ) {
    let region = TensorRegion(rows: 0..<shape[0], columns: 0..<shape[1])
    let plan = ChunkPlan(region: region, block: block)
    var top = 0
    var left = 0
    for index in 0..<plan.count {
      let chunk = plan[index]
      #expect(chunk.rows.lowerBound == top && chunk.columns.lowerBound == left)
      #expect(chunk.elementCount > 0)
      #expect(top % block.rows == 0)
      #expect(left % block.columns == 0 && left % 16 == 0)
      left = chunk.columns.upperBound
      if left == shape[1] {
        top = chunk.rows.upperBound
        left = 0
      }
    }
    #expect(top == shape[0] && left == 0)
  }

  @Test(arguments: shapes)
  func `a chunk is small unless a block is large`(shape: [Int]) {
    let region = TensorRegion(rows: 0..<shape[0], columns: 0..<shape[1])
    let plan = ChunkPlan(region: region, block: BlockShape(rows: 1, columns: 128))
    #expect((0..<plan.count).allSatisfy { plan[$0].elementCount <= ChunkPlan.target })
  }

  @Test func `a part of a tensor is cut from where it begins`() {
    let region = TensorRegion(rows: 10..<14, columns: 64..<64 + 3 * ChunkPlan.target)
    let plan = ChunkPlan(region: region, block: BlockShape(rows: 1, columns: 32))
    let chunks = (0..<plan.count).map { plan[$0] }
    #expect(chunks.first?.rows.lowerBound == 10)
    #expect(chunks.first?.columns.lowerBound == 64)
    #expect(chunks.last?.rows.upperBound == 14)
    #expect(chunks.reduce(0) { $0 + $1.elementCount } == region.elementCount)
  }

  @Test func `narrow rows cost as much as rows of 16`() {
    let block = BlockShape(rows: 1, columns: 32)
    for columns in [1, 7, 16] {
      let region = TensorRegion(rows: 0..<1 << 33, columns: 0..<columns)
      let plan = ChunkPlan(region: region, block: block)
      #expect(plan[0].rows.count == ChunkPlan.target / 16)
      #expect(plan.count == 1 << 20)
    }
  }

  @Test func `nothing has no chunks`() {
    for shape in [[0, 32], [4, 0], [0, 0], [1 << 40, 0], [0, Int.max], [Int.max, 0]] {
      let region = TensorRegion(rows: 0..<shape[0], columns: 0..<shape[1])
      #expect(ChunkPlan(region: region, block: BlockShape(rows: 1, columns: 32)).count == 0)
    }
  }
}
