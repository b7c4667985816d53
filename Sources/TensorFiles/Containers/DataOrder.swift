/// The tensors of one file in the order of their data; where several begin at one place, by name.
///
/// - Parameters:
///   - tensors: The tensors, each of them within the file.
///   - path: The file's path, for the error.
/// - Returns: The tensors sorted.
/// - Throws: A `TensorFileError` where two overlap.
func inDataOrder(
  _ tensors: [TensorDescriptor], path: String
) throws(TensorFileError) -> [TensorDescriptor] {
  try inDataOrder(
    tensors.map { ($0, $0.offset..<($0.offset + $0.byteCount)) }, path: path)
}

/// The same for tensors that take other places in the file than their bytes would, because they are packed there.
///
/// - Parameters:
///   - tensors: The tensors, with the place that each takes.
///   - path: The file's path, for the error.
/// - Returns: The tensors sorted.
/// - Throws: A `TensorFileError` where two overlap.
func inDataOrder(
  _ tensors: [(tensor: TensorDescriptor, place: Range<Int>)], path: String
) throws(TensorFileError) -> [TensorDescriptor] {
  let sorted = tensors.sorted {
    $0.place.lowerBound != $1.place.lowerBound
      ? $0.place.lowerBound < $1.place.lowerBound
      : ByteName($0.tensor.name).precedes(ByteName($1.tensor.name))
  }
  var last: (tensor: TensorDescriptor, place: Range<Int>)?
  for next in sorted where !next.place.isEmpty {
    if let last, next.place.lowerBound < last.place.upperBound {
      throw TensorFileError(
        .malformed, path: path, byteOffset: next.place.lowerBound,
        "tensors \(PrintableName.quoted(last.tensor.name)) and "
          + "\(PrintableName.quoted(next.tensor.name)) overlap")
    }
    last = next
  }
  return sorted.map(\.tensor)
}
