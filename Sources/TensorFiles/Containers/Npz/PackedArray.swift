internal import Synchronization

/// An array that `numpy.savez_compressed` has packed: its header is read on opening, its values once somebody wants
/// them.
final class PackedArray: Sendable {
  /// The array as a tensor; its offset is where the packed bytes lie.
  let tensor: TensorDescriptor
  private let packed: PackedEntry
  /// The bytes of the header and the array; what follows them is let pass, as in an npy file.
  private let usedCount: Int
  private let state = Mutex(State.packed)

  /// An array in a file of its own.
  struct Unpacked {
    let source: MappedSource
    /// The only tensor there.
    let tensor: TensorDescriptor
  }

  private enum State {
    case packed
    case unpacked(Unpacked)
    case failed(TensorFileError)
  }

  /// Reads the header.
  ///
  /// - Parameters:
  ///   - name: What the array is called.
  ///   - packed: Where it is.
  /// - Throws: A `TensorFileError` where the header does not unpack or is malformed.
  init(named name: String, _ packed: PackedEntry) throws(TensorFileError) {
    self.packed = packed
    let array = try Self.array(named: name, in: packed)
    usedCount = array.offset + array.byteCount
    tensor = TensorDescriptor(
      name: name, type: array.type, shape: array.shape, offset: packed.place.lowerBound,
      byteCount: array.byteCount, order: array.order)
  }

  /// Far more than the header of nearly every array, so that not much more is unpacked than is needed.
  private static let firstLook = 1 << 12
  /// NumPy reads no header of more than 10,000 bytes unless it is told to.
  private static let longLook = 1 << 14
  /// How much may follow the smallest array for its checksum's sake.
  private static let checkedRest = 1 << 20

  private static func array(
    named name: String, in packed: PackedEntry
  ) throws(TensorFileError) -> TensorDescriptor {
    func array(within count: Int) throws(TensorFileError) -> TensorDescriptor {
      let beginning = UnpackedBytes(path: packed.file.path, bytes: try packed.beginning(count))
      do {
        return try NpyReader.array(named: name, in: beginning, within: 0..<packed.entry.byteCount)
      } catch {
        // What the header's reader counts are unpacked bytes, of which the file has none.
        throw TensorFileError(
          error.kind, path: error.path, byteOffset: packed.place.lowerBound,
          "\(PrintableName.quoted(packed.entry.name)), unpacked, \(error.detail)")
      }
    }
    do {
      return try array(within: firstLook)
    } catch {
      guard packed.entry.byteCount > firstLook else { throw error }
      return try array(within: longLook)
    }
  }

  /// Why it could not be unpacked; nil where it was, or nobody has asked for it.
  var failure: TensorFileError? {
    state.withLock { if case .failed(let error) = $0 { error } else { nil } }
  }

  /// The array in a file of its own, where somebody has asked for it already.
  var unpackedSoFar: Unpacked? {
    state.withLock { if case .unpacked(let array) = $0 { array } else { nil } }
  }

  /// The array in a file of its own; nil where it can't be unpacked.
  ///
  /// The first who asks unpacks it, and whoever asks meanwhile waits.
  func unpacked() -> Unpacked? {
    state.withLock { state in
      if case .packed = state {
        do throws(TensorFileError) {
          state = .unpacked(try unpack())
        } catch {
          state = .failed(error)
        }
      }
      if case .unpacked(let array) = state { return array }
      return nil
    }
  }

  private func unpack() throws(TensorFileError) -> Unpacked {
    let name = PrintableName.quoted(tensor.name)
    func unkept(_ error: FileWriteError) -> TensorFileError {
      TensorFileError(.unreadable, path: packed.file.path, "\(error.path): \(error.detail)")
    }
    let scratch: ScratchFile
    do {
      scratch = try ScratchFile(in: ScratchFile.usualFolder, for: "array \(name), unpacked,")
    } catch {
      throw unkept(error)
    }
    // The checksum is of the whole entry, of which far more than the array is not worth unpacking.
    let whole = packed.entry.byteCount
    let isChecked = whole - usedCount <= max(usedCount, Self.checkedRest)
    var left = usedCount
    try packed.unpack(isChecked ? whole : usedCount) {
      (piece: Span<UInt8>) throws(TensorFileError) in
      let kept = min(piece.count, left)
      guard kept > 0 else { return }
      left -= kept
      do throws(FileWriteError) {
        try scratch.append(piece.extracting(0..<kept))
      } catch {
        throw unkept(error)
      }
    }
    let file = try MappedFile(scratch, for: packed.file.path)
    let array = try NpyReader.array(named: tensor.name, in: file, within: 0..<file.byteCount)
    guard array.type == tensor.type, array.shape == tensor.shape, array.order == tensor.order else {
      throw TensorFileError(
        .changed, path: packed.file.path,
        "array \(name) became another while the file was open; open it again")
    }
    let contents = ContainerContents(tensors: [array])
    return Unpacked(
      source: MappedSource(file, container: "npy", contents: contents), tensor: array)
  }
}
