import QuantCore
import Testing

struct BlockShapeTests {
  @Test(
    arguments: [
      ((1, 32), (4, 64), 8), ((1, 32), (4, 65), 12), ((1, 128), (3, 5), 3),
      ((128, 128), (129, 128), 2), ((2, 3), (5, 7), 9), ((1, 16), (0, 16), 0),
      ((1, 16), (16, 0), 0), ((1, 16), (0, 0), 0), ((1, 16), (0, Int.max), 0),
      ((8, 8), (Int.max, 0), 0),
    ] as [((Int, Int), (Int, Int), Int)])
  func `short blocks at the edges count`(
    shape: (Int, Int), tensor: (Int, Int), blocks: Int
  ) {
    let shape = BlockShape(rows: shape.0, columns: shape.1)
    #expect(shape.count(rows: tensor.0, columns: tensor.1) == blocks)
  }

  @Test func `a shape is written rows by columns`() {
    #expect(BlockShape(rows: 1, columns: 32).description == "1×32")
  }

  @Test func `a field's size is for the block or for each element`() {
    let scale = BlockField(name: "scale", type: "E8M0", bits: 8)
    let codes = BlockField(name: "codes", type: "E2M1", bits: 4, isPerElement: true)
    #expect(scale.bits(elements: 32) == 8)
    #expect(codes.bits(elements: 32) == 128)
  }
}
