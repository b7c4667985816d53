public import QuantCore

/// What to make of a checkpoint.
public struct QuantizeRequest: Sendable {
  /// The format that weights get.
  public let format: any QuantizationFormat
  /// How they are laid down.
  public let layout: any ExportLayout
  /// Names or patterns of the tensors that get it; empty for every weight that the layout has a place for.
  public let tensors: [String]
  /// Patterns of weights that share a tensor scale, each among those whose names differ in the last part alone.
  public let sharedScales: [String]

  /// Creates a request.
  public init(
    format: any QuantizationFormat, layout: any ExportLayout, tensors: [String] = [],
    sharedScales: [String] = []
  ) {
    self.format = format
    self.layout = layout
    self.tensors = tensors
    self.sharedScales = sharedScales
  }
}

/// Why a checkpoint can't be quantized as asked: what, where, and what to try.
public struct QuantizeError: Error, Sendable, Hashable, CustomStringConvertible {
  /// One line for the user.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// How far quantizing is.
public struct QuantizeProgress: Sendable, Hashable {
  /// What is worked on: a tensor or a file.
  public let name: String
  /// How many bytes were just read.
  public let byteCount: Int
}
