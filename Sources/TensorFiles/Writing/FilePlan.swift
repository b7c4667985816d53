internal import QuantCore

/// A tensor that is going to be written: what its header will say.
public struct PlannedTensor: Sendable, Hashable {
  /// The name.
  public let name: String
  /// The type of the elements.
  public let type: StoredType
  /// The dimensions, row-major.
  public let shape: [Int]
  /// How many bytes it takes.
  public let byteCount: Int

  /// Creates a plan for a tensor whose size is not its shape's, as where elements share bytes.
  public init(name: String, type: StoredType, shape: [Int], byteCount: Int) {
    self.name = name
    self.type = type
    self.shape = shape
    self.byteCount = byteCount
  }

  /// Creates a plan for a tensor of whole bytes.
  public init(name: String, type: StoredType, shape: [Int]) {
    self.init(
      name: name, type: type, shape: shape, byteCount: shape.reduce(type.bits / 8, *))
  }
}

/// A file that is going to be written: its header, and where each tensor's bytes go.
public struct FilePlan: Sendable {
  /// The bytes at the beginning.
  public let header: [UInt8]
  /// Where each tensor begins, counted from the beginning of the file, in the order they were given.
  public let offsets: [Int]
  /// The size of the file.
  public let byteCount: Int

  init(header: [UInt8], offsets: [Int], byteCount: Int) {
    self.header = header
    self.offsets = offsets
    self.byteCount = byteCount
  }
}

extension FilePlan {
  /// Why safetensors has no place for elements of a type; nil where it has.
  ///
  /// A type that only the source's own header names is written as it is named.
  ///
  /// - Parameter type: The type.
  /// - Returns: The end of a sentence about the tensor.
  public static func safetensorsRefusal(of type: StoredType) -> String? {
    let isBlocks =
      StoredType.named(type.name) == nil
      && (GGMLType.named(type.name) != nil || type.name.hasPrefix("ggml-"))
    guard isBlocks || type.name == "C128" else { return nil }
    return "safetensors has no type \(PrintableName.escaped(type.name))"
  }

  /// A safetensors file.
  ///
  /// Tensors with wide elements come first, so that every element lies at a multiple of its size, and there are no
  /// holes. Otherwise their order is kept.
  ///
  /// - Parameters:
  ///   - tensors: The tensors, each under another name.
  ///   - metadata: The strings of `__metadata__`; left out where there are none.
  /// - Returns: The plan.
  public static func safetensors(
    _ tensors: [PlannedTensor], metadata: [String: String]
  ) -> FilePlan {
    // A type of unknown size can lie anywhere.
    let order = tensors.indices.sorted {
      let (left, right) = (max(8, tensors[$0].type.bits), max(8, tensors[$1].type.bits))
      return left != right ? left > right : $0 < $1
    }
    var starts = [Int](repeating: 0, count: tensors.count)
    var end = 0
    for index in order {
      starts[index] = end
      end += tensors[index].byteCount
    }
    var json = JSONWriter()
    json.object { json in
      if !metadata.isEmpty {
        json.object("__metadata__") { json in
          for key in metadata.keys.sorted() { json.field(key, metadata[key]) }
        }
      }
      for index in order {
        let tensor = tensors[index]
        json.object(tensor.name) { json in
          json.field("dtype", tensor.type.name)
          json.field("shape", tensor.shape)
          json.field("data_offsets", [starts[index], starts[index] + tensor.byteCount])
        }
      }
    }
    var text = Array(json.text.utf8)
    // Spaces are part of the header; the data begin at a multiple of eight.
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    let header = littleEndian(UInt64(text.count)) + text
    return FilePlan(
      header: header, offsets: starts.map { header.count + $0 }, byteCount: header.count + end)
  }

  /// An npy file of one array, row-major and little-endian.
  ///
  /// - Parameter tensor: The array; its name is not stored.
  /// - Returns: The plan; nil for a type that npy has no name for, such as BF16.
  public static func npy(_ tensor: PlannedTensor) -> FilePlan? {
    guard let descr = NpyType.description(of: tensor.type) else { return nil }
    let shape = tensor.shape.map { "\($0)" }.joined(separator: ", ")
    let comma = tensor.shape.count == 1 ? "," : ""
    var dictionary = "{'descr': '\(descr)', 'fortran_order': False, 'shape': (\(shape)\(comma)), }"
    // The prefix takes ten bytes, a line feed ends the header, and the data begin at a multiple of 64.
    while (10 + dictionary.utf8.count + 1) % 64 != 0 { dictionary += " " }
    dictionary += "\n"
    let length = UInt16(dictionary.utf8.count)
    let header =
      [0x93] + Array("NUMPY".utf8) + [1, 0] + littleEndian(length) + Array(dictionary.utf8)
    return FilePlan(
      header: header, offsets: [header.count], byteCount: header.count + tensor.byteCount)
  }
}

/// The bytes of an integer, the least significant first.
func littleEndian<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number) -> [UInt8] {
  (0..<(Number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
}
