internal import KernelEngine
internal import QuantCore
internal import TensorFiles

/// The encoded rectangle around some elements: all that their codes depend on.
struct InspectedUnit {
  private let window: TensorRegion
  private let tensor: TensorDescriptor
  private let coding: Coding
  /// What was encoded.
  private let read: TensorRegion
  private let values: [Float]
  private let band: EncodedBand

  /// Elements that are encoded at once for a look at some of them, at most: well below a second's work.
  static let most = 1 << 22

  /// What one format makes of a window.
  static func look(
    at window: TensorRegion, of tensor: TensorDescriptor, in candidate: InspectionRequest.Candidate,
    without omitted: ValueStatistics.Place?, source: some TensorSource
  ) -> Inspection.Format {
    let format = candidate.format
    if let reason = format.refusal(rows: tensor.rows, columns: tensor.columns) {
      return Inspection.Format(format, refusal: reason)
    }
    let coding = Coding(format, summary: candidate.summary, survey: candidate.summary.survey)
    let wanted = StoredBytes.widened(window, of: tensor, for: format)
    let read = wanted.widened(to: coding.shape, of: tensor, unlessWhole: coding.unit)
      .widened(to: coding.unit, of: tensor)
    guard read.elementCount > 0 else {
      return Inspection.Format(format, refusal: "has no elements")
    }
    guard read.elementCount <= most else {
      return Inspection.Format(
        format,
        refusal: "encodes \(read.elementCount) elements at once, too many for a look at a few")
    }
    let original = source.values(of: read, in: tensor)
    let whole = InspectedUnit(window, of: tensor, coding: coding, read: read, values: original)
    guard let omitted, read.rows.contains(omitted.row), read.columns.contains(omitted.column) else {
      return whole.format(change: nil)
    }
    var values = original
    values[
      (omitted.row - read.rows.lowerBound) * read.columns.count + omitted.column
        - read.columns.lowerBound] = 0
    let rest = InspectedUnit(window, of: tensor, coding: coding, read: read, values: values)
    return rest.format(
      change: Inspection.Change(
        scaleBefore: whole.scale(at: omitted), scaleAfter: rest.scale(at: omitted),
        before: whole.others(than: omitted), after: rest.others(than: omitted)))
  }

  private init(
    _ window: TensorRegion, of tensor: TensorDescriptor, coding: Coding, read: TensorRegion,
    values: [Float]
  ) {
    self.window = window
    self.tensor = tensor
    self.coding = coding
    self.read = read
    self.values = values
    var band = EncodedBand()
    KernelEngine.shared.encode(
      values.span, columns: read.columns.count, by: coding.codec, mayHoldNonfinite: true,
      into: &band)
    self.band = band
  }

  private func spot(_ row: Int, _ column: Int) -> Int {
    (row - read.rows.lowerBound) * read.columns.count + column - read.columns.lowerBound
  }

  /// The number of an element's block in the band.
  private func blockIndex(_ row: Int, _ column: Int) -> Int {
    let across = (read.columns.count - 1) / band.shape.columns + 1
    return (row - read.rows.lowerBound) / band.shape.rows * across
      + (column - read.columns.lowerBound) / band.shape.columns
  }

  private func scale(at place: ValueStatistics.Place) -> BlockScale? {
    let index = blockIndex(place.row, place.column)
    return band.saturated[index] == EncodedBand.excluded ? nil : band.scale(index)
  }

  /// The other elements of an element's block.
  private func others(than place: ValueStatistics.Place) -> Inspection.Change.Others {
    let tile = band.tile(blockIndex(place.row, place.column))
    let omitted = spot(place.row, place.column)
    var others = Inspection.Change.Others()
    for row in tile.rows {
      for column in tile.columns {
        let index = row * band.columns + column
        guard index != omitted, !band.decoded[index].isNaN else { continue }
        let value = Double(values[index])
        let error = value - Double(band.decoded[index])
        others.count += 1
        others.signal += value * value
        others.noise += error * error
        others.flushedCount += band.decoded[index] == 0 && value != 0 ? 1 : 0
      }
    }
    return others
  }

  private func format(change: Inspection.Change?) -> Inspection.Format {
    let row = window.rows.lowerBound
    var blocks: [Inspection.Block] = []
    for column in window.columns where blocks.last?.region.columns.contains(column) != true {
      blocks.append(block(at: row, column))
    }
    return Inspection.Format(
      coding, elements: window.columns.map { element(row, $0) }, blocks: blocks,
      rowFactor: band.rowFactors.isEmpty ? nil : band.rowFactors[row - read.rows.lowerBound],
      stored: StoredBytes.all(
        of: tensor, format: coding.format,
        codes: { band.codes[spot(row, $0)] }, scale: { band.scaleCodes[blockIndex(row, $0)] },
        row: row, columns: window.columns, blockColumns: band.shape.columns),
      change: change)
  }

  private func element(_ row: Int, _ column: Int) -> Inspection.Element {
    let index = spot(row, column)
    let length = coding.format.element.vectorLength
    let first = index - column % length
    let value = band.working?.values[index] ?? values[index]
    let number = blockIndex(row, column)
    let isWide = coding.format.element.codeCount > 256
    let code =
      isWide
      ? UInt16(band.codes[first]) << 8 | UInt16(band.codes[first + 1]) : UInt16(band.codes[first])
    let isSaturated =
      band.saturated[number] > 0
      && coding.format.element.isBeyond(value, scale: band.scale(number))
    return Inspection.Element(
      code: code, value: value, rounded: band.working?.decoded[index] ?? band.decoded[index],
      decoded: band.decoded[index], isSaturated: isSaturated)
  }

  private func block(at row: Int, _ column: Int) -> Inspection.Block {
    let number = blockIndex(row, column)
    let isOut = band.saturated[number] == EncodedBand.excluded
    let tile = band.tile(number)
    let energy = band.energy(of: tile, values: values.span)
    var amax: Float = 0
    var flushed = 0
    for line in tile.rows {
      for across in tile.columns {
        let index = line * band.columns + across
        guard !band.decoded[index].isNaN else { continue }
        amax = max(amax, (band.working?.values[index] ?? values[index]).magnitude)
        flushed += band.decoded[index] == 0 && values[index] != 0 ? 1 : 0
      }
    }
    let (top, left) = (read.rows.lowerBound, read.columns.lowerBound)
    let region = TensorRegion(
      rows: top + tile.rows.lowerBound..<top + tile.rows.upperBound,
      columns: left + tile.columns.lowerBound..<left + tile.columns.upperBound)
    return Inspection.Block(
      region: band.isPiece ? tensor.region : region, scale: isOut ? nil : band.scale(number),
      isTensor: band.isPiece,
      signal: energy.signal, noise: energy.noise, amax: amax,
      saturatedCount: max(0, Int(band.saturated[number])), flushedCount: flushed)
  }
}

extension Inspection.Format {
  /// A format that has nothing to show.
  init(_ format: any QuantizationFormat, refusal: String) {
    self.init(
      id: format.id, rule: format.rule, element: format.element, scaleType: format.scaleType,
      rotatesValues: format.rotatesValues, tensorScale: nil, rowFactor: nil, refusal: refusal,
      elements: [], blocks: [], stored: [], change: nil)
  }

  init(
    _ coding: Coding, elements: [Inspection.Element], blocks: [Inspection.Block],
    rowFactor: Float?, stored: [StoredBytes], change: Inspection.Change?
  ) {
    let format = coding.format
    self.init(
      id: format.id, rule: format.rule, element: format.element, scaleType: format.scaleType,
      rotatesValues: format.rotatesValues, tensorScale: coding.codec.tensorScale,
      rowFactor: rowFactor, refusal: nil, elements: elements, blocks: blocks, stored: stored,
      change: change)
  }
}

extension TensorRegion {
  /// Widened to whole blocks, unless what is encoded at once is smaller than a block: the block is the tensor then.
  fileprivate func widened(
    to block: BlockShape, of tensor: TensorDescriptor, unlessWhole unit: BlockShape
  ) -> TensorRegion {
    unit.rows * unit.columns < block.rows * block.columns ? self : widened(to: block, of: tensor)
  }
}

extension ElementGrid {
  /// Whether a value over its scale lies beyond the largest code: integers once rounded, floats at once.
  fileprivate func isBeyond(_ value: Float, scale: BlockScale) -> Bool {
    let finite = values.filter(\.isFinite)
    guard let lowest = finite.min(), let highest = finite.max(), scale.multiplier != 0,
      vectorLength == 1
    else { return false }
    let quotient = value / scale.multiplier
    let isEven =
      values.count > 2
      && zip(values, values.dropFirst()).allSatisfy {
        $1 - $0 == values[1] - values[0]
      }
    guard isEven else { return quotient > highest || quotient < lowest }
    let step = values[1] - values[0]
    let rounded = (quotient / step + scale.offset).rounded(.toNearestOrEven)
    return rounded > highest / step || rounded < lowest / step
  }
}
