internal import Advisor
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// What becomes of every tensor within the limit, and what the model comes to.
struct ModelChoice: Sendable, Equatable {
  /// What becomes of each tensor; nil where nothing is known of it yet, or the limit can't be met.
  var choices: [Recipe.Choice?]
  /// The bytes of the whole model; nil where the limit can't be met.
  var bytes: Int?
  /// The bits for each element that is to be quantized and known.
  var bitsPerWeight: Double?
  /// The SQNR of those, in dB, weighed as asked.
  var sqnr: Double?
  /// By which share the error could exceed the least possible, at most.
  var gap: Double?
  /// The limit in bits for each element that is to be quantized.
  var limit: Double?
  /// The fewest bits for each of them that formats allow.
  var least: Double?
  /// Bits for each of them, and the SQNR that they allow.
  var curve: [CurvePoint]
  /// The bytes of all tensors as they are stored.
  var storedBytes: Int
  /// How many tensors stay, and how many bytes they take.
  var keptCount: Int
  var keptBytes: Int
  /// How many tensors are to be quantized, and of how many of them figures are known, of all of it or of a part.
  var quantizedCount: Int
  var wholeCount: Int
  var sampledCount: Int
  /// How many of those that are marked with a format are not known in every slot.
  var unseenMarkedCount: Int
  /// Whether all that is to be quantized is marked with a format, so that nothing is left to choose.
  var isAllMarked: Bool

  /// A point of the curve of error against bits.
  struct CurvePoint: Sendable, Equatable {
    let bitsPerWeight: Double
    let sqnr: Double
  }

  /// Whether every tensor to be quantized is known, at least of a part.
  var isComplete: Bool { wholeCount + sampledCount == quantizedCount }
}

/// The model as it is being chosen for.
struct ChosenModel {
  /// The most points of the curve.
  private static let curvePoints = 256

  private let question: RankingQuestion
  private let usual: UsualMarks
  private let formats: [any QuantizationFormat]
  private let isHeld: ((TensorDescriptor, FormatID) -> Bool)?
  private let bond: (TensorDescriptor) -> String?
  /// The tensors that a format is to be found for, with their figures, and which they are.
  private var free: [RankedTensor] = []
  private var places: [Int] = []
  /// Those whose format the user has named.
  private var fixed: [(place: Int, bits: Int, id: FormatID, row: RankedTensor?)] = []
  /// The figures of those in every slot, as far as they are known.
  private var fixedRows: [RankedTensor] = []
  private var choices: [Recipe.Choice?]
  private var kept: (count: Int, bytes: Int) = (0, 0)
  /// Tensors that are to be quantized and of which nothing is known yet.
  private var unknown: (count: Int, elements: Int) = (0, 0)
  private var sampledCount = 0

  /// Sorts the tensors.
  ///
  /// - Parameters:
  ///   - question: What is asked.
  ///   - usual: What is usually kept.
  ///   - formats: The formats of the slots.
  ///   - isHeld: Whether what the choice is for holds a tensor in a format; nil where everything is held.
  ///   - bond: What tensors that it needs to be alike have in common; nil for one that stands alone.
  init(
    _ question: RankingQuestion, usual: UsualMarks, formats: [any QuantizationFormat],
    isHeld: ((TensorDescriptor, FormatID) -> Bool)? = nil,
    bond: @escaping (TensorDescriptor) -> String? = { _ in nil }
  ) {
    self.isHeld = isHeld
    self.bond = bond
    self.question = question
    self.usual = usual
    self.formats = formats
    choices = Array(repeating: nil, count: question.tensors.count)
    for index in question.tensors.indices { sort(index) }
  }

  /// Sorts a tensor under those that stay, those that are fixed, and those that a format is to be found for.
  private mutating func sort(_ index: Int) {
    let tensor = question.tensors[index]
    let mark = question.marks[index]
    if case .format(let id)? = mark, isHeld?(tensor, id) ?? true,
      let bits = RankingQuestion.bits(of: tensor, as: .format(id))
    {
      choices[index] = .format(id)
      let row = (try? FormatRegistry.format(id)).flatMap { figures(index, [$0]) }
      if row?.coverage.isWhole == false { sampledCount += 1 }
      if let row = figures(index, formats) { fixedRows.append(row) }
      fixed.append((index, (bits + 7) / 8 * 8, id, row))
      return
    }
    guard mark != .keep, !usual.marks[index].isKept else {
      choices[index] = .keep
      kept.count += 1
      kept.bytes += tensor.byteCount
      return
    }
    guard let row = figures(index, formats) else {
      unknown.count += 1
      unknown.elements += tensor.elementCount
      return
    }
    let held = isHeld.map { isHeld in row.holding { isHeld(tensor, $0) } } ?? row
    guard !held.mark.isKept else {
      choices[index] = .keep
      kept.count += 1
      kept.bytes += tensor.byteCount
      return
    }
    if !row.coverage.isWhole { sampledCount += 1 }
    free.append(held)
    places.append(index)
  }

  /// What is known of a tensor in some formats, of all of it or else of a part.
  private func figures(_ index: Int, _ wanted: [any QuantizationFormat]) -> RankedTensor? {
    for known in [question.whole, question.sampled] where known.holds(index, formats: wanted) {
      guard let row = known[index] else { continue }
      return RankedTensor(
        tensor: row.tensor, mark: .quantized(.usual), coverage: row.coverage, values: row.values,
        formats: wanted.compactMap { row.format($0.id) })
    }
    return nil
  }

  /// Chooses within the limit.
  mutating func choose() -> ModelChoice {
    let budget = BitBudget(
      Ranking(formats: question.formats, tensors: free), weight: question.weight, bond: bond)
    let fixedBits = fixed.reduce(0) { $0 + $1.bits }
    let fixedElements = fixed.reduce(0) { $0 + question.tensors[$1.place].elementCount }
    let elements = budget.elements + fixedElements
    let weight = question.weight
    let rows = fixed.compactMap { entry in entry.row.map { (row: $0, id: entry.id) } }
    let fixedError = rows.reduce(0.0) { $0 + (weight.error(of: $1.row, as: $1.id) ?? 0) }
    let signal = (free + rows.map(\.row)).reduce(0.0) { $0 + weight.signal(of: $1) }
    // An SQNR without some of the tensors that the size is of would say something else.
    let isKnown = rows.count == fixed.count
    func ratio(_ error: Double) -> Double? {
      guard isKnown else { return nil }
      return ErrorStatistics.signalToNoise(signal: signal, noise: error + fixedError)
    }
    func perWeight(_ bits: Int) -> Double? {
      elements > 0 ? Double(bits + fixedBits) / Double(elements) : nil
    }
    let limit = limitBits(elements: elements)
    let allocation = limit.flatMap { budget.allocation(within: $0 - fixedBits) }
    for choice in allocation?.choices ?? [] {
      choices[places[choice.tensor]] = choice.format.map { .format($0) } ?? .keep
    }
    let curve = budget.curve.thinned(to: Self.curvePoints).points.compactMap { point in
      ratio(point.error).map {
        ModelChoice.CurvePoint(bitsPerWeight: perWeight(point.bits) ?? 0, sqnr: $0)
      }
    }
    let bytes = allocation.map { kept.bytes + ($0.bits + fixedBits) / 8 }
    let quantized = free.count + fixed.count + unknown.count
    return ModelChoice(
      choices: choices, bytes: unknown.count == 0 ? bytes : nil,
      bitsPerWeight: allocation.flatMap { perWeight($0.bits) },
      sqnr: allocation.flatMap { ratio($0.error) }, gap: allocation?.gap,
      limit: limit.flatMap { elements > 0 ? Double($0) / Double(elements) : nil },
      least: perWeight(budget.leastBits), curve: curve,
      storedBytes: question.tensors.reduce(0) { $0 + $1.byteCount }, keptCount: kept.count,
      keptBytes: kept.bytes, quantizedCount: quantized,
      wholeCount: quantized - unknown.count - sampledCount, sampledCount: sampledCount,
      unseenMarkedCount: fixed.count - fixedRows.count,
      isAllMarked: !fixed.isEmpty && free.isEmpty && unknown.count == 0)
  }

  /// The most bits that the known tensors may take; of a memory the share that is theirs by elements.
  private func limitBits(elements: Int) -> Int? {
    switch question.limit {
    case .bits(let perWeight):
      let most = (perWeight + 0.0005) * Double(elements)
      return most >= 0 && most < 0x1p62 ? Int(most) : nil
    case .memory:
      guard let memory = question.memory, elements > 0 else { return nil }
      let share = Double(elements) / Double(elements + unknown.elements)
      let most = 8 * Double(memory - kept.bytes) * share
      return most >= 0 && most < 0x1p62 ? Int(most) : nil
    }
  }

  /// What the model comes to in each slot alone, tensors that are marked with another format included; the sizes need
  /// no look at any value.
  func totals() -> [SlotTotal] {
    var isFixed: Set<Int> = []
    isFixed.formUnion(fixed.map(\.place))
    let quantized = question.tensors.indices.filter { index in
      isFixed.contains(index)
        || question.marks[index] != .keep && !usual.marks[index].isKept
    }
    let rows = Ranking(formats: question.formats, tensors: free + fixedRows)
    return formats.map { format in
      var bits = 0
      var elements = 0
      var refused = 0
      for index in quantized {
        let tensor = question.tensors[index]
        elements += tensor.elementCount
        if format.refusal(rows: tensor.rows, columns: tensor.columns) == nil {
          let stored = format.storedBits(rows: tensor.rows, columns: tensor.columns)
          bits += (stored + 7) / 8 * 8
        } else {
          bits += 8 * tensor.byteCount
          refused += 1
        }
      }
      let total = FormatTotal(of: rows, as: format.id, weight: question.weight)
      return SlotTotal(
        format: format.id, bytes: bits / 8 + kept.bytes,
        bitsPerWeight: elements > 0 ? Double(bits) / Double(elements) : nil, sqnr: total.sqnr,
        refusedCount: refused)
    }
  }
}
