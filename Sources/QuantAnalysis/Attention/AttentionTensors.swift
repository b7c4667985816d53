public import KernelEngine
public import TensorFiles

/// Q, K and V among the tensors of a file: those whose names end in `q`, `k` and `v`.
///
/// Names are the whole name or what stands behind its last point or slash, in either case of letters. Shapes are
/// `[tokens, dimension]`, `[heads, tokens, dimension]` or `[1, heads, tokens, dimension]`.
public struct AttentionTensors: Sendable {
  /// What stands before the three letters.
  public let prefix: String
  private let q: TensorDescriptor
  private let k: TensorDescriptor
  private let v: TensorDescriptor

  /// The first three that belong together; nil where no three do.
  public init?(in tensors: [TensorDescriptor]) {
    var found: [String: [String: TensorDescriptor]] = [:]
    var order: [String] = []
    for tensor in tensors where tensor.isAnalysable {
      let cut = tensor.name.lastIndex { $0 == "." || $0 == "/" }
      let start = cut.map { tensor.name.index(after: $0) } ?? tensor.name.startIndex
      let letter = tensor.name[start...].lowercased()
      guard ["q", "k", "v"].contains(letter) else { continue }
      let prefix = String(tensor.name[..<start])
      if found[prefix] == nil { order.append(prefix) }
      found[prefix, default: [:]][letter] = tensor
    }
    for prefix in order {
      guard let three = found[prefix], let q = three["q"], let k = three["k"], let v = three["v"]
      else { continue }
      self.prefix = prefix
      self.q = q
      self.k = k
      self.v = v
      return
    }
    return nil
  }

  /// Their sizes.
  ///
  /// - Throws: An `AttentionError` where they do not go together.
  public func shape(isCausal: Bool = false) throws(AttentionError) -> AttentionShape {
    let (qs, ks, vs) = (try Self.sizes(of: q), try Self.sizes(of: k), try Self.sizes(of: v))
    guard ks == vs else {
      throw AttentionError(
        "\(PrintableName.quoted(k.name)) is \(k.shape) and \(PrintableName.quoted(v.name)) \(v.shape), expected the same"
      )
    }
    guard qs.dimension == ks.dimension else {
      throw AttentionError(
        "\(PrintableName.quoted(q.name)) is \(q.shape) and \(PrintableName.quoted(k.name)) \(k.shape), expected as many"
          + " values in the last dimension")
    }
    return try AttentionShape(
      heads: qs.heads, keyHeads: ks.heads, queries: qs.tokens, keys: ks.tokens,
      dimension: qs.dimension, isCausal: isCausal)
  }

  /// Reads them.
  ///
  /// - Throws: An `AttentionError` where they do not go together, or hold NaN or infinities.
  public func input(
    from source: any TensorSource, isCausal: Bool = false
  ) throws(AttentionError) -> AttentionInput {
    let shape = try shape(isCausal: isCausal)
    func values(_ tensor: TensorDescriptor) -> [Float] {
      var values = [Float](repeating: 0, count: tensor.elementCount)
      var span = values.mutableSpan
      source.read(tensor.region, of: tensor, into: &span)
      return values
    }
    return try AttentionInput(
      shape: shape, queries: values(q), keys: values(k), values: values(v))
  }

  private struct Sizes: Equatable {
    let heads: Int
    let tokens: Int
    let dimension: Int
  }

  private static func sizes(of tensor: TensorDescriptor) throws(AttentionError) -> Sizes {
    let shape = tensor.shape
    switch shape.count {
    case 2: return Sizes(heads: 1, tokens: shape[0], dimension: shape[1])
    case 3: return Sizes(heads: shape[0], tokens: shape[1], dimension: shape[2])
    case 4 where shape[0] == 1:
      return Sizes(heads: shape[1], tokens: shape[2], dimension: shape[3])
    default:
      throw AttentionError(
        "\(PrintableName.quoted(tensor.name)) is \(shape), expected [tokens, dimension],"
          + " [heads, tokens, dimension] or [1, heads, tokens, dimension]")
    }
  }
}
