/// A format whose decoded rows are multiplied by the factor that brings them nearest to the original.
///
/// ```
/// γ  = Σ w·ŵ / Σ ŵ·ŵ     over a row, in F64, then rounded to F32; 1 where that is undefined
/// x' = f32(γ · ŵ)
/// ```
///
/// It is what weights alone can give of a scale after the product, as if inputs were isotropic; a learned shift
/// needs activations. Sums go by column modulo 16 in the fixed tree of all sums, over the elements that are not
/// left out. The factor is stored in F32 for each row, beside everything that the inner format stores.
struct RowScaledFormat: QuantizationFormat {
  let inner: any QuantizationFormat
  let id: FormatID

  var rule: String { inner.rule }
  var element: ElementGrid { inner.element }
  var scaleType: ScaleType { inner.scaleType }
  var roundsScaleFirst: Bool { inner.roundsScaleFirst }
  var fields: [BlockField] { inner.fields }
  var foreknowledge: Foreknowledge { inner.foreknowledge }
  var keepsZero: Bool { inner.keepsZero }

  var isScaleInvariant: Bool { inner.isScaleInvariant }

  func blockShape(rows: Int, columns: Int) -> BlockShape {
    inner.blockShape(rows: rows, columns: columns)
  }

  /// Whole rows.
  func unitShape(rows: Int, columns: Int) -> BlockShape {
    let unit = inner.unitShape(rows: rows, columns: columns)
    return BlockShape(rows: unit.rows, columns: max(unit.columns, columns))
  }

  func tensorBits(rows: Int, columns: Int) -> Int {
    inner.tensorBits(rows: rows, columns: columns) + 32 * rows
  }

  var rotatesValues: Bool { inner.rotatesValues }

  func refusal(rows: Int, columns: Int) -> String? {
    inner.refusal(rows: rows, columns: columns)
  }

  func survey(_ band: Span<Float>, columns: Int, summary: TensorSummary) -> Survey {
    inner.survey(band, columns: columns, summary: summary)
  }

  func codec(for summary: TensorSummary) -> any TensorCodec {
    Codec(inner: inner.codec(for: summary))
  }

  private struct Codec: TensorCodec {
    let inner: any TensorCodec
    var tensorScale: Float? { inner.tensorScale }

    func encode(
      _ band: Span<Float>, columns: Int, mayHoldNonfinite: Bool, into encoded: inout EncodedBand
    ) {
      inner.encode(band, columns: columns, mayHoldNonfinite: mayHoldNonfinite, into: &encoded)
      var factors: [Float] = []
      for row in 0..<encoded.rows {
        let range = row * columns..<(row + 1) * columns
        let factor = Self.factor(
          of: band.extracting(range), decoded: encoded.decoded.span.extracting(range))
        factors.append(factor)
        for index in range {
          encoded.decoded[index] *= factor
          encoded.working?.decoded[index] *= factor
        }
      }
      encoded.rowFactors = factors
    }

    private static func factor(of row: Span<Float>, decoded: Span<Float>) -> Float {
      var product = LaneSums()
      var energy = LaneSums()
      for index in row.indices where !decoded[index].isNaN {
        let d = Double(decoded[index])
        product.add(Double(row[index]) * d, lane: index)
        energy.add(d * d, lane: index)
      }
      let factor = Float(product.total / energy.total)
      return factor.isFinite ? factor : 1
    }
  }
}
