internal import QuantCore

/// The header of a GGUF file: counts, metadata, descriptions of tensors, each checked as it is read.
struct GGUFHeader {
  /// What the file says about itself.
  let metadata: GGUFMetadata
  /// The tensors, every one of them within the file.
  let tensors: [TensorDescriptor]

  private static let alignmentKey = "general.alignment"
  /// More entries than any model's: a few hundred are usual.
  private static let entryLimit = 1 << 16

  /// Reads the header from behind the magic bytes on.
  init(of file: MappedFile) throws(TensorFileError) {
    var scanner = GGUFScanner(file, at: GGUFReader.magic.count)
    let version = try Self.version(&scanner)
    // Each takes at least a name's length and bytes, its type, its place or value.
    let tensorCount = try scanner.count(
      "the number of tensors", unit: 24, atMost: TensorLimits.perFile)
    let entryCount = try scanner.count(
      "the number of metadata entries", unit: 14, atMost: Self.entryLimit)
    let entries = try Self.entries(entryCount, &scanner)
    let alignment = try Self.alignment(entries, scanner)
    metadata = GGUFMetadata(
      version: version, isBigEndian: scanner.isBigEndian, alignment: alignment, entries: entries,
      file: file)
    let infos = try Self.infos(tensorCount, &scanner)
    let end = scanner.position
    let padding = end % alignment == 0 ? 0 : alignment - end % alignment
    // A file without data may end before what would fill up to them.
    let placement = GGUFPlacement(
      dataStart: min(end + padding, file.byteCount), alignment: alignment,
      isBigEndian: scanner.isBigEndian, file: file, infos: infos)
    tensors = try placement.descriptors()
  }

  /// Reads the version and by it finds the byte order: the one in which it is small.
  private static func version(_ scanner: inout GGUFScanner) throws(TensorFileError) -> UInt32 {
    let place = scanner.position
    let stored: UInt32 = try scanner.number("the version")
    scanner.isBigEndian = stored & 0xFFFF == 0 && stored != 0
    let version = scanner.isBigEndian ? stored.byteSwapped : stored
    switch version {
    case 2, 3: return version
    case 1:
      throw scanner.malformed(
        "GGUF version 1, expected 2 or 3; an old llama.cpp, before 2024, still converts it",
        at: place)
    default:
      throw scanner.malformed(
        "GGUF version \(version), expected 2 or 3; is it a newer kind of file?", at: place)
    }
  }

  private static func entries(
    _ count: Int, _ scanner: inout GGUFScanner
  ) throws(TensorFileError) -> [GGUFMetadata.Entry] {
    var entries: [GGUFMetadata.Entry] = []
    var keys: Set<ByteName> = []
    for _ in 0..<count {
      let entry = try scanner.entry()
      guard keys.insert(ByteName(entry.key)).inserted else {
        throw scanner.malformed(
          "the key \(PrintableName.quoted(entry.key)) stands in the header twice",
          at: entry.byteRange.lowerBound)
      }
      entries.append(entry)
    }
    return entries
  }

  private static func alignment(
    _ entries: [GGUFMetadata.Entry], _ scanner: GGUFScanner
  ) throws(TensorFileError) -> Int {
    guard let entry = entries.first(where: { ByteName($0.key) == ByteName(alignmentKey) }) else {
      return GGUFMetadata.defaultAlignment
    }
    guard entry.type == .uint32, case .unsigned(let value) = entry.value,
      value.nonzeroBitCount == 1
    else {
      throw scanner.malformed(
        "\(alignmentKey) is \(entry.type.name) \(PrintableName.quoted(entry.value.description)), "
          + "expected a power of two as u32",
        at: entry.byteRange.lowerBound)
    }
    return Int(value)
  }

  private static func infos(
    _ count: Int, _ scanner: inout GGUFScanner
  ) throws(TensorFileError) -> [GGUFTensorInfo] {
    var infos: [GGUFTensorInfo] = []
    var names: Set<ByteName> = []
    for _ in 0..<count {
      let info = try GGUFTensorInfo(&scanner)
      guard names.insert(ByteName(info.name)).inserted else {
        throw scanner.malformed(
          "the name \(PrintableName.quoted(info.name)) stands in the header twice", at: info.place)
      }
      infos.append(info)
    }
    return infos
  }
}
