/// A GGUF file put together by hand.
struct GGUFSample {
  struct Tensor {
    var name: String
    /// Row-major; the file has them the other way round.
    var shape: [Int]
    var type: UInt32
    var data: [UInt8]
  }

  var version: UInt32 = 3
  /// Keys and values as stored.
  var entries: [[UInt8]] = []
  var tensors: [Tensor] = []
  var alignment = 32

  /// A text as stored: its length and its bytes.
  static func text(_ text: String) -> [UInt8] {
    littleEndian(UInt64(text.utf8.count)) + Array(text.utf8)
  }

  /// An array as stored: the type of its values, their number, the values.
  static func array(_ type: UInt32, count: UInt64, _ values: [UInt8]) -> [UInt8] {
    littleEndian(type) + littleEndian(count) + values
  }

  /// A key with a value of the given type.
  static func entry(_ key: String, _ type: UInt32, _ value: [UInt8]) -> [UInt8] {
    text(key) + littleEndian(type) + value
  }

  /// The header without the padding behind it.
  var header: [UInt8] {
    var bytes = Array("GGUF".utf8) + littleEndian(version)
    bytes += littleEndian(UInt64(tensors.count)) + littleEndian(UInt64(entries.count))
    bytes += entries.joined()
    var offset = 0
    for tensor in tensors {
      bytes += Self.text(tensor.name) + littleEndian(UInt32(tensor.shape.count))
      bytes += tensor.shape.reversed().flatMap { littleEndian(UInt64($0)) }
      bytes += littleEndian(tensor.type) + littleEndian(UInt64(offset))
      offset += padded(tensor.data.count)
    }
    return bytes
  }

  /// The whole file.
  var bytes: [UInt8] {
    var bytes = header
    bytes += [UInt8](repeating: 0, count: padded(bytes.count) - bytes.count)
    for tensor in tensors {
      bytes += tensor.data
      bytes += [UInt8](repeating: 0, count: padded(tensor.data.count) - tensor.data.count)
    }
    return bytes
  }

  private func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
}
