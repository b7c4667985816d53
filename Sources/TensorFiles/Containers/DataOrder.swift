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
  let sorted = tensors.sorted {
    $0.offset != $1.offset
      ? $0.offset < $1.offset : ByteName($0.name).precedes(ByteName($1.name))
  }
  var last: TensorDescriptor?
  for tensor in sorted where tensor.byteCount > 0 {
    if let last, tensor.offset < last.offset + last.byteCount {
      throw TensorFileError(
        .malformed, path: path, byteOffset: tensor.offset,
        "tensors \(PrintableName.quoted(last.name)) and \(PrintableName.quoted(tensor.name)) overlap"
      )
    }
    last = tensor
  }
  return sorted
}
