internal import CKernels
internal import QuantCore

/// What is made of Q, K and V before the products.
extension Attention {
  /// Rounds one head of Q.
  func prepareQueries(ofHead head: Int, _ input: AttentionInput, room: AttentionRoom) {
    let count = shape.queries * shape.dimension
    let isPacked = keyLayout != ck_attention_floats
    let place = unsafe queries.base + head * shape.queries * queryWords
    let target = unsafe isPacked ? room.head.base : place
    unsafe input.queries.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe target.update(from: base + head * count, count: count)
    }
    if recipe.isRotated { unsafe rotate(target, rows: shape.queries) }
    if recipe.scores == .int8 {
      let factor = AttentionDefinition.exponentFactor(shape)
      for place in 0..<count { unsafe target[place] *= factor }
    }
    let run = runLength(recipe.queryExtent, of: shape.queries)
    for first in stride(from: 0, to: shape.queries, by: run) {
      let rows = min(run, shape.queries - first)
      let scale = unsafe round(
        target + first * shape.dimension, count: rows * shape.dimension, as: recipe.scores)
      let factor = AttentionDefinition.queryFactor(scale, recipe: recipe, shape: shape)
      for block in first / Self.blockRows...(first + rows - 1) / Self.blockRows {
        unsafe queryFactors.base[head * blocks + block] = factor
      }
    }
    if isPacked, let pack = unsafe table.pointee.pack_rows {
      unsafe pack(
        keyLayout, target, shape.queries, shape.dimension,
        UnsafeMutableRawPointer(place).assumingMemoryBound(to: UInt32.self))
    }
  }

  /// Rounds one head of K and V and lays it out.
  func prepareKeys(ofHead head: Int, _ input: AttentionInput, room: AttentionRoom) {
    let size = shape.dimension
    let count = shape.keys * size
    unsafe input.keys.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let keys = unsafe base + head * count
      if recipe.isSmoothed {
        unsafe table.pointee.center(keys, shape.keys, size, room.channels.base, room.head.base)
      } else {
        unsafe room.head.base.update(from: keys, count: count)
      }
    }
    if recipe.isRotated { unsafe rotate(room.head.base, rows: shape.keys) }
    let run = runLength(recipe.keyExtent, of: shape.keys)
    for first in stride(from: 0, to: shape.keys, by: run) {
      let rows = min(run, shape.keys - first)
      let scale = unsafe round(
        room.head.base + first * size, count: rows * size, as: recipe.scores)
      for tile in first / Self.tile...(first + rows - 1) / Self.tile {
        unsafe keyFactors.base[head * tiles + tile] = scale
      }
    }
    for tile in 0..<tiles {
      let first = tile * Self.tile
      let target = unsafe keyTiles.base + (head * tiles + tile) * keyTileWords
      let isPacked = keyLayout != ck_attention_floats
      let turned = unsafe isPacked ? room.tile.base : target
      unsafe table.pointee.turn(
        room.head.base + first * size, min(Self.tile, shape.keys - first), size, turned)
      if isPacked, let pack = unsafe table.pointee.pack_columns {
        unsafe pack(
          keyLayout, turned, size, Self.tile,
          UnsafeMutableRawPointer(target).assumingMemoryBound(to: UInt32.self))
      }
    }
    unsafe input.values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe prepareValues(base + head * count, head: head, room: room)
    }
  }

  private func prepareValues(
    _ values: UnsafePointer<Float>, head: Int, room: AttentionRoom
  ) {
    let size = shape.dimension
    let rounded = unsafe room.head.base
    let factors = unsafe resultFactors.base + head * width
    let inverse = 1 / recipe.weightFactor
    for tile in 0..<tiles { unsafe valueFactors.base[head * tiles + tile] = 1 }
    for channel in 0..<size { unsafe factors[channel] = inverse }
    if recipe.valueExtent == .channel {
      unsafe table.pointee.largest_channels(values, shape.keys, size, factors)
      let scales = (0..<size).map {
        AttentionRounding.scale(unsafe factors[$0], of: recipe.values)
      }
      unsafe scales.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        unsafe table.pointee.round_channels(
          recipe.values.kernelElement, values, shape.keys, size, base, rounded)
      }
      for channel in 0..<size { unsafe factors[channel] = inverse * scales[channel] }
    } else {
      unsafe rounded.update(from: values, count: shape.keys * size)
      let run = runLength(recipe.valueExtent, of: shape.keys)
      for first in stride(from: 0, to: shape.keys, by: run) {
        let rows = min(run, shape.keys - first)
        let scale = unsafe round(rounded + first * size, count: rows * size, as: recipe.values)
        if recipe.valueExtent == .head {
          for channel in 0..<size { unsafe factors[channel] = inverse * scale }
        } else {
          for tile in first / Self.tile...(first + rows - 1) / Self.tile {
            unsafe valueFactors.base[head * tiles + tile] = scale
          }
        }
      }
    }
    for tile in 0..<tiles {
      let first = tile * Self.tile
      let rows = min(Self.tile, shape.keys - first)
      let target = unsafe valueTiles.base + (head * tiles + tile) * valueTileWords
      let isPacked = valueLayout != ck_attention_floats
      let laid = unsafe isPacked ? room.tile.base : target
      for row in 0..<rows {
        unsafe (laid + row * width).update(from: rounded + (first + row) * size, count: size)
      }
      guard isPacked, let pack = unsafe table.pointee.pack_columns else { continue }
      // What lies behind the last key meets weights of zero, and must be finite.
      for place in rows * width..<Self.tile * width { unsafe laid[place] = 0 }
      unsafe pack(
        valueLayout, laid, Self.tile, width,
        UnsafeMutableRawPointer(target).assumingMemoryBound(to: UInt32.self))
    }
  }

  /// Rounds values that share a scale, in place, and returns that.
  private func round(
    _ values: UnsafeMutablePointer<Float>, count: Int, as element: AttentionRecipe.Element
  ) -> Float {
    guard element != .f32 else { return 1 }
    let largest = element == .f16 ? 0 : unsafe table.pointee.largest(values, count)
    let scale = AttentionRounding.scale(largest, of: element)
    unsafe table.pointee.round(element.kernelElement, values, count, scale, values)
    return scale
  }

  private func rotate(_ values: UnsafeMutablePointer<Float>, rows: Int) {
    let size = shape.dimension
    guard size >= 16, size & (size - 1) == 0 else {
      var copy = (0..<rows * size).map { unsafe values[$0] }
      AttentionOperand.rotate(&copy, dimension: size)
      for place in copy.indices { unsafe values[place] = copy[place] }
      return
    }
    let signs = AttentionOperand.rotationSigns(size)
    unsafe signs.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe table.pointee.rotate(values, rows, size, base, Hadamard.factor(size), values)
    }
  }

  private func runLength(_ extent: AttentionRecipe.Extent, of tokens: Int) -> Int {
    if case .tokens(let count) = extent { count } else { tokens }
  }
}
