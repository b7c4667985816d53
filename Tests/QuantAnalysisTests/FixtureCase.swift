import Foundation
import TensorFiles
import Testing

@testable import QuantAnalysis

/// One input, opened, and what independent implementations say about it.
struct FixtureCase {
  let source: any TensorSource
  let tensor: TensorDescriptor
  let reference: Reference

  /// Opens `<folder>/inputs/<name>.npy` and `<folder>/refs/<name>.json`.
  init(_ name: String, in folder: String) throws {
    reference = try Reference.load("\(folder)/refs/\(name).json")
    if name == LongRow.name {
      source = SyntheticSource(shape: reference.shape, value: LongRow.value)
    } else {
      source = try Self.open(name, in: folder)
    }
    tensor = try #require(source.tensors.first)
    try #require(tensor.shape == reference.shape)
  }

  /// NumPy has no BF16: such inputs are stored as 16-bit integers, whose bytes are read as what they mean.
  private static func open(_ name: String, in folder: String) throws -> any TensorSource {
    guard name.hasSuffix("bf16") else {
      return try TensorFile.open(FixtureFile.path("\(folder)/inputs/\(name).npy"))
    }
    let path = FixtureFile.path("\(folder)/inputs/\(name).bf16.npy")
    let integers = try #require(TensorFile.open(path).tensors.first)
    return try TensorFile.open(
      path, as: RawLayout(dtype: .bf16, shape: integers.shape, offset: integers.offset))
  }

  func values() -> [Float] { source.values(of: tensor) }
}

extension TensorSource {
  /// All values of a tensor, row-major.
  func values(of tensor: TensorDescriptor) -> [Float] {
    var values = [Float](repeating: 0, count: tensor.elementCount)
    var span = values.mutableSpan
    read(tensor.region, of: tensor, into: &span)
    return values
  }
}

/// A row too long for one chunk, by a formula that any implementation can follow exactly.
enum LongRow {
  static let name = "long_row"

  /// Two dozen bits of a multiplicative hash, scaled by 2^-10…2^9.
  static func value(_ index: Int) -> Float {
    let hash = (UInt64(index) * 2_654_435_761 + 12345) & 0xffff_ffff
    let base = Float(hash >> 8) / 0x1p24 - 0.5
    let exponent = index * 7 / 16 % 20 - 10
    return base * Float(sign: .plus, exponent: exponent, significand: 1)
  }
}
