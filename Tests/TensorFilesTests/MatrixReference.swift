import QuantCore
import TensorFiles

/// The values of a weight, element by element from the bytes of its parts, as its layout's specification reads.
struct MatrixReference {
  private let source: any TensorSource
  private let matrix: EncodedMatrix
  private let element: CodedElement
  private let packing: CodePacking
  private let block: BlockShape

  init?(_ matrix: EncodedMatrix, in source: any TensorSource) {
    guard case .separate(let element, let packing, let block) = matrix.coding else { return nil }
    self.source = source
    self.matrix = matrix
    self.element = element
    self.packing = packing
    self.block = block
  }

  func values() throws -> [Float] {
    let columns = matrix.shape.last ?? 1
    let rows = matrix.shape.dropLast().reduce(1, *)
    let codes = bytes(.codes)
    let rowBytes = codes.count / rows
    let groups = (columns + block.columns - 1) / block.columns
    let factors = numbers(.tensorScale)
    var values: [Float] = []
    for row in 0..<rows {
      let stored = Array(codes[(row * rowBytes)..<((row + 1) * rowBytes)])
      for column in 0..<columns {
        let group = column / block.columns
        var scale = numbers(.scales)[row / block.rows * groups + group]
        if !factors.isEmpty {
          let factor = factors[row * factors.count / rows]
          scale = matrix.tensorScale == .divisor ? scale / factor : scale * factor
        }
        let code = packing.code(at: column, in: stored.span)
        values.append((element.values[Int(code)] - zero(row, group, of: groups)) * scale)
      }
    }
    return values
  }

  private func zero(_ row: Int, _ group: Int, of groups: Int) -> Float {
    let words = bytes(.zeroPoints)
    guard !words.isEmpty else { return 0 }
    // A bit stream down the column: gather it and read the code of this row.
    let column = stride(from: group * 4, to: words.count, by: groups * 4).flatMap {
      words[$0..<($0 + 4)]
    }
    return element.values[Int(packing.code(at: row, in: column.span))]
  }

  private func tensor(_ role: EncodedMatrix.Role) -> TensorDescriptor? {
    matrix.part(role).flatMap { part in source.tensors.first { $0.name == part.name } }
  }

  private func bytes(_ role: EncodedMatrix.Role) -> [UInt8] {
    tensor(role).map { source.content(of: $0) } ?? []
  }

  private func numbers(_ role: EncodedMatrix.Role) -> [Float] {
    guard let tensor = tensor(role) else { return [] }
    return tensor.type.name == "U8"
      ? bytes(role).map(E8M0.decode) : source.values(of: tensor)
  }
}
