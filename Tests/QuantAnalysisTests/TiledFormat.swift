import QuantCore

/// INT4 in square tiles, whose maximum every element of the tile shares: a format unlike the registered ones.
struct TiledFormat: QuantizationFormat {
  let id = FormatID(name: "tiled")
  let rule = "sym"
  let element = ElementGrid(signedBits: 4)
  let scaleType = ScaleType.f32
  let side: Int

  func blockShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: side, columns: side)
  }

  func codec(for summary: TensorSummary) -> any TensorCodec {
    let groups = GroupInteger(id: id, bits: 4, groupSize: side, scaleType: .f32)
    guard let tiled = groups.codec(for: summary) as? TiledCodec else {
      return groups.codec(for: summary)
    }
    return TiledCodec(tiled.block, shape: BlockShape(rows: side, columns: side))
  }
}
