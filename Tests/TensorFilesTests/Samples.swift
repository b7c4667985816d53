import TensorFiles
import TestSupport

/// The bytes of a safetensors file: a header and so many zero bytes.
func safetensors(_ header: String, dataBytes: Int = 0) -> [UInt8] {
  safetensors(Array(header.utf8), data: [UInt8](repeating: 0, count: dataBytes))
}

/// The bytes of a safetensors file.
func safetensors(_ header: [UInt8], data: [UInt8]) -> [UInt8] {
  littleEndian(UInt64(header.count)) + header + data
}

/// The bytes of an npy file.
func npy(_ header: String, data: [UInt8], version: UInt8 = 1) -> [UInt8] {
  let length =
    version == 1 ? littleEndian(UInt16(header.utf8.count)) : littleEndian(UInt32(header.utf8.count))
  return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + Array(header.utf8) + data
}

/// The header of an npy file.
func npyHeader(_ type: String, fortran: Bool = false, shape: String) -> String {
  "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }\n"
}

/// A number's bytes, the least significant first.
func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
  stride(from: 0, to: number.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
}

/// A number's bytes, the most significant first.
func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
  littleEndian(number).reversed()
}

extension TensorSource {
  /// The values of a region, or of the whole tensor.
  func values(of tensor: TensorDescriptor, in region: TensorRegion? = nil) -> [Float] {
    let region = region ?? tensor.region
    var values = [Float](repeating: .nan, count: region.elementCount)
    var span = values.mutableSpan
    read(region, of: tensor, into: &span)
    return values
  }

  /// The content that is lent, in one piece.
  func content(of tensor: TensorDescriptor) -> [UInt8] {
    var content: [UInt8] = []
    withContent(of: tensor) { piece in
      for index in piece.indices { content.append(piece[index]) }
      return true
    }
    return content
  }
}

/// Writes bytes to a file of the given name and opens it.
func open(
  _ bytes: [UInt8], as name: String, request: RawLayout = RawLayout()
) throws -> any TensorSource {
  try withTemporaryDirectory { directory in
    try TensorFile.open(directory.write(bytes, to: name), as: request)
  }
}

/// The error of opening bytes under the given name; nil where they open.
func openingError(
  _ bytes: [UInt8], as name: String, request: RawLayout = RawLayout()
) throws -> TensorFileError? {
  do {
    _ = try open(bytes, as: name, request: request)
    return nil
  } catch let error as TensorFileError {
    return error
  }
}
