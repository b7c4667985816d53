internal import QuantCore

/// The metadata of a GGUF file that is going to be written: entries as another file stores them, or none.
public struct GGUFHeaderPlan: Sendable {
  /// The entries in order, each with the bytes of its key, type and value.
  private var entries: [(key: String, bytes: [UInt8])] = []
  /// What every tensor's offset is a multiple of.
  let alignment: Int

  /// The header of a file of bare tensors.
  public init() {
    alignment = GGUFMetadata.defaultAlignment
  }

  /// The header of another file, byte for byte, the numbers of a big-endian one turned round.
  ///
  /// What it says about being a part of several is left out: what is written is whole.
  public init(copying metadata: GGUFMetadata) {
    alignment = metadata.alignment
    entries = metadata.entries.filter { !GGUFSplit.keys.contains($0.key) }.map { entry in
      (entry.key, metadata.littleEndianBytes(of: entry))
    }
  }

  /// Replaces the value of an entry that is there as a u32.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - value: The value.
  public mutating func replace(_ key: String, with value: UInt32) {
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return }
    entries[index].bytes =
      littleEndian(UInt64(key.utf8.count)) + Array(key.utf8)
      + littleEndian(GGUFValueType.uint32.rawValue) + littleEndian(value)
  }

  var count: Int { entries.count }

  var bytes: [UInt8] { entries.flatMap(\.bytes) }
}

extension FilePlan {
  /// The longest name that ggml takes, in bytes.
  private static let ggmlNameLimit = 63
  /// The most dimensions that ggml takes.
  private static let ggmlRankLimit = 4

  /// Why GGUF has no place for a tensor; nil where it has.
  public static func ggufRefusal(of tensor: PlannedTensor) -> String? {
    guard GGMLType.named(tensor.type.name) != nil else { return "ggml has no type \(tensor.type)" }
    guard tensor.name.utf8.count <= ggmlNameLimit else {
      return "its name has \(tensor.name.utf8.count) bytes, ggml takes \(ggmlNameLimit)"
    }
    guard tensor.shape.count <= ggmlRankLimit else {
      return "it has \(tensor.shape.count) dimensions, ggml takes \(ggmlRankLimit)"
    }
    return nil
  }

  /// A GGUF file, version 3, little-endian.
  ///
  /// - Parameters:
  ///   - tensors: The tensors in the order of the file, none of which is refused.
  ///   - plan: The metadata.
  /// - Returns: The plan; what lies between the tensors is zero.
  public static func gguf(_ tensors: [PlannedTensor], header plan: GGUFHeaderPlan) -> FilePlan {
    func aligned(_ offset: Int) -> Int {
      (offset + plan.alignment - 1) / plan.alignment * plan.alignment
    }
    var starts: [Int] = []
    var end = 0
    for tensor in tensors {
      starts.append(end)
      end = aligned(end + tensor.byteCount)
    }
    var header = GGUFReader.magic + littleEndian(UInt32(3))
    header += littleEndian(UInt64(tensors.count)) + littleEndian(UInt64(plan.count)) + plan.bytes
    for (tensor, start) in zip(tensors, starts) {
      header += littleEndian(UInt64(tensor.name.utf8.count)) + Array(tensor.name.utf8)
      // A scalar is a vector of one; the dimension that runs fastest comes first.
      let dimensions = tensor.shape.isEmpty ? [1] : tensor.shape.reversed()
      header += littleEndian(UInt32(dimensions.count))
      for dimension in dimensions { header += littleEndian(UInt64(dimension)) }
      header += littleEndian(GGMLType.named(tensor.type.name)?.id ?? 0)
      header += littleEndian(UInt64(start))
    }
    let dataStart = aligned(header.count)
    return FilePlan(
      header: header, offsets: starts.map { dataStart + $0 }, byteCount: dataStart + end)
  }
}
