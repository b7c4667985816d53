public import QuantCore

/// Something that tensors can be read from: one opened file, or several as one checkpoint.
///
/// Opening checked every length, offset and product of dimensions, so reading cannot fail. A file that is
/// cut short while it is open reads as zeros from there on, and `verify()` says so afterwards.
public protocol TensorSource: Sendable {
  /// What was opened.
  var description: SourceDescription { get }
  /// The tensors in the order of the file.
  var tensors: [TensorDescriptor] { get }

  /// Decodes a region to F32, row-major, without gaps.
  ///
  /// F16, BF16, FP8 convert exactly; F64 rounds to nearest, ties to even, and becomes infinite beyond F32's
  /// range. NaN stays NaN.
  ///
  /// - Parameters:
  ///   - region: A rectangle within the tensor's `[rows, columns]` view.
  ///   - tensor: An analysable tensor of this source.
  ///   - values: Room for exactly `region.elementCount` values.
  func read(
    _ region: TensorRegion, of tensor: TensorDescriptor, into values: inout MutableSpan<Float>)

  /// Lends the tensor's content in pieces: row-major, little-endian, in its stored type.
  ///
  /// - Parameters:
  ///   - tensor: A tensor of this source.
  ///   - body: Called with each piece in order; returns false to stop.
  func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool)

  /// Lends a part of the tensor's content in one piece.
  ///
  /// - Parameters:
  ///   - tensor: A tensor of this source.
  ///   - range: Which bytes of the content that `withContent` lends.
  ///   - body: Called once with those bytes.
  func withBytes(
    of tensor: TensorDescriptor, in range: Range<Int>, _ body: (Span<UInt8>) -> Void)

  /// The weights that are made of several stored tensors; empty where nobody has looked for them.
  var matrices: [EncodedMatrix] { get }

  /// The metadata of a GGUF file as stored; nil for other containers and for several files together.
  var gguf: GGUFMetadata? { get }

  /// Checks that the file still is as long as it was on opening and that no read fell off its end.
  ///
  /// - Throws: A `TensorFileError` of kind `.changed` that says how long the file was and is.
  func verify() throws(TensorFileError)

  /// Says that a region will not be read again soon, so that it need not stay in memory.
  ///
  /// - Parameters:
  ///   - region: A rectangle within the tensor's `[rows, columns]` view.
  ///   - tensor: A tensor of this source.
  func release(_ region: TensorRegion, of tensor: TensorDescriptor)
}

extension TensorSource {
  /// Most sources hold nothing that could be given back.
  public func release(_ region: TensorRegion, of tensor: TensorDescriptor) {}
}

extension TensorSource {
  /// Collects the bytes from the pieces that are lent.
  public func withBytes(
    of tensor: TensorDescriptor, in range: Range<Int>, _ body: (Span<UInt8>) -> Void
  ) {
    collectBytes(of: tensor, in: range, body)
  }

  /// Lends bytes in one piece by way of `withContent`.
  func collectBytes(
    of tensor: TensorDescriptor, in range: Range<Int>, _ body: (Span<UInt8>) -> Void
  ) {
    var collected: [UInt8] = []
    var start = 0
    withContent(of: tensor) { piece in
      let wanted = range.clamped(to: start..<(start + piece.count))
      for index in wanted { collected.append(piece[index - start]) }
      start += piece.count
      return start < range.upperBound
    }
    precondition(collected.count == range.count, "bytes within the tensor's content")
    body(collected.span)
  }

  /// None.
  public var matrices: [EncodedMatrix] { [] }

  /// None.
  public var gguf: GGUFMetadata? { nil }
}

/// What was opened: a path, a container, a size, and what had to be guessed.
public struct SourceDescription: Sendable, Hashable {
  /// The path as the user gave it.
  public var path: String
  /// The container's short name: `raw`, `npy`, `safetensors`; `files` for several.
  public var container: String
  /// The size of the file, in bytes.
  public var byteCount: Int
  /// What quantview guessed about a headerless file, in one sentence with its evidence and the option that
  /// settles it; nil where nothing was guessed.
  public var guess: String?
  /// Free text that the file carries about itself, such as the metadata of a safetensors file.
  public var metadata: [String: String]
  /// What is to be known about the content although it can be read: one line each.
  public var notes: [String]
  /// The directory that a checkpoint was opened from, with its configuration; nil for files named one by one.
  public var directory: CheckpointDirectory?

  /// Creates a description.
  public init(
    path: String, container: String, byteCount: Int, guess: String? = nil,
    metadata: [String: String] = [:], notes: [String] = [],
    directory: CheckpointDirectory? = nil
  ) {
    self.path = path
    self.container = container
    self.byteCount = byteCount
    self.guess = guess
    self.metadata = metadata
    self.notes = notes
    self.directory = directory
  }
}

extension SourceDescription {
  /// The file's name without folders and suffix: what the only tensor of a file without names is called.
  public var stem: String { fileStem(of: path) }

  /// The same without the folders that the file lies in, for reports that leave the machine.
  public var redacted: SourceDescription {
    var other = self
    let name = path.split(separator: "/").last.map { String($0) } ?? path
    other.path = name
    // A guess may quote the path.
    other.guess = path.isEmpty ? guess : guess?.replacing(path, with: name)
    return other
  }
}
