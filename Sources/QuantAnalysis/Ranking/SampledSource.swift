internal import QuantCore
internal import TensorFiles

/// A part of one tensor seen as a tensor of its own: the bands of a sample, one below the other.
struct SampledSource: TensorSource {
  let tensors: [TensorDescriptor]
  private let whole: any TensorSource
  private let original: TensorDescriptor
  private let plan: SamplePlan

  init(_ plan: SamplePlan, of tensor: TensorDescriptor, in source: any TensorSource) {
    self.plan = plan
    whole = source
    original = tensor
    let rows = plan.count * plan.bandRows
    let share = Double(rows * plan.bandColumns) / Double(tensor.elementCount)
    tensors = [
      TensorDescriptor(
        name: tensor.name, type: tensor.type, shape: [rows, plan.bandColumns], offset: 0,
        byteCount: Int(Double(tensor.byteCount) * share),
        // Strides that nothing else has: its bytes are nowhere in one piece, only its values can be read.
        order: ElementOrder(strides: [plan.bandColumns, 1]))
    ]
  }

  var description: SourceDescription { whole.description }

  func read(
    _ region: TensorRegion, of tensor: TensorDescriptor, into values: inout MutableSpan<Float>
  ) {
    let columns = region.columns.count
    var row = region.rows.lowerBound
    while row < region.rows.upperBound {
      let (band, first) = row.quotientAndRemainder(dividingBy: plan.bandRows)
      let count = min(plan.bandRows - first, region.rows.upperBound - row)
      let place = plan[band]
      let top = place.rows.lowerBound + first
      let left = place.columns.lowerBound + region.columns.lowerBound
      let start = (row - region.rows.lowerBound) * columns
      var part = [Float](repeating: 0, count: count * columns)
      var span = part.mutableSpan
      whole.read(
        TensorRegion(rows: top..<top + count, columns: left..<left + columns), of: original,
        into: &span)
      for index in part.indices { values[start + index] = part[index] }
      row += count
    }
  }

  func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {}

  func verify() throws(TensorFileError) { try whole.verify() }

  func verify(_ tensor: TensorDescriptor) throws(TensorFileError) { try whole.verify(original) }

  func release(_ region: TensorRegion, of tensor: TensorDescriptor) {
    let bands = region.rows.lowerBound / plan.bandRows..<region.rows.upperBound / plan.bandRows
    for band in bands { whole.release(plan[band], of: original) }
  }
}
