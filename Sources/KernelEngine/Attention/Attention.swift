internal import CKernels
internal import Dispatch

/// Attention of one shape by one recipe, with room for what it makes of Q, K and V.
///
/// Rounding Q, K, V and the weights is part of every call. Results are those of `AttentionDefinition`, bit for bit but
/// for F32 on backends without fused multiplication. One instance serves one caller at a time.
@safe
public final class Attention {
  /// How it is computed.
  public let recipe: AttentionRecipe
  /// The sizes.
  public let shape: AttentionShape

  let table: AttentionTable
  let keyLayout: ck_attention_layout
  let valueLayout: ck_attention_layout
  /// Heads of Q as the recipe has them, and their scales times what exponents need.
  let queries: Buffer<Float>
  let queryFactors: Buffer<Float>
  /// Heads of K and V in tiles, and what each tile is multiplied by.
  let keyTiles: Buffer<Float>
  let keyFactors: Buffer<Float>
  let valueTiles: Buffer<Float>
  let valueFactors: Buffer<Float>
  /// What each head's channels of the result are multiplied by.
  let resultFactors: Buffer<Float>
  /// One for each thread.
  private var rooms: [AttentionRoom] = []

  /// Threads that can work.
  public static let mostThreads = LinearLayer.mostThreads
  static let tile = Int(ck_attention_tile)
  static let blockRows = Int(ck_attention_rows)

  /// Makes room.
  public init(_ recipe: AttentionRecipe, shape: AttentionShape, engine: KernelEngine = .shared) {
    self.recipe = recipe
    self.shape = shape
    table = AttentionTable(engine.backend)
    keyLayout = table.isDot ? recipe.scores.dotLayout : ck_attention_floats
    valueLayout = table.isDot ? recipe.values.dotLayout : ck_attention_floats
    let tiles = shape.keyHeads * ((shape.keys + Self.tile - 1) / Self.tile)
    let width = (shape.dimension + Self.tile - 1) / Self.tile * Self.tile
    queries = Buffer(shape.heads * shape.queries * (shape.dimension + 1), inLargePages: true)
    queryFactors = Buffer(
      shape.heads * ((shape.queries + Self.blockRows - 1) / Self.blockRows))
    keyTiles = Buffer(tiles * Self.tile * shape.dimension, inLargePages: true)
    keyFactors = Buffer(tiles)
    valueTiles = Buffer(tiles * Self.tile * width, inLargePages: true)
    valueFactors = Buffer(tiles)
    resultFactors = Buffer(shape.keyHeads * width)
  }

  /// Tiles of one head's keys.
  var tiles: Int { (shape.keys + Self.tile - 1) / Self.tile }
  /// Channels of values, rounded up to whole tiles.
  var width: Int { (shape.dimension + Self.tile - 1) / Self.tile * Self.tile }
  /// Words of one query, of a tile of keys and of a tile of values.
  var queryWords: Int {
    keyLayout.words(shape.dimension) + (keyLayout == ck_attention_bytes ? 1 : 0)
  }
  var keyTileWords: Int { keyLayout.words(shape.dimension) * Self.tile }
  var valueTileWords: Int { valueLayout.words(Self.tile) * width }
  /// Blocks of one head's queries.
  var blocks: Int { (shape.queries + Self.blockRows - 1) / Self.blockRows }

  /// Attends.
  ///
  /// - Parameters:
  ///   - input: Q, K and V of this shape.
  ///   - threads: How many threads work, at most `mostThreads`.
  ///   - result: Receives `[heads, queries, dimension]`.
  public func attend(
    _ input: AttentionInput, threads: Int = 1, into result: inout MutableSpan<Float>
  ) {
    precondition(input.shape == shape, "the shape that there is room for")
    precondition(
      result.count == shape.heads * shape.queries * shape.dimension, "room for the result")
    let workers = max(1, min(threads, Self.mostThreads))
    while rooms.count < workers { rooms.append(AttentionRoom(self)) }
    // Workers share what does not change meanwhile, and write where no other does.
    nonisolated(unsafe) let attention = self
    Self.share(shape.keyHeads, among: workers) { head, worker in
      let room = unsafe attention.rooms[worker]
      unsafe attention.prepareKeys(ofHead: head, input, room: room)
    }
    Self.share(shape.heads, among: workers) { head, worker in
      let room = unsafe attention.rooms[worker]
      unsafe attention.prepareQueries(ofHead: head, input, room: room)
    }
    unsafe result.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let target = unsafe Target(base: base)
      Self.share(shape.heads * blocks, among: workers) { index, worker in
        let room = unsafe attention.rooms[worker]
        unsafe attention.attend(
          head: index / attention.blocks, block: index % attention.blocks, room: room,
          into: target.base)
      }
    }
  }

  /// Where results go.
  @safe
  private struct Target: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>
  }

  /// Does numbered pieces of work, worker w those that leave w over the number of workers.
  private static func share(
    _ count: Int, among workers: Int, _ body: @Sendable (_ index: Int, _ worker: Int) -> Void
  ) {
    let workers = min(workers, count)
    guard workers > 1 else {
      for index in 0..<count { body(index, 0) }
      return
    }
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for index in stride(from: worker, to: count, by: workers) { body(index, worker) }
    }
  }

  private func attend(
    head: Int, block: Int, room: AttentionRoom, into result: UnsafeMutablePointer<Float>
  ) {
    let keyHead = shape.keyHead(of: head)
    let first = block * Self.blockRows
    let place = (head * shape.queries + first) * shape.dimension
    var attention = unsafe ck_attention(
      key_layout: keyLayout, value_layout: valueLayout,
      rows: min(Self.blockRows, shape.queries - first),
      dim: shape.dimension, value_dim: width, keys: shape.keys,
      visible: shape.visibleKeys(of: first), is_causal: shape.isCausal ? 1 : 0,
      queries: UnsafeRawPointer(
        queries.base + (head * shape.queries + first) * queryWords),
      key_tiles: UnsafeRawPointer(keyTiles.base + keyHead * tiles * keyTileWords),
      value_tiles: UnsafeRawPointer(valueTiles.base + keyHead * tiles * valueTileWords),
      query_factor: queryFactors.base[head * blocks + block],
      key_factors: UnsafePointer(keyFactors.base + keyHead * tiles),
      value_factors: UnsafePointer(valueFactors.base + keyHead * tiles),
      weights: recipe.values.kernelElement, weight_factor: recipe.weightFactor,
      is_whole: recipe.softmax == .whole ? 1 : 0, score_factor: shape.scoreFactor,
      exponent_factor: AttentionRounding.binaryLogarithmOfE,
      result_factors: UnsafePointer(resultFactors.base + keyHead * width),
      rounds_result: recipe.roundsResult ? 1 : 0, scores: room.scores.base, sums: room.sums.base,
      words: room.words.base,
      outputs: result + place)
    unsafe table.pointee.attend(&attention)
  }
}

/// What one thread works in.
@safe
final class AttentionRoom {
  let scores: Buffer<Float>
  let sums: Buffer<Float>
  /// Weights of a tile.
  let words: Buffer<UInt32>
  /// One tile before it is packed.
  let tile: Buffer<Float>
  /// One head of Q, K or V.
  let head: Buffer<Float>
  let channels: Buffer<Double>

  init(_ attention: Attention) {
    let rows = min(Attention.blockRows, attention.shape.queries)
    let isWhole = attention.recipe.softmax == .whole
    scores = Buffer(rows * Attention.tile * (isWhole ? attention.tiles : 1))
    sums = Buffer(rows * attention.width)
    words = Buffer(rows * Attention.tile / 2)
    let tokens = max(attention.shape.keys, attention.shape.queries)
    head = Buffer(tokens * attention.shape.dimension)
    tile = Buffer(Attention.tile * attention.width)
    channels = Buffer(attention.shape.dimension)
  }
}

extension Attention {
  /// What multiplies Q and K, then the weights and V.
  public var units: [KernelEngine.Unit] { [keyLayout.unit, valueLayout.unit] }
}
