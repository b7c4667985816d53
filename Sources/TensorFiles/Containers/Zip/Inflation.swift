internal import CSystem

/// A DEFLATE stream (RFC 1951) that is unpacked piece by piece.
@safe final class Inflation {
  /// How a step ended.
  enum State {
    case goesOn, isDone, failed
  }

  private let stream: OpaquePointer

  /// Begins a stream; nil where there is no memory for it.
  init?() {
    guard let stream = unsafe inflation_begin() else { return nil }
    unsafe self.stream = stream
  }

  deinit { unsafe inflation_end(stream) }

  /// Unpacks as much as there is room for.
  ///
  /// - Parameters:
  ///   - packed: What follows of the stream.
  ///   - room: Where the unpacked bytes go, from its beginning on.
  ///   - limit: How many of them are wanted at most.
  /// - Returns: How it ended, how many bytes were taken, and how many were made.
  func step(
    _ packed: Span<UInt8>, into room: inout [UInt8], upTo limit: Int
  ) -> (state: State, taken: Int, made: Int) {
    var taken = 0
    var made = 0
    let state = unsafe packed.withUnsafeBufferPointer { packed in
      unsafe room.withUnsafeMutableBufferPointer { room in
        unsafe inflation_step(
          stream, packed.baseAddress, packed.count, &taken, room.baseAddress,
          min(room.count, limit), &made)
      }
    }
    switch state {
    case inflation_is_done: return (.isDone, taken, made)
    case inflation_goes_on: return (.goesOn, taken, made)
    default: return (.failed, taken, made)
    }
  }

  /// A zip archive's CRC-32 of bytes and of those before them, of which it is 0 where there are none.
  static func checksum(_ bytes: Span<UInt8>, after before: UInt32) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer {
      unsafe inflation_checksum(before, $0.baseAddress, $0.count)
    }
  }
}
