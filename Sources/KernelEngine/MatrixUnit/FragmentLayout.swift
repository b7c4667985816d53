internal import QuantCore

/// Which lane of a warp holds which element of an operand of `mma.sync`, and in which register.
///
/// With lanes in groups of four, `g = lane / 4` and `t = lane % 4`, and w elements in a register (8 of 4 bits, or 4
/// containers of 8 bits), lowest bits first:
///
/// ```
/// A  4 registers   row    g + 8·(r % 2)      k = w·t + i + 4w·(r / 2)
/// B  2 registers   column g                  k = w·t + i + 4w·r
/// D  4 registers   row    g + 8·(r / 2)      column 2·t + r % 2
/// ```
///
/// In a container of 8 bits an FP6 element lies in bits 5…0 and an FP4 element in bits 5…2; the other bits are
/// padding. Source: PTX ISA, "Matrix Fragments for mma.m16n8k64", "… mma.m16n8k32", and "mma". The same layouts under
/// S4 (m16n8k64) and E4M3 (m16n8k32) gave the right products on an H200: 200 random ones each, all 128 sums.
/// A product can't tell an order of K that A and B share from another; that order is the ISA's word, and scales
/// depend on it.
public struct FragmentLayout: Sendable, Hashable {
  /// A matrix that an instruction reads or writes.
  public enum Operand: String, Sendable, Hashable, CaseIterable {
    case a = "A"
    case b = "B"
    /// D, and C, which lies as D does.
    case d = "D"
  }

  /// Where a warp holds an element.
  public struct Place: Sendable, Hashable {
    /// The lane, 0…31.
    public let lane: Int
    /// The register among the operand's.
    public let register: Int
    /// The element within the register, the lowest bits 0.
    public let position: Int

    /// Creates a place.
    public init(lane: Int, register: Int, position: Int) {
      self.lane = lane
      self.register = register
      self.position = position
    }
  }

  /// Which matrix.
  public let operand: Operand
  /// Rows of A and D, columns of B.
  public let lines: Int
  /// Elements of K in a line; columns of D.
  public let length: Int
  /// Registers of 32 bits in each lane.
  public let registers: Int
  /// Elements in a register.
  public let elements: Int
  private let container: Int
  private let elementBits: Range<Int>

  /// The lanes of a warp.
  public static let lanes = 32

  /// Creates the layout of an instruction's operand.
  public init(_ operand: Operand, of instruction: MatrixInstruction) {
    self.operand = operand
    lines = operand == .b ? instruction.columns : instruction.rows
    length = operand == .d ? instruction.columns : instruction.depth
    registers = operand == .b ? 2 : 4
    container = operand == .d ? 32 : instruction.containerBits
    elements = 32 / container
    let type = operand == .a ? instruction.a : instruction.b
    let low = container == 8 && type == .e2m1 ? 2 : 0
    elementBits = operand == .d ? 0..<32 : low..<low + type.bits
  }

  /// Where an element is held.
  ///
  /// - Parameters:
  ///   - line: The row of A or D, the column of B.
  ///   - index: The place along K; the column of D.
  /// - Returns: The place; nil outside the operand.
  public func place(line: Int, index: Int) -> Place? {
    guard (0..<lines).contains(line), (0..<length).contains(index) else { return nil }
    guard operand != .d else {
      return Place(
        lane: line % 8 * 4 + index / 2, register: line / 8 * 2 + index % 2, position: 0)
    }
    let half = index / (4 * elements)
    return Place(
      lane: line % 8 * 4 + index / elements % 4,
      register: operand == .a ? line / 8 + 2 * half : half, position: index % elements)
  }

  /// The element that a lane holds somewhere; nil where there is no such place.
  public func element(at place: Place) -> (line: Int, index: Int)? {
    guard (0..<Self.lanes).contains(place.lane), (0..<registers).contains(place.register),
      (0..<elements).contains(place.position)
    else { return nil }
    let (group, thread) = (place.lane / 4, place.lane % 4)
    let register = place.register
    switch operand {
    case .a:
      return (
        group + 8 * (register % 2),
        elements * thread + place.position + 4 * elements * (register / 2)
      )
    case .b: return (group, elements * thread + place.position + 4 * elements * register)
    case .d: return (group + 8 * (register / 2), 2 * thread + register % 2)
    }
  }

  /// The bits of a register that an element's code takes; the lowest is 0.
  public func bits(position: Int) -> Range<Int> {
    let start = position * container
    return start + elementBits.lowerBound..<start + elementBits.upperBound
  }

  /// The registers of all lanes, lane by lane, that hold some codes.
  ///
  /// - Parameter codes: The codes, `[lines, length]`; bits above an element's width are dropped.
  /// - Returns: `[32, registers]`; nil where the number of codes is another.
  public func registers(holding codes: [UInt32]) -> [UInt32]? {
    guard codes.count == lines * length else { return nil }
    var words = [UInt32](repeating: 0, count: Self.lanes * registers)
    for line in 0..<lines {
      for index in 0..<length {
        guard let place = place(line: line, index: index) else { continue }
        let code = UInt64(codes[line * length + index]) & (1 << UInt64(elementBits.count) - 1)
        words[place.lane * registers + place.register] |= UInt32(
          truncatingIfNeeded: code << UInt64(bits(position: place.position).lowerBound))
      }
    }
    return words
  }

  /// The code of an element in the registers of all lanes; 0 outside.
  public func code(line: Int, index: Int, in words: [UInt32]) -> UInt32 {
    guard let place = place(line: line, index: index), words.count == Self.lanes * registers
    else { return 0 }
    let word = UInt64(words[place.lane * registers + place.register])
    let code = word >> UInt64(bits(position: place.position).lowerBound)
    return UInt32(truncatingIfNeeded: code & (1 << UInt64(elementBits.count) - 1))
  }
}
