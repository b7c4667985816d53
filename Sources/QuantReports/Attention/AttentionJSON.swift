public import Measurement
internal import Figures
internal import KernelEngine
internal import QuantCore

/// What attention in few bits loses and costs as a `quantview.attention/1` document.
public enum AttentionJSON {
  /// The document, with its line end.
  public static func json(_ report: AttentionReport) -> String {
    var json = JSONWriter(style: .indented)
    json.object { json in
      json.field("schema", "quantview.attention/1")
      json.field("backend", report.backend)
      json.field("threads", report.threads)
      json.object("limits") { $0.write(report.limits) }
      json.array("sets") { json in
        for set in report.sets { json.object { write(set, report.limits, to: &$0) } }
      }
    }
    return json.text + "\n"
  }

  private static func write(
    _ set: AttentionReport.Set, _ limits: MachineLimits, to json: inout JSONWriter
  ) {
    json.object("source") { json in
      switch set.source {
      case .samples(let samples, let seed):
        json.field("samples", samples.rawValue)
        json.field("distribution", samples.distribution)
        json.field("seed", Int(truncatingIfNeeded: seed))
      case .file(let name):
        json.field("file", name)
      }
    }
    json.field("heads", set.shape.heads)
    json.field("key_heads", set.shape.keyHeads)
    json.field("queries", set.shape.queries)
    json.field("keys", set.shape.keys)
    json.field("head_dim", set.shape.dimension)
    json.field("causal", set.shape.isCausal)
    json.array("points") { json in
      for point in set.points {
        json.object { json in
          json.field("recipe", point.recipe.id)
          json.field("summary", point.recipe.summary)
          json.field("checked", point.isChecked)
          json.field("rmse", point.accuracy.rmse)
          json.field("rmse_over_fp16", set.ratioToHalf(point))
          json.field("rel_l1", point.accuracy.relativeL1)
          json.field("cosine", point.accuracy.cosine)
          json.field("ms_min", point.samples.minimum)
          json.field("ms_median", point.samples.median)
          json.array("ms") { json in
            for sample in point.samples.milliseconds { json.value(sample) }
          }
          json.field("cores_used", point.samples.coresUsed)
          json.field("gflops", point.rate / 1e9)
          json.field("tokens_per_second", point.tokenRate)
          json.array("units") { json in
            for unit in point.units { json.value(unit.rawValue) }
          }
          json.field("bound_ms", point.bound(by: limits))
        }
      }
    }
    json.key("published")
    let published = PublishedAttention.flashAttention3
    guard let comparison = published.comparison(with: set) else { return json.null() }
    json.object { json in
      json.field("source", published.source)
      json.field("setting", published.setting)
      json.array("rows") { json in
        for (row, factor) in comparison.factors {
          json.object { json in
            json.field("name", row.name)
            json.field("recipe", row.recipe)
            json.field("rmse", row.rmse)
            json.field("factor", factor)
          }
        }
      }
      json.array("reversals") { json in
        for pair in comparison.reversals {
          json.object { json in
            json.field("larger", pair.larger)
            json.field("smaller", pair.smaller)
          }
        }
      }
      json.array("beyond_two") { json in
        for recipe in comparison.beyondTwo { json.value(recipe) }
      }
      json.field("agrees", comparison.agrees)
    }
  }
}
