extension SampleFile {
  /// A `.safetensors` file with its tensors in the order that common writers use.
  ///
  /// They sort by descending size of an element and then by name, byte by byte, which keeps every tensor aligned
  /// and puts `layers.10` before `layers.2`. The header is padded with spaces to a multiple of eight bytes.
  ///
  /// - Parameters:
  ///   - name: The file's name.
  ///   - tensors: The tensors in any order; their names need no escaping.
  /// - Returns: The file: eight bytes of header length, the header, the content.
  static func safetensors(name: String, tensors: [SampleTensor]) -> SampleFile {
    let ordered = tensors.sorted {
      ($1.type.byteCount, $0.type.rawValue, $0.name) < (
        $0.type.byteCount, $1.type.rawValue, $1.name
      )
    }
    var entries = [#""__metadata__":{"format":"pt"}"#]
    var content: [UInt8] = []
    for tensor in ordered {
      let begin = content.count
      content += tensor.bytes
      let extents = tensor.shape.map(String.init).joined(separator: ",")
      entries.append(
        #""\#(tensor.name)":{"dtype":"\#(tensor.type.rawValue)","shape":[\#(extents)],"#
          + #""data_offsets":[\#(begin),\#(content.count)]}"#)
    }
    var header = Array("{\(entries.joined(separator: ","))}".utf8)
    while !header.count.isMultiple(of: 8) {
      header.append(UInt8(ascii: " "))
    }
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) }
    return SampleFile(name: name, bytes: length + header + content)
  }
}
