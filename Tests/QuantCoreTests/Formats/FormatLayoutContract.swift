import QuantCore
import Testing

struct FormatLayoutContract {
  static let sizes = [(1, 1), (3, 5), (2, 32), (4, 129), (7, 256), (128, 128), (129, 300)]

  @Test(arguments: FormatContract.members, sizes)
  func `its stored bits are its fields times their counts`(
    _ member: FormatContract.Member, size: (Int, Int)
  ) throws {
    let format = member.format
    let (rows, columns) = size
    let shape = format.blockShape(rows: rows, columns: columns)
    var bits = format.tensorBits(rows: rows, columns: columns)
    for top in stride(from: 0, to: rows, by: shape.rows) {
      for left in stride(from: 0, to: columns, by: shape.columns) {
        let height = min(shape.rows, rows - top)
        let width = min(shape.columns, columns - left)
        let codes = format.element.codes(rows: height, columns: width)
        bits += format.fields.reduce(0) { bits, field in
          bits
            + (field.isPerElement
              ? format.element.storedBits(of: codes) : field.bits(elements: height * width))
        }
      }
    }
    #expect(format.storedBits(rows: rows, columns: columns) == bits)
    let perWeight = try #require(format.bitsPerWeight(rows: rows, columns: columns))
    #expect(perWeight == Double(bits) / Double(rows * columns))
    #expect(perWeight > 0)
  }

  @Test(arguments: FormatContract.members)
  func `an empty tensor stores no block and has no bits per weight`(
    _ member: FormatContract.Member
  ) {
    for (rows, columns) in [(0, 0), (0, 64), (64, 0)] {
      let bits = member.format.storedBits(rows: rows, columns: columns)
      #expect(bits == member.format.tensorBits(rows: rows, columns: columns))
      #expect(member.format.bitsPerWeight(rows: rows, columns: columns) == nil)
    }
  }

  @Test(arguments: FormatContract.members)
  func `its fields have names, types and sizes`(_ member: FormatContract.Member) {
    let fields = member.format.fields
    #expect(Set(fields.map(\.name)).count == fields.count)
    #expect(fields.allSatisfy { !$0.name.isEmpty && !$0.type.isEmpty && $0.bits > 0 })
    #expect(fields.contains { $0.isPerElement })
  }

  @Test(arguments: FormatContract.blockwise)
  func `its grid holds zero and has a value for each code`(
    _ member: FormatContract.Member
  ) {
    let grid = member.format.element
    #expect(grid.values.count == grid.codeCount)
    #expect(grid.values.count <= 1 << grid.bits)
    #expect(grid.values.contains(0))
    #expect(grid.largest > 0)
  }
}
