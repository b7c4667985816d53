import TestSupport

extension TemporaryDirectory {
  /// Writes a tensor of which no two neighbouring blocks have the same scale, so that no picture of it is calm.
  ///
  /// - Parameters:
  ///   - rows: Its rows.
  ///   - columns: Its columns.
  /// - Returns: The file's path.
  /// - Throws: What the system says.
  func writeNoise(rows: Int, columns: Int) throws -> String {
    var random = SplitMix64(seed: 20_261_121)
    let values = random.normals(rows * columns, deviation: 1)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * 4)
    var scale: Float = 1
    for (index, value) in values.enumerated() {
      if index.isMultiple(of: 16) {
        let exponent = -Int.random(in: 0...9, using: &random)
        scale = Float(sign: .plus, exponent: exponent, significand: 1)
      }
      let bits = (value * scale).bitPattern
      bytes += (0..<4).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
    }
    try write(#"{"dtype":"F32","shape":[\#(rows),\#(columns)]}"#, to: "noise-\(rows).bin.json")
    return try write(bytes, to: "noise-\(rows).bin")
  }
}
