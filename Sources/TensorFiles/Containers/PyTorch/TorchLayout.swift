/// Where the views that a pickle tells of lie in a file.
struct TorchLayout {
  /// Where each storage's bytes lie in the file.
  let places: [String: Range<Int>]
  /// Whether the most significant byte of an element comes first.
  let isBigEndian: Bool
  /// The file that holds the storages.
  let file: MappedFile

  /// How many times the file's size all tensors together may take: views of one storage repeat it.
  private static let repetitions = 64
  /// What they may take however small the file is.
  private static let smallSize = 1 << 26

  /// The tensors as their file describes them.
  ///
  /// - Parameters:
  ///   - found: The numbers of views by their names.
  ///   - heap: The views, and what they are views of.
  /// - Returns: The tensors in the same order.
  /// - Throws: A `TensorFileError` where one does not lie within its storage, or where they repeat the file so often
  ///   that nobody could ever read them.
  func descriptors(
    of found: [(name: String, tensor: Int32)], heap: PickleHeap
  ) throws(TensorFileError) -> [TensorDescriptor] {
    let limit = max(Self.smallSize, file.byteCount.timesIfFits(Self.repetitions) ?? .max)
    var rest = limit
    var tensors: [TensorDescriptor] = []
    for (name, number) in found {
      let tensor = heap.tensor(number)
      let descriptor = try descriptor(name, tensor, of: heap.storages[tensor.storage])
      guard descriptor.byteCount <= rest else {
        throw TensorFileError(
          .malformed, path: path, byteOffset: descriptor.offset,
          "tensor \(PrintableName.quoted(name)): shape \(shapeText(tensor.shape)) with strides "
            + "\(shapeText(tensor.strides)) repeats its storage too often; all tensors take more than "
            + "\(limit) bytes, the file has \(file.byteCount)")
      }
      rest -= descriptor.byteCount
      tensors.append(descriptor)
    }
    return tensors
  }

  private var path: String { file.path }

  /// The tensor as its file describes it.
  ///
  /// - Parameters:
  ///   - name: The tensor's name.
  ///   - tensor: The view.
  ///   - storage: What it is a view of.
  /// - Returns: The tensor, of which every element lies in the file.
  /// - Throws: A `TensorFileError` where the view does not lie within its storage, or the storage not in the file.
  private func descriptor(
    _ name: String, _ tensor: TorchTensor, of storage: TorchStorage
  ) throws(TensorFileError) -> TensorDescriptor {
    let quoted = PrintableName.quoted(name)
    guard let place = places[storage.key] else {
      throw TensorFileError(
        .malformed, path: path,
        "tensor \(quoted): its storage \(PrintableName.quoted(storage.key)) is not in the file")
    }
    func malformed(_ detail: String) -> TensorFileError {
      TensorFileError(
        .malformed, path: path, byteOffset: place.lowerBound, "tensor \(quoted): \(detail)")
    }
    guard let shape = CheckedShape(tensor.shape),
      let byteCount = shape.byteCount(bits: tensor.type.bits)
    else {
      throw malformed("shape \(shapeText(tensor.shape)) has more elements than any file")
    }
    let size = tensor.type.bits / 8
    // A storage without a type is counted in bytes.
    let unit = storage.type.map { $0.bits / 8 } ?? 1
    guard let bytes = (storage.start + storage.elements).timesIfFits(unit), bytes <= place.count
    else {
      throw malformed(
        "its storage has \(storage.elements) elements of \(unit) bytes, the file has \(place.count) bytes"
      )
    }
    let start = storage.start * unit
    guard let end = lastElement(of: tensor, shape), end <= (bytes - start) / size else {
      throw malformed(
        "shape \(shapeText(tensor.shape)) with strides \(shapeText(tensor.strides)) from element "
          + "\(tensor.offset) on leaves its storage of \((bytes - start) / size) elements")
    }
    return TensorDescriptor(
      name: name, type: tensor.type, shape: tensor.shape,
      offset: place.lowerBound + start + tensor.offset * size, byteCount: byteCount,
      order: order(of: tensor))
  }

  /// How many elements of the storage come before the end of the view; nil where that has no meaning.
  private func lastElement(of tensor: TorchTensor, _ shape: CheckedShape) -> Int? {
    guard tensor.offset >= 0 else { return nil }
    guard shape.elementCount > 0 else { return tensor.offset }
    var last = tensor.offset
    for (dimension, stride) in zip(tensor.shape, tensor.strides) {
      guard stride >= 0, let reach = (dimension - 1).timesIfFits(stride) else { return nil }
      let (sum, overflowed) = last.addingReportingOverflow(reach)
      guard !overflowed else { return nil }
      last = sum
    }
    return last == .max ? nil : last + 1
  }

  private func order(of tensor: TorchTensor) -> ElementOrder {
    let bigEndian = isBigEndian && tensor.type.bits > 8
    let dense = ElementOrder.native.strides(of: tensor.shape)
    let isDense =
      tensor.shape.contains(0)
      || zip(tensor.shape, zip(tensor.strides, dense)).allSatisfy { $0 == 1 || $1.0 == $1.1 }
    return ElementOrder(isBigEndian: bigEndian, strides: isDense ? nil : tensor.strides)
  }
}

extension Int {
  fileprivate func timesIfFits(_ factor: Int) -> Int? {
    let (product, overflowed) = multipliedReportingOverflow(by: factor)
    return overflowed ? nil : product
  }
}
