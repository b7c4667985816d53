public import Advisor
internal import QuantCore

/// Advice on a layer as a `quantview.advise/1` document.
public enum AdviceJSON {
  /// The document, with its line end.
  ///
  /// Times are in milliseconds; nothing in it is a measurement.
  public static func json(_ advice: Advice) -> String {
    var json = JSONWriter(style: .indented)
    json.object { json in
      json.field("schema", "quantview.advise/1")
      json.field("n", advice.shape.outputs)
      json.field("k", advice.shape.inputs)
      json.field("batch", advice.batch)
      json.object("part") { write(advice.part, to: &$0) }
      json.array("recipes") { json in
        for cost in advice.costs {
          json.object { write(cost, advice: advice, to: &$0) }
        }
      }
      json.array("crossovers") { json in
        for crossing in advice.crossings {
          json.object { json in
            json.field("from", crossing.from.id)
            json.field("to", crossing.to.id)
            json.field("roofline_batch", crossing.roofline)
            json.field("estimated", crossing.isEstimated)
            json.field("estimate_batch", crossing.estimate)
          }
        }
      }
      json.object("fastest") { json in
        json.array("roofline") { write(advice.rooflineRuns, to: &$0) }
        json.array("estimate") { write(advice.estimateRuns, to: &$0) }
      }
      write("choice", advice.choice, batch: advice.batch, part: advice.part, to: &json)
      write("prefill", advice.prefill, batch: Advice.prefillTokens, part: advice.part, to: &json)
      attention(advice, to: &json)
    }
    return json.text + "\n"
  }

  private static func write(_ part: Part, to json: inout JSONWriter) {
    json.field("name", part.name)
    json.field("architecture", part.architecture.name)
    json.object("bandwidth_gbps") { write(part.bandwidth, 1e9, to: &$0) }
    json.object("memory_gb") { write(part.memory, 1e9, to: &$0) }
    json.key("power_w")
    if let power = part.power {
      json.object { write(power, 1, to: &$0) }
    } else {
      json.null()
    }
    json.object("peak_tflops") { json in
      for operand in Operand.allCases {
        guard let peak = part.peaks[operand] else { continue }
        json.object(operand.rawValue) { write(peak, 1e12, to: &$0) }
      }
    }
    json.array("units") { json in
      for unit in part.units {
        json.object { json in
          json.array("weights") { names(unit.weights, to: &$0) }
          json.array("activations") { names(unit.activations, to: &$0) }
          json.field("scales", unit.scaling.rawValue)
          json.field("rate", unit.rate.rawValue)
          json.field("instruction", unit.instruction)
          json.field("verified", unit.source.isVerified)
          json.field("source", unit.source.text)
        }
      }
    }
  }

  private static func names(_ operands: Set<Operand>, to json: inout JSONWriter) {
    for operand in Operand.allCases where operands.contains(operand) {
      json.value(operand.rawValue)
    }
  }

  private static func write(_ fact: Fact, _ unit: Double, to json: inout JSONWriter) {
    json.field("value", fact.value / unit)
    json.field("verified", fact.isVerified)
    json.field("source", fact.source.text)
  }

  private static func write(_ cost: RecipeCost, advice: Advice, to json: inout JSONWriter) {
    let batch = advice.batch
    json.field("recipe", cost.recipe.id)
    json.field("bits_per_weight", cost.bitsPerWeight)
    json.field("codes", cost.execution.way.rawValue)
    json.field("instruction", cost.execution.unit.instruction)
    json.object("roofline") { json in
      json.field("ms", cost.roofline.seconds(batch: batch) * 1e3)
      json.field("memory_ms", cost.roofline.memorySeconds(batch: batch) * 1e3)
      json.field("compute_ms", cost.roofline.computeSeconds(batch: batch) * 1e3)
      json.field("bound", cost.roofline.bound(batch: batch).rawValue)
      json.field("compute_from_batch", cost.roofline.ridge())
    }
    json.key("estimate")
    if let kernel = cost.kernel, let estimate = cost.estimate(batch: batch) {
      json.object { json in
        json.field("ms", estimate.seconds * 1e3)
        json.field("ms_low", estimate.low * 1e3)
        json.field("ms_high", estimate.high * 1e3)
        json.field("kernel", kernel.name)
        json.field("measured_at", [kernel.shape.outputs, kernel.shape.inputs])
        json.field("points", kernel.points)
      }
    } else {
      json.null()
    }
    json.array("runtimes") { json in
      for runtime in cost.runtimes {
        json.object { json in
          json.field("name", runtime.name)
          json.field("verified", runtime.source.isVerified)
          json.field("source", runtime.source.text)
        }
      }
    }
  }

  private static func write(_ runs: [Crossovers.Run], to json: inout JSONWriter) {
    for run in runs {
      json.object { json in
        json.field("from_batch", run.batch)
        json.field("recipe", run.recipe.id)
      }
    }
  }

  private static func write(
    _ name: String, _ choice: Choice?, batch: Int, part: Part, to json: inout JSONWriter
  ) {
    json.key(name)
    guard let choice else { return json.null() }
    json.object { json in
      json.field("batch", batch)
      json.field("recipe", choice.cost.recipe.id)
      json.field("basis", choice.isFromEstimates ? "estimate" : "roofline")
      json.field("bound", choice.cost.roofline.bound(batch: batch).rawValue)
      json.field(
        "operations_per_byte", choice.cost.roofline.load.intensity(batch: batch))
      json.field(
        "millijoules_at_power_limit", choice.cost.energy(batch: batch, part: part).map { $0 * 1e3 })
      json.field("reason", choice.reason)
    }
  }

  private static func attention(_ advice: Advice, to json: inout JSONWriter) {
    json.key("attention")
    guard let growth = advice.attention else { return json.null() }
    json.object { json in
      json.field("context_of_equal_bytes", growth.contextOfEqualBytes)
      json.field("context_of_equal_operations", growth.contextOfEqualOperations)
      json.array("contexts") { json in
        for point in growth.points {
          json.object { json in
            json.field("context", point.context)
            json.field("bytes", point.bytes)
            json.field("operations", point.operations)
            json.field("roofline_ms", point.seconds * 1e3)
          }
        }
      }
    }
  }
}
