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

  /// What is stored for a weight that is made of several stored tensors, or of ggml's blocks; nil for a tensor of plain
  /// elements.
  ///
  /// - Parameter tensor: A tensor of this source.
  /// - Returns: Its codes, scales and zero points.
  func encoded(_ tensor: TensorDescriptor) -> EncodedWeight?

  /// The metadata of a GGUF file as stored; nil for other containers and for several files together.
  var gguf: GGUFMetadata? { get }

  /// Checks that every file still is what it was on opening: as long, not written to since, not replaced by another,
  /// and that no read fell off its end.
  ///
  /// - Throws: A `TensorFileError` of kind `.changed` that says what became of the file.
  func verify() throws(TensorFileError)

  /// Checks the files that a tensor is read from, as `verify()` does all of them.
  ///
  /// - Parameter tensor: A tensor of this source.
  /// - Throws: A `TensorFileError` of kind `.changed` that says what became of the file.
  func verify(_ tensor: TensorDescriptor) throws(TensorFileError)

  /// Says that a region will not be read again soon, so that it need not stay in memory.
  ///
  /// - Parameters:
  ///   - region: A rectangle within the tensor's `[rows, columns]` view.
  ///   - tensor: A tensor of this source.
  func release(_ region: TensorRegion, of tensor: TensorDescriptor)

  /// Says whether only scattered parts of a tensor will be read from now on, so that nothing is read ahead of them.
  ///
  /// - Parameters:
  ///   - tensor: A tensor of this source.
  ///   - isScattered: True before such reads, false after them.
  func expectScatteredReads(of tensor: TensorDescriptor, _ isScattered: Bool)

  /// What the tensor's values depend on, asked of the files as they are now.
  ///
  /// - Parameter tensor: A tensor of this source.
  /// - Returns: Nil where nothing that lasts holds them: standard input, or memory.
  func identity(of tensor: TensorDescriptor) -> TensorIdentity?
}

extension TensorSource {
  /// Most sources hold nothing that could be given back.
  public func release(_ region: TensorRegion, of tensor: TensorDescriptor) {}

  /// Most sources read nothing ahead.
  public func expectScatteredReads(of tensor: TensorDescriptor, _ isScattered: Bool) {}

  /// Nothing is known of most.
  public func identity(of tensor: TensorDescriptor) -> TensorIdentity? { nil }

  /// Most sources are one file.
  public func verify(_ tensor: TensorDescriptor) throws(TensorFileError) { try verify() }
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

  /// Every tensor stands for itself.
  public func encoded(_ tensor: TensorDescriptor) -> EncodedWeight? { nil }

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
  /// What the file says about itself: the metadata of a safetensors or GGUF file.
  public var metadata: MetadataTable
  /// What is to be known about the content although it can be read: one line each.
  public var notes: [String]
  /// What keeps parts of the content from being shown while the rest can be read: missing shards, broken files.
  ///
  /// Commands say each in a line, go on with what is left, and exit with 3.
  public var faults: [TensorFileError]
  /// The files that were read where the path names one of several: the parts of a split GGUF file.
  public var parts: [String] = []
  /// The directory that a checkpoint was opened from, with its configuration; nil for files named one by one.
  public var directory: CheckpointDirectory?
  /// What the checkpoint says of its model; nil where it says nothing.
  public var model: ModelConfiguration?

  /// Creates a description.
  public init(
    path: String, container: String, byteCount: Int, guess: String? = nil,
    metadata: MetadataTable = [:], notes: [String] = [], faults: [TensorFileError] = [],
    directory: CheckpointDirectory? = nil, model: ModelConfiguration? = nil
  ) {
    self.path = path
    self.container = container
    self.byteCount = byteCount
    self.guess = guess
    self.metadata = metadata
    self.notes = notes
    self.faults = faults
    self.directory = directory
    self.model = model
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
    other.faults = faults.map(\.redacted)
    return other
  }
}
