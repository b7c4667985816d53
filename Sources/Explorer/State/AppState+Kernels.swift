internal import Figures
internal import Measurement
internal import QuantCore
internal import TensorFiles

extension AppState {
  /// The layer that is measured: the tensor's size, or the usual one.
  var layerSize: LayerSize {
    kernels.isUsualSize ? .usual : tensor.map { LayerSize($0) } ?? .usual
  }

  /// The recipes on show.
  var kernelRecipes: [String] {
    switch kernels.choice {
    case .slots: KernelRecipes.names(for: slots.formats)
    case .figure(let figure): figure.recipes
    }
  }

  /// The formats of the recipes' weights.
  var kernelFormats: [FormatID] {
    kernelRecipes.compactMap { recipe in
      FormatID(String(recipe.prefix { $0 != "@" })).flatMap { id in
        (try? FormatRegistry.format(id)).map { _ in id }
      }
    }
  }

  /// The batches on show.
  var kernelBatches: [Int] {
    switch kernels.choice {
    case .slots: SurveyFigure.wholeRange
    case .figure(let figure): figure.batches
    }
  }

  /// What measurements on show share.
  var kernelConditions: KernelRequest.Conditions {
    let size = layerSize
    return KernelRequest.Conditions(
      outputs: size.outputs, inputs: size.inputs, isHot: kernels.isHot,
      usesAllThreads: kernels.usesAllThreads)
  }

  /// What is known of the layers on show.
  var kernelReport: LinearReport? { kernels.known[kernelConditions] }

  /// Starts, keeps or cancels measuring so that what is on show gets measured, and nothing else runs meanwhile.
  mutating func scheduleKernels() -> [Effect] {
    let isWanted = screen == .kernels && !work.isPaused && work.running == nil
    // A pinned tensor's layer comes after that of the tensor on show.
    let wanted = isWanted ? missingKernels() ?? ofPinned?.missingKernels() : nil
    var effects: [Effect] = []
    if let running = kernels.running {
      if let wanted, let asked = kernels.asked, asked.covers(wanted) { return [] }
      effects.append(.cancel(running))
      kernels.running = nil
      kernels.asked = nil
    }
    guard let wanted else { return effects }
    let id = work.nextID()
    kernels.running = id
    kernels.asked = wanted
    effects.append(.measureKernels(id, wanted))
    return effects
  }

  /// What is on show and was not measured yet; a recipe that was begun goes first and alone.
  private func missingKernels() -> KernelRequest? {
    let conditions = kernelConditions
    let report = kernels.known[conditions]
    func missing(_ recipe: String) -> [Int] {
      if report?.refusals.contains(where: { $0.recipe == recipe }) ?? false { return [] }
      let known = Set(report?.points(of: recipe).map(\.batch) ?? [])
      return kernelBatches.filter { !known.contains($0) }
    }
    let recipes = kernelRecipes.filter { !missing($0).isEmpty }
    guard let first = recipes.first else { return nil }
    let batches = missing(first)
    return KernelRequest(
      conditions: conditions, recipes: recipes.filter { missing($0) == batches }, batches: batches)
  }

  mutating func take(_ event: KernelEvent, of id: WorkID) {
    guard kernels.running == id, let asked = kernels.asked else { return }
    let conditions = asked.conditions
    switch event {
    case .progress(let report), .finished(let report):
      kernels.known[conditions] = kernels.known[conditions]?.adding(report) ?? report
    }
    if case .finished = event {
      kernels.running = nil
      kernels.asked = nil
    }
  }

  /// What was measured of the layer on show, in all conditions.
  var exportableKernels: [LinearReport] {
    guard screen != .browser || browser.selectedTensor == current else { return [] }
    let size = layerSize
    let conditions = [false, true].flatMap { isHot in
      [false, true].map { all in
        KernelRequest.Conditions(
          outputs: size.outputs, inputs: size.inputs, isHot: isHot, usesAllThreads: all)
      }
    }
    return conditions.compactMap { kernels.known[$0] }.filter { !$0.points.isEmpty }
  }

  /// How much of what was asked for is measured, 0…1; nil where nothing is being measured.
  var kernelProgress: Double? {
    guard let asked = kernels.asked, let report = kernels.known[asked.conditions] else {
      return kernels.running == nil ? nil : 0
    }
    let done = report.points.count {
      asked.recipes.contains($0.recipe) && asked.batches.contains($0.batch)
    }
    return Double(done) / Double(max(1, asked.recipes.count * asked.batches.count))
  }
}

extension KernelRequest {
  /// Whether all that another asks for is asked for here.
  fileprivate func covers(_ other: KernelRequest) -> Bool {
    conditions == other.conditions && Set(other.recipes).isSubset(of: recipes)
      && Set(other.batches).isSubset(of: batches)
  }
}
