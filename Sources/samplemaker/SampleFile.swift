/// A file of `SampleTensors/`, complete in memory.
struct SampleFile {
  var name: String
  var bytes: [UInt8]

  /// Every file that the generator makes.
  static func all() -> [SampleFile] {
    [
      weights(),
      weightsSidecar(),
      safetensors(name: "transformer.safetensors", tensors: TransformerSample.tensors()),
      npy(name: "ties.npy", tensor: TiesSample.tensor()),
    ]
  }

  private static func weights() -> SampleFile {
    SampleFile(name: "weights.bin", bytes: WeightsSample.tensor().bytes)
  }

  private static func weightsSidecar() -> SampleFile {
    let (rows, columns) = (WeightsSample.rowCount, WeightsSample.columnCount)
    let json = #"{"dtype":"BF16","shape":[\#(rows),\#(columns)]}"# + "\n"
    return SampleFile(name: "weights.bin.json", bytes: Array(json.utf8))
  }
}
