internal import FileTargets
internal import QuantCore
internal import QuantReports
internal import TensorFiles

/// A format's identifier, as `--formats` takes it, and a threshold about it.
struct FormatTarget: FuzzTarget {
  let name = "format"

  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(FailConditionError) {
      _ = try FailCondition(text, formats: FormatRegistry.defaults)
    } catch {
      try ShownText.checkError(error)
    }
    let format: any QuantizationFormat
    do throws(UnknownFormat) {
      format = try FormatRegistry.format(named: text)
    } catch {
      // The program's console sees to it that what it quotes is harmless.
      try ShownText.checkError(PrintableName.line(error.description))
      return false
    }
    for (rows, columns) in [(0, 0), (1, 1), (3, 40), (1 << 20, 1 << 20)]
    where format.refusal(rows: rows, columns: columns) == nil {
      _ = format.storedBits(rows: rows, columns: columns)
      _ = format.bitsPerWeight(rows: rows, columns: columns)
    }
    return true
  }
}

/// A pattern for the names of tensors, a blank, and the name that it is held against; and as a shape.
struct PatternTarget: FuzzTarget {
  let name = "pattern"

  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    _ = RawLayout.shape(text)
    let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    return NamePattern(String(parts[0])).matches(String(parts.last ?? ""))
  }
}
