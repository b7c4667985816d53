import Advisor
import Testing

struct KernelFitTests {
  private func h200() throws -> Part { try PartTable.builtIn.part(named: "H200") }

  @Test func `the constants of the H200 come out of the measurements again`() throws {
    let part = try h200()
    let fits = try #require(MeasuredKernel.fitH200(to: try Measurements.fitted(), part: part))
    let kernels = MeasuredKernel.all(on: part)
    #expect(kernels.map(\.recipe) == fits.map(\.recipe) && kernels.count == 6)
    for (kernel, (_, fit)) in zip(kernels, fits) {
      let pairs = [
        (kernel.model.floor, fit.model.floor), (kernel.model.bandwidth, fit.model.bandwidth),
        (kernel.model.rate, fit.model.rate),
        (kernel.model.decodeRate ?? 1, fit.model.decodeRate ?? 1),
        (kernel.model.rowBandwidth ?? 1, fit.model.rowBandwidth ?? 1),
      ]
      for (known, found) in pairs {
        #expect(abs(known / found - 1) < 1e-3, "\(kernel.recipe) \(known) \(found)")
      }
      #expect(kernel.points == fit.points)
      #expect(kernel.spread > fit.spread - 0.01 && kernel.spread < fit.spread + 0.02)
    }
  }

  @Test func `the constants are physical: below the limits, and a floor of some microseconds`()
    throws
  {
    let part = try h200()
    for kernel in MeasuredKernel.all(on: part) {
      let unit = try #require(Execution(of: kernel.recipe, on: part)?.unit)
      #expect(kernel.model.bandwidth <= part.bandwidth.value)
      #expect(kernel.model.rate <= part.peaks[unit.rate]?.value ?? 0)
      #expect((2e-6...8e-6).contains(kernel.model.floor))
    }
  }

  @Test func `dense calls at eleven shapes that were not fitted are predicted within a fifth`()
    throws
  {
    let kernel = try #require(MeasuredKernel.all(on: try h200()).first)
    let points = try Measurements.heldOut().filter(Measurements.isFloat)
    #expect(points.count == 374 && Set(points.map(\.shape)).count == 11)
    let errors = points.map { point in
      let load = LayerLoad(kernel.recipe, shape: point.shape)
      return (point, kernel.model.seconds(load, batch: point.batch) / point.seconds - 1)
    }
    let missed = errors.filter { abs($0.1) > 0.2 }
    #expect(missed.count <= 6)
    // Where a layer has outputs enough for its tiles to fill the part, next to none is missed.
    #expect(errors.filter { $0.0.shape.outputs > 1024 }.allSatisfy { abs($0.1) < 0.22 })
    #expect(missed.filter { $0.0.shape.outputs > 1024 }.count <= 1)
    #expect(errors.allSatisfy { abs($0.1) < 0.3 })
    let sorted = errors.map { abs($0.1) }.sorted()
    #expect(sorted[sorted.count / 2] < 0.07)
  }

  @Test(arguments: [
    ("A8W8 int8 (cuBLASLt, int32 out)", "int8", "int8-row@int8-row"),
    ("A8W8 fp8 rowwise (cuBLASLt, pre-quantised)", "fp8", "fp8-row@fp8-row"),
  ])
  func `of 8-bit calls at other shapes nine in ten lie within the interval`(
    _ fitted: String, _ tried: String, _ recipe: String
  ) throws {
    let part = try h200()
    let dense = try #require(MeasuredKernel.all(on: part).first)
    let recipe = try LayerRecipe(recipe)
    let fit = try #require(
      KernelFit(
        points: try Measurements.shared().filter { $0.kernel == fitted }, recipe: recipe,
        part: part, floor: dense.model.floor))
    let points = try Measurements.shapes().filter {
      $0.kernel == tried && $0.shape != LayerShape("8192x8192")
    }
    let within = points.filter { point in
      let load = LayerLoad(recipe, shape: point.shape)
      let ratio = fit.model.seconds(load, batch: point.batch) / point.seconds
      return max(ratio, 1 / ratio) <= fit.spread * fit.spread
    }
    #expect(points.count >= 144 && Double(within.count) >= 0.9 * Double(points.count))
  }

  @Test func `every measured call lies within the interval at the measured shape`() throws {
    for kernel in MeasuredKernel.all(on: try h200()) where kernel.name != "cuBLAS" {
      let fits = try #require(
        MeasuredKernel.fitH200(to: try Measurements.fitted(), part: try h200()))
      #expect(fits.contains { $0.recipe == kernel.recipe && $0.fit.spread <= kernel.spread })
      let load = LayerLoad(kernel.recipe, shape: kernel.shape)
      let other = try #require(LayerShape("4096x4096"))
      let here = kernel.estimate(load, at: kernel.shape, batch: 16)
      let there = kernel.estimate(load, at: other, batch: 16)
      #expect(here.low < here.seconds && here.seconds < here.high)
      #expect(there.low < here.low && there.high > here.high)
    }
  }

  @Test func `a fit finds the constants that made the points`() throws {
    let part = try h200()
    let recipe = try LayerRecipe("bf16")
    let truth = KernelModel(floor: 6e-6, bandwidth: 3e12, rate: 5e14)
    var points: [CostPoint] = []
    for text in ["2048x2048", "8192x8192"] {
      let shape = try #require(LayerShape(text))
      let load = LayerLoad(recipe, shape: shape)
      for batch in [1, 16, 256, 4096] {
        let seconds = truth.seconds(load, batch: batch)
        points.append(CostPoint(kernel: "k", shape: shape, batch: batch, seconds: seconds))
      }
    }
    let fit = try #require(KernelFit(points: points, recipe: recipe, part: part))
    #expect(abs(fit.model.floor / truth.floor - 1) < 1e-3)
    #expect(abs(fit.model.bandwidth / truth.bandwidth - 1) < 1e-3)
    #expect(abs(fit.model.rate / truth.rate - 1) < 1e-3)
    #expect(fit.spread < 1.001)
    #expect(KernelFit(points: [], recipe: recipe, part: part) == nil)
  }

  @Test func `tables of measurements are read by their columns, and bad ones not at all`() {
    let text = "recipe,K,N,batch,ms\n\"a, b\",128,64,2,0.5\n"
    let points = CostPoint.table(text)
    #expect(points?.first?.kernel == "a, b" && points?.first?.shape == LayerShape("64x128"))
    #expect(points?.first?.seconds == 0.5e-3)
    for bad in [
      "", "recipe,K,N,batch\n", "recipe,K,N,batch,ms\na,1,1,1\n",
      "recipe,K,N,batch,ms\na,1,1,1,-1\n",
    ] {
      #expect(CostPoint.table(bad) == nil)
    }
  }
}
