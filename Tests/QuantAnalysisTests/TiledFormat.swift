import QuantCore

/// INT4 in square tiles, whose maximum every element of the tile shares: a format unlike the registered ones.
struct TiledFormat: QuantizationFormat {
  let id = FormatID(name: "tiled")
  let rule = "sym"
  let element = ElementGrid(signedBits: 4)
  let scaleType = ScaleType.f32
  let tensorBits = 0
  let side: Int

  func blockShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: side, columns: side)
  }

  func prepare(for summary: TensorSummary) -> any BlockCodec {
    GroupInteger(id: id, bits: 4, groupSize: side, scaleType: .f32).prepare(for: summary)
  }
}
