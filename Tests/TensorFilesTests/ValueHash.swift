import TensorFiles
import TestSupport

/// The SHA-256 of values as little-endian F32.
func hash(_ values: [Float]) -> String {
  // The span of an array without a name is more than the debug compiler can take.
  let bytes = values.flatMap { littleEndian($0.bitPattern) }
  var hash = SHA256()
  hash.update(bytes.span)
  return hash.hexDigest()
}
