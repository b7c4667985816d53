internal import CKernels

/// In which order panels and tiles meet, so that both come from caches as far as they can.
extension LinearLayer {
  /// Rows, at least, that meet one panel after the other: many more would come from farther away each time.
  ///
  /// Found by trial at 4096 inputs; cutting rows into pieces as well made every product slower.
  private static let rowsTogether = 96

  /// Multiplies a run of panels by all activations.
  ///
  /// Whole panels are written where they belong, a last one with fewer outputs by way of some room.
  func multiply(panels: Range<Int>, worker: Int, factor: Float, into y: Target) {
    let whole = panels.lowerBound..<min(panels.upperBound, outputs / Int(ck_panel))
    let isWidened = (activations.tiles.last?.upperBound ?? 0) >= Self.manyRows && plan.canWiden
    unsafe withValues { values in
      if isWidened {
        unsafe multiplyWidened(whole, worker: worker, values: values, factor: factor, into: y)
      } else if activations.tiles.count == 1 {
        unsafe stream(whole, values: values, factor: factor, into: y)
      } else {
        unsafe multiplyInBatches(whole, values: values, factor: factor, into: y)
      }
      guard whole.upperBound < panels.upperBound else { return }
      var tile = unsafe self.tile(whole.upperBound, values: values, factor: factor)
      if isWidened {
        self.panels[worker].reserve(widenedBytes)
        unsafe widen(&tile, worker: worker)
      }
      unsafe multiplyLast(&tile, panel: whole.upperBound, into: y)
    }
  }

  /// A single tile runs through all panels in one call: memory is read best in one stream.
  private func stream(
    _ panels: Range<Int>, values: UnsafeRawPointer?, factor: Float, into y: Target
  ) {
    guard let rows = activations.tiles.first, !panels.isEmpty else { return }
    var tile = unsafe self.tile(panels.lowerBound, values: values, factor: factor)
    unsafe tile.panels = panels.count
    unsafe multiply(&tile, rows, panel: panels.lowerBound, into: y)
  }

  /// Each panel is decoded once and stays in a cache for all tiles.
  private func multiplyWidened(
    _ panels: Range<Int>, worker: Int, values: UnsafeRawPointer?, factor: Float, into y: Target
  ) {
    self.panels[worker].reserve(widenedBytes)
    for panel in panels {
      var tile = unsafe self.tile(panel, values: values, factor: factor)
      unsafe widen(&tile, worker: worker)
      let next = panels.clamped(to: panel + 1..<panel + 2)
      unsafe bring(next, nearerWhile: activations.tiles.count, pass: &tile)
      for rows in activations.tiles { unsafe multiply(&tile, rows, panel: panel, into: y) }
    }
  }

  /// Some rows meet all panels, as many in a call as a cache holds, then the next rows do.
  private func multiplyInBatches(
    _ panels: Range<Int>, values: UnsafeRawPointer?, factor: Float, into y: Target
  ) {
    let together = max(1, Self.sharedBytes / weights.panelBytes)
    for tiles in batches {
      for first in stride(from: panels.lowerBound, to: panels.upperBound, by: together) {
        var tile = unsafe self.tile(first, values: values, factor: factor)
        unsafe tile.panels = min(together, panels.upperBound - first)
        let next = panels.clamped(to: first + together..<first + 2 * together)
        unsafe bring(next, nearerWhile: tiles.count, pass: &tile)
        for rows in activations.tiles[tiles] {
          unsafe multiply(&tile, rows, panel: first, into: y)
        }
      }
    }
  }

  /// Spreads what the next panels read of memory over the tiles that pass these: the first of the next would wait.
  private func bring(_ next: Range<Int>, nearerWhile count: Int, pass tile: inout ck_tile) {
    guard !next.isEmpty else { return }
    let steps = unsafe count * tile.panels * tile.groups * tile.steps
    unsafe tile.ahead = UnsafePointer(weights.codes.base + next.lowerBound * weights.panelBytes)
    unsafe tile.ahead_stride = (next.count * weights.panelBytes + steps - 1) / steps
  }

  /// Runs of tiles, each about as long as the others.
  private var batches: [Range<Int>] {
    let tiles = activations.tiles
    let count = max(1, (tiles.last?.upperBound ?? 0) / Self.rowsTogether)
    return (0..<count).map { tiles.count * $0 / count..<tiles.count * ($0 + 1) / count }
  }

  private func multiply(
    _ tile: inout ck_tile, _ rows: Range<Int>, panel: Int, into y: Target
  ) {
    unsafe place(rows, in: &tile)
    unsafe tile.outputs = y.base + rows.lowerBound * outputs + panel * Int(ck_panel)
    unsafe tile.output_stride = outputs
    unsafe table.pointee.multiply(&tile)
    let steps = unsafe tile.panels * tile.groups * tile.steps
    unsafe tile.ahead = tile.ahead.map { unsafe $0 + steps * tile.ahead_stride }
  }

  private func multiplyLast(_ tile: inout ck_tile, panel: Int, into y: Target) {
    let room = Buffer<Float>(Int(ck_tile_rows) * Int(ck_panel))
    let first = panel * Int(ck_panel)
    for rows in activations.tiles {
      unsafe place(rows, in: &tile)
      unsafe tile.outputs = room.base
      unsafe tile.output_stride = Int(ck_panel)
      unsafe table.pointee.multiply(&tile)
      for row in 0..<rows.count {
        unsafe (y.base + (rows.lowerBound + row) * outputs + first).update(
          from: room.base + row * Int(ck_panel), count: outputs - first)
      }
    }
  }
}
