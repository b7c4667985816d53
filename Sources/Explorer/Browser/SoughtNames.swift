internal import Synchronization
internal import TensorFiles

/// The names of all tensors in lower case, as bytes: a filter is sought in all of them at each key.
///
/// They are made when the first is sought, since that takes its time for 100,000 of them.
final class SoughtNames: Sendable, Equatable {
  private let tensors: [TensorDescriptor]
  private let lowered = Mutex<Lowered?>(nil)

  init(_ tensors: [TensorDescriptor]) {
    self.tensors = tensors
  }

  static func == (left: SoughtNames, right: SoughtNames) -> Bool {
    left === right || left.tensors == right.tensors
  }

  /// All names one after the other: a search runs over them as over one text.
  private struct Lowered {
    private(set) var bytes: [UInt8] = []
    /// Where each name ends.
    private(set) var ends: [Int] = []

    init(_ tensors: [TensorDescriptor]) {
      ends.reserveCapacity(tensors.count)
      bytes.reserveCapacity(tensors.reduce(0) { $0 + $1.name.utf8.count })
      for tensor in tensors {
        let start = bytes.count
        bytes += tensor.name.utf8
        if Self.lower(&bytes, from: start) {
          bytes.removeLast(bytes.count - start)
          bytes += tensor.name.lowercased().utf8
        }
        ends.append(bytes.count)
      }
    }

    /// Brings ASCII letters into lower case; true where there are others.
    private static func lower(_ bytes: inout [UInt8], from start: Int) -> Bool {
      var others: UInt8 = 0
      for index in start..<bytes.count {
        let byte = bytes[index]
        others |= byte
        if byte &- 0x41 < 26 { bytes[index] = byte | 0x20 }
      }
      return others >= 0x80
    }
  }

  private var names: Lowered {
    lowered.withLock { lowered in
      let names = lowered ?? Lowered(tensors)
      lowered = names
      return names
    }
  }

  /// Which names hold a text, in upper or lower case; nil where it is empty and all do.
  func holding(_ text: String) -> [Bool]? {
    let wanted = Array(text.lowercased().utf8)
    guard !wanted.isEmpty else { return nil }
    var holding = [Bool](repeating: false, count: tensors.count)
    find(wanted) { index, _ in
      holding[index] = true
      return true
    }
    return holding
  }

  /// The first names that hold a text, those that begin with it before the others.
  func first(_ limit: Int, holding text: String) -> [Int] {
    let wanted = Array(text.lowercased().utf8)
    guard !wanted.isEmpty else { return Array(tensors.indices.prefix(limit)) }
    var beginning: [Int] = []
    var others: [Int] = []
    find(wanted) { index, isBeginning in
      if isBeginning {
        beginning.append(index)
      } else {
        others.append(index)
      }
      return beginning.count < limit
    }
    return Array((beginning + others).prefix(limit))
  }

  /// Calls `found` with each name that holds a text that is not empty, and whether it begins with it, until it
  /// returns false.
  private func find(_ text: [UInt8], _ found: (Int, Bool) -> Bool) {
    let names = names
    let bytes = names.bytes
    let head = text[0]
    var start = 0
    for (index, end) in names.ends.enumerated() {
      defer { start = end }
      var place = start
      let last = end - text.count
      while place <= last {
        if bytes[place] == head, Self.stands(text, in: bytes, at: place) {
          guard found(index, place == start) else { return }
          break
        }
        place += 1
      }
    }
  }

  private static func stands(_ text: [UInt8], in bytes: [UInt8], at place: Int) -> Bool {
    for index in 1..<max(1, text.count) where bytes[place + index] != text[index] { return false }
    return true
  }
}
