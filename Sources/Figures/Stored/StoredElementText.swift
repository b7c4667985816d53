internal import Charts
internal import QuantCore
public import TensorFiles

/// One element as its file stores it: the code by its bits, its block's scale and zero point, and the bytes.
public struct StoredElementText: Sendable, Hashable {
  /// The code, and the arithmetic that makes the value: `stored 0x9 1001 = (1 - 0) x 0.01230 = 0.01230`.
  public let element: String
  /// The block's scale by its bits, and the zero point: `stored F16 0x2253 0|01000|1001010011 = 0.01235`.
  public let scale: String
  /// The scale in a few words: `stored 0x2253 0.01235`.
  public let shortScale: String
  /// Where the code lies in the file.
  public let place: [String]

  /// Describes an element; nil where the file stores nothing for the column.
  ///
  /// - Parameters:
  ///   - column: The column.
  ///   - stored: What is stored around it.
  public init?(_ column: Int, in stored: StoredElements) {
    guard let code = stored.code(of: column), let value = stored.value(of: column) else {
      return nil
    }
    let matrix = stored.matrix
    let fields = CodeFields(UInt16(code), of: stored.element)
    let unit = Self.number(stored.element.values[Int(code)])
    let result = Self.number(value)
    guard let block = stored.block(of: column) else {
      element = "stored \(fields.hex) \(fields.bits) = \(unit), of a group that is not there"
      scale = "no scale: the group is not there"
      shortScale = scale
      place = Self.place(of: column, in: stored)
      return
    }
    // What is 2^128 to ggml is infinite in F32, where elements are not doubled.
    let isEndless = block.run != nil && matrix.scaleType == .e8m0 && block.scale.code == 255
    let multiplier = isEndless ? "2^128" : Self.number(block.scale.multiplier)
    let zero = Self.number(block.scale.offset)
    let term = block.zeroPoint == nil ? unit : "(\(unit) - \(zero))"
    let added =
      block.run?.added.map { ($0.sign == .minus ? " - " : " + ") + Self.number($0.magnitude) } ?? ""
    let input = stored.inputScale(of: column).map { " x \(Self.number($0))" } ?? ""
    element =
      "stored \(fields.hex) \(fields.bits) = \(term) x \(multiplier)\(added)\(input) = \(result)"
    var (text, short) = Self.scale(block.scale, of: matrix)
    if let step = block.run?.scale.step {
      let way = " x \(step) = \(Self.number(block.run?.multiplier ?? .nan))"
      text += way
      short += way
    }
    if let tensorScale = stored.tensorScale {
      let sign = matrix.tensorScale == .divisor ? "/" : "x"
      let way = " \(sign) \(Self.number(tensorScale)) = \(multiplier)"
      text += way
      short += way
    }
    if let zeroPoint = block.zeroPoint {
      let way = matrix.zeroPoints == .lessOne ? "\(zeroPoint) + 1" : "\(zeroPoint)"
      text += ", zero point stored \(zeroPoint), subtracted \(way)"
      short += ", zero \(way)"
    }
    if let minimum = block.run?.minimum {
      text += ", minimum " + Self.minimum(minimum)
      short += ", min \(Self.number(minimum.product))"
    }
    if let name = matrix.part(.inputScale)?.name, !input.isEmpty {
      text += ", the column\(input) (\(PrintableName.escaped(Self.last(of: name))))"
    }
    scale = "stored " + text
    shortScale = short
    place = Self.place(of: column, in: stored)
  }

  /// A stored scale by its bits: `F16 0x2253 0|01000|1001010011 = 0.01235`, and in short.
  private static func scale(
    _ scale: BlockScale, of matrix: EncodedMatrix
  ) -> (text: String, short: String) {
    if let numbers = matrix.scaleNumbers {
      let value = Self.number(scale.value)
      return ("\(numbers) = \(value)", "stored \(numbers) \(value)")
    }
    let type = matrix.scaleType
    let hex = hex(scale.code, of: type)
    let binary = CodeFields.binary(UInt64(scale.code), width: type.bits)
    var number = Self.number(scale.value)
    if type == .e8m0 {
      number = "2^\(Int(scale.code) - 127)"
      if scale.code == UInt32(E8M0.nan) {
        if case .blocks = matrix.coding { number += ", NaN to others" } else { number = "NaN" }
      }
    }
    return (
      "\(type.rawValue) \(hex) \(CodeFields.split(binary, widths(type))) = \(number)",
      "stored \(hex) \(number)"
    )
  }

  /// A minimum by its bits: `F16 0x1C00 0|00111|0000000000 = 0.003906 x 12 = 0.04688`.
  private static func minimum(_ part: GGMLRunScale.Part) -> String {
    let binary = CodeFields.binary(UInt64(part.code), width: ScaleType.f16.bits)
    let text =
      "F16 \(hex(part.code, of: .f16)) \(CodeFields.split(binary, widths(.f16))) = "
      + number(part.value)
    return part.step.map { "\(text) x \($0) = \(number(part.product))" } ?? text
  }

  /// What a name ends in.
  private static func last(of name: String) -> String {
    name.split(separator: ".").last.map { String($0) } ?? name
  }

  private static func hex(_ code: UInt32, of type: ScaleType) -> String {
    let digits = String(code, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: max(0, type.bits / 4 - digits.count)) + digits
  }

  /// A number in five significant digits, as in all text.
  private static func number(_ value: Float) -> String {
    shortNumber(Double(value), digits: 5).replacing("e-0", with: "e-")
  }

  private static func widths(_ type: ScaleType) -> [Int] {
    switch type {
    case .e8m0, .none: [8]
    case .e4m3: [1, 4, 3]
    case .f16: [1, 5, 10]
    case .bf16: [1, 8, 7]
    case .f32: [1, 8, 23]
    }
  }

  private static func place(of column: Int, in stored: StoredElements) -> [String] {
    let place = stored.places[column - stored.columns.lowerBound]
    let name = stored.matrix.part(.codes)?.name ?? ""
    let places = [place.byte] + [place.next, place.upper?.byte].compactMap(\.self)
    let bytes = places.compactMap { stored.bytes[$0] }
    let hex = bytes.map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return (digits.count < 2 ? "0" : "") + digits
    }
    let binary = bytes.map { CodeFields.binary(UInt64($0), width: 8) }
    let range =
      places.count > 1
      ? "bytes " + places.map { "\($0)" }.joined(separator: " and ") : "byte \(place.byte)"
    return [
      "as stored (\(stored.matrix.title)): \(PrintableName.escaped(name)) \(range) = "
        + "\(hex.joined(separator: " ")) = \(binary.joined(separator: " "))",
      "  column \(column): " + words(place),
    ]
  }

  /// Which bits of its bytes a code is.
  private static func words(_ place: StoredElements.Place) -> String {
    if let digit = place.digit { return "digit \(digit) of the byte in base 3, a fraction of 256" }
    if place.width == 8 && place.bit == 0 { return "the byte" }
    if place.next != nil { return "from bit \(place.bit), on into the next byte" }
    let bits = bits(place.bit, place.width)
    guard let upper = place.upper else { return bits }
    return "\(bits) of the first, above them \(Self.bits(upper.bit, upper.width)) of the second"
  }

  private static func bits(_ first: Int, _ width: Int) -> String {
    width == 1 ? "bit \(first)" : "bits \(first) to \(min(7, first + width - 1))"
  }
}
