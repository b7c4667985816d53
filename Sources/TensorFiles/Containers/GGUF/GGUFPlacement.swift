internal import QuantCore

/// Finds the place of each tensor's content and checks it against the file.
struct GGUFPlacement {
  /// Where the data begin; offsets count from here.
  let dataStart: Int
  /// What each offset is a multiple of.
  let alignment: Int
  /// Whether the most significant byte of each number comes first.
  let isBigEndian: Bool
  /// The file.
  let file: MappedFile
  /// What the header says.
  let infos: [GGUFTensorInfo]
  private let sortedOffsets: [Int]

  init(
    dataStart: Int, alignment: Int, isBigEndian: Bool, file: MappedFile, infos: [GGUFTensorInfo]
  ) {
    self.dataStart = dataStart
    self.alignment = alignment
    self.isBigEndian = isBigEndian
    self.file = file
    self.infos = infos
    sortedOffsets = infos.map(\.offset).sorted()
  }

  /// The tensors in the order of their data.
  func descriptors() throws(TensorFileError) -> [TensorDescriptor] {
    var tensors: [TensorDescriptor] = []
    for info in infos {
      guard info.offset % alignment == 0 else {
        throw malformed(info, "offset \(info.offset) is no multiple of the alignment \(alignment)")
      }
      let available = max(0, file.byteCount - dataStart)
      guard info.offset <= available else {
        throw malformed(
          info, "offset \(info.offset) is beyond the file's \(available) bytes of data")
      }
      let left = available - info.offset
      let type = info.type.flatMap { isTaken($0, by: info, available: left) ? $0 : nil }
      tensors.append(
        TensorDescriptor(
          name: info.name, type: type.map { .ggml($0) } ?? .unknown("ggml-\(info.typeNumber)"),
          shape: info.shape.dimensions, offset: dataStart + info.offset,
          byteCount: try byteCount(info, type, available: left), order: order(of: type)))
    }
    return try inDataOrder(tensors, path: file.path)
  }

  /// Whether a tensor really is of the type that ggml has for its number: programs gave numbers that ggml took back to
  /// types of their own, and then another size lies between the offsets.
  private func isTaken(_ type: GGMLType, by info: GGUFTensorInfo, available: Int) -> Bool {
    guard type.isRemoved else { return true }
    guard let size = info.byteCount(type), size <= available else { return false }
    return gap(after: info.offset).map { $0 - size >= 0 && $0 - size < alignment } ?? true
  }

  private func order(of type: GGMLType?) -> ElementOrder {
    ElementOrder(isBigEndian: isBigEndian && type?.wideFields != [])
  }

  private func byteCount(
    _ info: GGUFTensorInfo, _ type: GGMLType?, available: Int
  ) throws(TensorFileError) -> Int {
    guard let type else {
      // How much such a type takes is unknown: all up to the next tensor is its content.
      return min(available, gap(after: info.offset) ?? available)
    }
    let columns = info.shape.dimensions.last ?? 1
    guard columns % type.blockElements == 0 else {
      throw malformed(
        info,
        "rows of \(columns) are no whole number of \(type.name)'s blocks of "
          + "\(type.blockElements)")
    }
    guard let size = info.byteCount(type), size <= available else {
      let size = info.byteCount(type).map { "\($0)" } ?? "more than 2^63"
      throw malformed(
        info,
        "\(type.name) \(shapeText(info.shape.dimensions)) takes \(size) bytes, the file has "
          + "\(available) left; is it cut short?")
    }
    return size
  }

  /// The bytes from an offset to the next greater one.
  private func gap(after offset: Int) -> Int? {
    var low = 0
    var high = sortedOffsets.count
    while low < high {
      let middle = (low + high) / 2
      if sortedOffsets[middle] > offset { high = middle } else { low = middle + 1 }
    }
    return low < sortedOffsets.count ? sortedOffsets[low] - offset : nil
  }

  private func malformed(_ info: GGUFTensorInfo, _ detail: String) -> TensorFileError {
    TensorFileError(
      .malformed, path: file.path, byteOffset: info.place,
      "tensor \(PrintableName.quoted(info.name)): \(detail)")
  }
}
