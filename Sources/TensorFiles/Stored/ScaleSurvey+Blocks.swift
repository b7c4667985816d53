internal import QuantCore

extension ScaleSurvey {
  /// Counts a scale by what is special about it.
  ///
  /// - Parameters:
  ///   - value: The scale.
  ///   - row: The row of the weight in which its block begins.
  ///   - column: The column.
  ///   - part: Which matrix of a stack it belongs to.
  mutating func add(_ value: Float, row: Int, column: Int, part: Int) {
    let place = ValueStatistics.Place(row: row, column: column)
    if value.isNaN {
      nan.add(at: place)
      return
    }
    if value < 0 { negative.add(at: place) }
    if value.isInfinite {
      infinite.add(at: place)
    } else if value == 0 {
      zero.add(at: place)
    } else {
      let magnitude = value.magnitude
      smallest = min(smallest ?? magnitude, magnitude)
      largest = max(largest ?? magnitude, magnitude)
      let part = min(part, largestOfPart.count - 1)
      largestOfPart[part] = max(largestOfPart[part], magnitude)
    }
  }

  /// Looks at the scales of ggml's blocks, and at the codes of runs whose scale is zero.
  ///
  /// - Parameters:
  ///   - reader: Reads the blocks.
  ///   - isCancelled: Asked once a row.
  mutating func look(through reader: BlocksReader, isCancelled: () -> Bool) {
    guard matrix.rows > 0, matrix.columns > 0 else { return }
    let layout = reader.layout
    let isByte = matrix.scaleType.isCoded
    if isByte { codeCounts = [UInt64](repeating: 0, count: 256) }
    largestOfPart = [Float](repeating: 0, count: max(1, tensorScales.count))
    let rowsOfPart = max(1, matrix.rows / largestOfPart.count)
    let values = layout.element.values
    let runs = reader.runCount
    let blocks = 0..<(matrix.columns / layout.type.blockElements)
    for row in 0..<matrix.rows {
      guard !isCancelled() else { return }
      reader.forEachBlock(blocks, of: row) { index, bytes in
        for run in 0..<runs {
          let parts = reader.block.parts(ofRun: run, in: bytes)
          let scale = parts.multiplier
          let column = index * layout.type.blockElements + run * layout.runLength
          if isByte { codeCounts[Int(parts.scale.code)] += 1 }
          // A scale whose sign goes with that of the codes is right either way.
          add(
            layout.hasSignedScales ? scale.magnitude : scale, row: row, column: column,
            part: row / rowsOfPart)
          let place = ValueStatistics.Place(row: row, column: column)
          if parts.scale.value == 0, layout.writesPlainZeros,
            reader.holdsMore(inRun: run, bytes, values: values)
          {
            underflowed.add(at: place)
          }
          if parts.minimum.map({ !$0.product.isFinite }) == true { strayMinima.add(at: place) }
        }
      }
    }
    isComplete = true
  }
}
