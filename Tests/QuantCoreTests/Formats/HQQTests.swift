import Foundation
@testable import QuantCore
import TestSupport
import Testing

/// Against hqq 0.2.8 on the CPU (torch 2.13, axis 1, default solver), recorded.
struct HQQTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let tensor: Int
    let bits: Int
    let group: Int
    let codes: String
    let scales: [UInt16]
    let zeros: [UInt16]
    var testDescription: String { "hqq\(bits)-g\(group) of tensor \(tensor)" }
  }

  static let cases: [Case] = {
    let data = try? Data(contentsOf: URL(filePath: Fixtures.path("hqq/hqq.json")))
    return (try? JSONDecoder().decode([Case].self, from: data ?? Data())) ?? []
  }()

  private static let rows = 8
  private static let columns = 256

  /// The tensors that were given to hqq: sums of twelve uniform numbers, which every language adds up alike.
  private static func values(_ kind: Int) -> [Float] {
    var random = SplitMix64(seed: 0x4411 + UInt64(kind))
    return (0..<rows * columns).map { index in
      var sum = 0.0
      for _ in 0..<12 { sum += random.uniform() }
      let g = sum - 6
      return switch kind {
      case 0: Float(g * 0.02)
      case 1: Float(g)
      case 2: Float(g * g * g * 0.05)
      case 3: Float(g * 0.02 + (index % 97 == 5 ? 0.5 : 0))
      case 4: index / 128 % 2 == 1 ? 0.25 : Float(g * 1e-5)
      default: Float(g * 100)
      }
    }
  }

  @Test func `all recorded cases are there`() {
    #expect(Self.cases.count == 40)
  }

  @Test(arguments: cases)
  func `codes, scales and zero points are hqq's`(_ recorded: Case) throws {
    let values = Self.values(recorded.tensor)
    let format = try FormatRegistry.format(named: "hqq\(recorded.bits)-g\(recorded.group)")
    let encoding = Encoding(values, columns: Self.columns, as: format)
    let codes = encoding.codes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(codes == recorded.codes)
    #expect(encoding.scales.map { UInt16($0.code) } == recorded.scales)
    let zeros = encoding.scales.map { Binary16.encode($0.offset) }
    #expect(zeros == recorded.zeros)
  }

  @Test func `the power is that of the C library within its bound`() {
    var worst = [0.0, 0.0]
    for step in 0..<200_000 {
      let near = Float(exp2(-3 + 13 * Double(step) / 200_000))
      let far = Float(exp2(-126 + 253 * Double(step) / 200_000))
      for (index, value) in [near, far].enumerated() {
        let exact = pow(Double(value), 0.7 - 1)
        worst[index] = max(worst[index], abs(Double(value.toMinusThreeTenths) / exact - 1))
      }
    }
    #expect(worst[0] < 0x1p-21)
    #expect(worst[1] < 0x1p-18)
    for value: Float in [0, .leastNonzeroMagnitude, .infinity, .greatestFiniteMagnitude] {
      #expect(value.toMinusThreeTenths.isFinite && value.toMinusThreeTenths > 0)
    }
  }

  @Test func `errors below an eighth shrink to nothing, as the shortcut has it`() {
    for step in 1...10_000 {
      let error = Float(step) / 80_001
      #expect(error.toMinusThreeTenths / 10 > error)
    }
  }

  @Test func `the survey decides when all groups stop`() throws {
    let values = Self.values(1)
    let format = try #require(try FormatRegistry.format(named: "hqq2-g64") as? HQQ)
    let summary = summarize(values, columns: Self.columns)
    let survey = format.survey(values.span, columns: Self.columns, summary: summary)
    #expect(survey.sums.last == Double(values.count))
    let means = survey.sums.dropLast().map { Float($0 / Double(values.count)) }
    let stop = (1..<means.count).first { means[$0] >= means[..<$0].min() ?? 0 }
    #expect(HQQ.updates(survey) == (stop ?? 19) + 1)
  }

  @Test(arguments: [(4, 0.15), (3, 0.3), (2, 0.3)])
  func `the optimised zero point gains over the integer one`(bits: Int, gain: Double) throws {
    var random = SplitMix64(seed: 0x6a59)
    let values = random.normals(64 * 1024)
    let found = Encoding(
      values, columns: 1024, as: try FormatRegistry.format(named: "hqq\(bits)-g64"))
    let start = Self.asymmetric(values, bits: bits, groupSize: 64)
    let ratio = start / found.meanSquaredError(against: values)
    #expect(10 * log10(ratio) > gain)
    #expect(10 * log10(ratio) < 0.7)
  }

  /// The mean squared error of integers with an integer zero point, the range forced to hold 0.
  private static func asymmetric(_ values: [Float], bits: Int, groupSize: Int) -> Double {
    let largest = Double(1 << bits - 1)
    var noise = 0.0
    for start in stride(from: 0, to: values.count, by: groupSize) {
      let group = values[start..<start + groupSize].map { Double($0) }
      let low = min(group.min() ?? 0, 0)
      let scale = (max(group.max() ?? 0, 0) - low) / largest
      let zero = (-low / scale).rounded(.toNearestOrEven)
      for value in group {
        let code = min(max((value / scale).rounded(.toNearestOrEven) + zero, 0), largest)
        let error = value - (code - zero) * scale
        noise += error * error
      }
    }
    return noise / Double(values.count)
  }

  @Test func `a range that overflows decodes to finite values`() throws {
    let values: [Float] = [-3e38, 3e38, 1, 2e38] + Array(repeating: 0, count: 60)
    let encoding = Encoding(values, as: try FormatRegistry.format(named: "hqq4-g64"))
    #expect(encoding.values.allSatisfy { $0.isFinite })
  }
}
