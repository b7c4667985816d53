/// Something that takes bytes which may hold anything: one reader, fed by the fuzzer and by the tests.
///
/// A new reader is one type and one row in `FileTargets.all` or in its sibling for texts.
public protocol FuzzTarget: Sendable {
  /// The name, by which the fuzzer is asked for it and under which its regressions are kept.
  var name: String { get }

  /// Reads the bytes as the program would.
  ///
  /// - Parameters:
  ///   - bytes: The input.
  ///   - scratch: A directory of the target's own, for inputs that are files.
  /// - Returns: Whether the input was taken; false where it was refused, with an error that a user may see.
  /// - Throws: `ReaderFault` where what came of it must never come of any input.
  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool
}

/// What a reader must never do, whatever it reads.
public struct ReaderFault: Error, CustomStringConvertible {
  /// What was wrong, in one line.
  public let description: String

  /// Creates a fault.
  public init(_ description: String) {
    self.description = description
  }
}
