extension SampleFile {
  /// An `.npy` file of version 1.0 in C order.
  ///
  /// - Parameters:
  ///   - name: The file's name.
  ///   - tensor: A tensor of F32 values, two-dimensional.
  /// - Returns: The file with its header padded to a multiple of 64 bytes.
  static func npy(name: String, tensor: SampleTensor) -> SampleFile {
    let extents = tensor.shape.map(String.init).joined(separator: ", ")
    let dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(extents)), }"
    let prefixLength = 10  // Magic, version and the header's length.
    let unpadded = prefixLength + dictionary.utf8.count + 1
    let padding = (64 - unpadded % 64) % 64
    let header = dictionary + String(repeating: " ", count: padding) + "\n"
    let length = header.utf8.count
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    bytes += [UInt8(truncatingIfNeeded: length), UInt8(truncatingIfNeeded: length >> 8)]
    bytes += header.utf8
    bytes += tensor.bytes
    return SampleFile(name: name, bytes: bytes)
  }
}
