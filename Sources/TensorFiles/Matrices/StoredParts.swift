internal import QuantCore

/// The stored tensors of a source by name, as layouts look for them.
struct StoredParts {
  /// The group sizes that a configuration names.
  let groupSizes: Set<Int>
  private let source: any TensorSource
  private let tensors: [ByteName: TensorDescriptor]

  init(_ source: any TensorSource, groupSizes: Set<Int> = []) {
    self.source = source
    self.groupSizes = groupSizes
    tensors = Dictionary(source.tensors.map { (ByteName($0.name), $0) }) { first, _ in first }
  }

  /// The tensor of the given name, where its bytes lie in the usual order.
  subscript(name: String) -> TensorDescriptor? {
    tensors[ByteName(name)].flatMap { $0.order == .native ? $0 : nil }
  }

  /// The tensor of the given name.
  ///
  /// - Parameter name: The name.
  /// - Returns: The tensor.
  /// - Throws: `Misfit` where there is none.
  func needed(_ name: String) throws(Misfit) -> TensorDescriptor {
    guard let tensor = self[name] else {
      throw Misfit("there is no \(PrintableName.quoted(name))")
    }
    return tensor
  }

  /// The whole numbers of an I64 tensor with no more than `limit` of them.
  func wholeNumbers(of tensor: TensorDescriptor, limit: Int) -> [Int]? {
    guard tensor.type.name == "I64", tensor.elementCount <= limit else { return nil }
    var numbers: [Int] = []
    source.withBytes(of: tensor, in: 0..<tensor.byteCount) { bytes in
      for index in 0..<tensor.elementCount {
        numbers.append(Int(Int64(littleEndian: bytes.element(index, as: Int64.self))))
      }
    }
    return numbers
  }
}

extension TensorDescriptor {
  /// The type and shape as messages show them.
  var kind: String { "\(type.name) \(shapeText(shape))" }

  /// Whether this is one scale for a tensor of `rows` rows, or one for each of as many equal runs of them.
  func isTensorScale(ofRows rows: Int) -> Bool {
    type == .f32 && elementCount > 0 && rows % elementCount == 0
      && (elementCount == 1 || elementCount == shape[0])
  }
}

extension StoredType {
  /// Whether scales of integers and FP8 are stored so.
  var isScale: Bool { self == .f32 || self == .f16 || self == .bf16 }

  /// The option by which an identifier names a scale's type; empty for the default.
  func scaleOption(default type: StoredType) -> String {
    self == type ? "" : "+" + name.lowercased()
  }
}

/// The number of blocks that cover so many columns.
func blockCount(_ columns: Int, of block: Int) -> Int {
  columns / block + (columns % block == 0 ? 0 : 1)
}
