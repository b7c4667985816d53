extension CheckpointSource {
  /// Joins sources to be looked at side by side: where two have a tensor of the same name, every name begins with
  /// its file's.
  ///
  /// A file's name is as much of the end of its path as tells it from the others, without the suffix where that
  /// is not needed: `old/model` and `new/model`. Files with one tensor that is called after them are called so
  /// alone.
  ///
  /// - Parameter parts: The sources in the order wanted, at least one.
  /// - Throws: A `TensorFileError` where two tensors of one name remain.
  public init(tellingApart parts: [any TensorSource]) throws(TensorFileError) {
    var names: Set<ByteName> = []
    let isClear = parts.allSatisfy { part in
      // A weight that is made of several tensors can have the name of its original in another file.
      let weights = MatrixSource(part).tensors.filter { $0.type.encoding == .matrix }
      let own = Set((part.tensors + weights).map { ByteName($0.name) })
      return own.allSatisfy { names.insert($0).inserted }
    }
    guard !isClear else {
      try self.init(parts)
      return
    }
    let labels = Self.labels(of: parts.map(\.description.path))
    try self.init(
      zip(parts, labels).map { part, label in
        RenamedSource(part) { tensor in
          part.tensors.count == 1 && tensor.name == part.description.stem
            ? label : "\(label):\(tensor.name)"
        }
      })
  }

  /// The shortest ends of paths that differ from one another; where two paths are the same, numbered.
  static func labels(of paths: [String]) -> [String] {
    let parts = paths.map { $0.split(separator: "/").map { String($0) } }
    let most = parts.map(\.count).max() ?? 0
    for count in 1...max(1, most) {
      let ends = parts.map { $0.suffix(count).joined(separator: "/") }
      let stems = zip(parts, ends).map { parts, end in
        let suffix = (parts.last ?? "").dropFirst(fileStem(of: parts.last ?? "").count)
        return String(end.dropLast(suffix.count))
      }
      for labels in [stems, ends] where Set(labels.map { ByteName($0) }).count == paths.count {
        return labels
      }
    }
    return paths.enumerated().map { "\($0.offset + 1):\(fileStem(of: $0.element))" }
  }
}
