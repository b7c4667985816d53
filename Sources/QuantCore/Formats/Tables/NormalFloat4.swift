/// NF4: sixteen quantiles of the normal distribution, 64 to a block, the block's amax in F32 as its scale.
///
/// ```
/// code = the table's value nearest to x / amax, the lower of two as near     the quotient in F32
/// x'   = value · amax
/// ```
///
/// The values run from -1 to 1 and hold 0 exactly; they are those of QLoRA and bitsandbytes, whose second
/// quantization, of the scales, is left out.
public struct NormalFloat4: QuantizationFormat {
  /// The identifier as asked for.
  public let id: FormatID
  /// The amax.
  public let rule = "amax"
  /// The table.
  public let element = ElementGrid(name: "NF4", bits: 4, values: Self.table)
  /// F32.
  public let scaleType = ScaleType.f32

  /// The values of the codes, in order.
  static let table: [Float] = [
    -1, -0.6961928, -0.52507305, -0.3949175, -0.28444138, -0.18477343, -0.09105004, 0,
    0.0795803, 0.1609302, 0.2461123, 0.33791524, 0.44070983, 0.562617, 0.72295684, 1,
  ]

  /// Creates the format.
  public init(id: FormatID = FormatID(name: "nf4-b64")) {
    self.id = id
  }

  /// 64 elements along the row.
  public func blockShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: 1, columns: 64)
  }

  /// Nothing about the tensor matters to its blocks.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    TiledCodec(
      Codec(table: Self.table),
      shape: blockShape(rows: summary.rows, columns: summary.columns))
  }

  private struct Codec: BlockCodec {
    let table: [Float]
    /// Midway between neighbours; the sum of two F32 of this size is exact in F64.
    let thresholds: [Double]

    init(table: [Float]) {
      self.table = table
      thresholds = zip(table, table.dropFirst()).map { (Double($0) + Double($1)) / 2 }
    }

    func scale(for block: Span<Float>) -> BlockScale {
      let amax = block.amax
      return BlockScale(code: amax.bitPattern, value: amax, multiplier: amax)
    }

    func encode(
      _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
    ) -> Int {
      for index in block.indices {
        let scaled = scale.multiplier == 0 ? 0 : Double(block[index] / scale.multiplier)
        var code: UInt8 = 0
        for threshold in thresholds { code += scaled > threshold ? 1 : 0 }
        codes[index] = code
      }
      return 0
    }

    func decode(
      _ codes: Span<UInt8>, scale: BlockScale, into values: inout MutableSpan<Float>
    ) {
      for index in codes.indices {
        values[index] = table[Int(codes[index])] * scale.multiplier
      }
    }
  }

  static let family = FormatFamily(
    name: "nf4-b64",
    summary: "NF4: 16 quantiles of a Gaussian, 64 to a block, scale amax in F32",
    sameBitsAs: "bitsandbytes without double quantization",
    rules: ["amax"]
  ) { id in
    id.rule == nil || id.rule == "amax" ? NormalFloat4(id: id) : nil
  }
}
