internal import CKernels
internal import Dispatch

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

extension Attention {
  /// Attention in F64: what errors are measured against.
  ///
  /// - Parameters:
  ///   - input: Q, K and V, as they are.
  ///   - threads: How many threads work.
  ///   - engine: What computes.
  /// - Returns: `[heads, queries, dimension]`.
  public static func exact(
    _ input: AttentionInput, threads: Int = 1, engine: KernelEngine = .shared
  ) -> [Double] {
    let shape = input.shape
    let table = AttentionTable(engine.backend)
    let tiles = (shape.keys + tile - 1) / tile
    let width = (shape.dimension + tile - 1) / tile * tile
    let keyTiles = Buffer<Float>(shape.keyHeads * tiles * tile * shape.dimension)
    let values = Buffer<Float>(shape.keyHeads * shape.keys * width)
    for row in 0..<shape.keyHeads * shape.keys {
      for channel in 0..<shape.dimension {
        unsafe values.base[row * width + channel] = input.values[row * shape.dimension + channel]
      }
    }
    unsafe input.keys.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for head in 0..<shape.keyHeads {
        for number in 0..<tiles {
          let first = head * shape.keys + number * tile
          unsafe table.pointee.turn(
            base + first * shape.dimension, min(tile, shape.keys - number * tile),
            shape.dimension,
            keyTiles.base + (head * tiles + number) * tile * shape.dimension)
        }
      }
    }
    let workers = max(1, min(threads, mostThreads))
    let rooms = (0..<workers).map { _ in
      Buffer<Double>(tiles * tile + width + shape.dimension)
    }
    let result = Buffer<Double>(shape.heads * shape.queries * shape.dimension)
    nonisolated(unsafe) let work = (table, keyTiles, values, rooms, result)
    let rows = shape.heads * shape.queries
    let body = { @Sendable (worker: Int) in
      let (table, keyTiles, values, rooms, result) = unsafe work
      let scores = unsafe rooms[worker].base
      let sums = unsafe scores + tiles * tile
      let query = unsafe sums + width
      for row in stride(from: worker, to: rows, by: workers) {
        let keyHead = shape.keyHead(of: row / shape.queries)
        let seen = shape.visibleKeys(of: row % shape.queries)
        for channel in 0..<shape.dimension {
          unsafe query[channel] =
            Double(input.queries[row * shape.dimension + channel])
            / Double(shape.dimension).squareRoot()
        }
        unsafe table.pointee.scores64(
          query, keyTiles.base + keyHead * tiles * tile * shape.dimension, seen,
          shape.dimension, scores)
        var largest = -Double.infinity
        for key in 0..<seen { largest = max(largest, unsafe scores[key]) }
        var total = 0.0
        for key in 0..<seen {
          let weight = exp(unsafe scores[key] - largest)
          unsafe scores[key] = weight
          total += weight
        }
        unsafe table.pointee.combine64(
          scores, values.base + keyHead * shape.keys * width, seen, width, sums)
        for channel in 0..<shape.dimension {
          unsafe result.base[row * shape.dimension + channel] = sums[channel] / total
        }
      }
    }
    if workers == 1 {
      body(0)
    } else {
      DispatchQueue.concurrentPerform(iterations: workers, execute: body)
    }
    return (0..<rows * shape.dimension).map { unsafe result.base[$0] }
  }

  /// Whether some rows of a result are the definition's: of the first and the last head, from either end and the middle.
  ///
  /// They are equal bit for bit, but for F32, which is allowed rounding of its own where products are not fused.
  public func agrees(with result: Span<Float>, of input: AttentionInput) -> Bool {
    let rows = Set([0, shape.queries / 2, shape.queries - 1])
    for head in Set([0, shape.heads - 1]) {
      let definition = AttentionDefinition(recipe, input: input, head: head)
      for row in rows {
        let first = (head * shape.queries + row) * shape.dimension
        for (channel, expected) in definition.row(row).enumerated() {
          let found = result[first + channel]
          // What overflowed has no bits to compare.
          let isEqual =
            found.bitPattern == expected.bitPattern || !found.isFinite && !expected.isFinite
          let isNear = recipe.scores == .f32 && (found - expected).magnitude < 1e-3
          guard isEqual || isNear else { return false }
        }
      }
    }
    return true
  }
}
