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
    tensors, path: path, name: { $0.name }, place: { $0.offset..<($0.offset + $0.byteCount) })
}

/// What holds tensors in one file, in the order in which it lies there; where several begin at one place, by name.
///
/// - Parameters:
///   - holders: What holds them, each within the file.
///   - path: The file's path, for the error.
///   - name: What the tensor is called that one holds.
///   - place: Where one lies.
/// - Returns: The same sorted.
/// - Throws: A `TensorFileError` where two overlap.
func inDataOrder<Holder>(
  _ holders: [Holder], path: String, name: (Holder) -> String, place: (Holder) -> Range<Int>
) throws(TensorFileError) -> [Holder] {
  let sorted = holders.sorted {
    let (one, other) = (place($0).lowerBound, place($1).lowerBound)
    return one != other ? one < other : ByteName(name($0)).precedes(ByteName(name($1)))
  }
  var last: Holder?
  for next in sorted where !place(next).isEmpty {
    if let last, place(next).lowerBound < place(last).upperBound {
      throw TensorFileError(
        .malformed, path: path, byteOffset: place(next).lowerBound,
        "tensors \(PrintableName.quoted(name(last))) and \(PrintableName.quoted(name(next))) overlap"
      )
    }
    last = next
  }
  return sorted
}
