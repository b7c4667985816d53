import Foundation
import TestSupport
import Testing

@testable import Figures

@Suite struct FigureTextTests {
  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (1, "1.000"), (-1, "-1.000"), (20.7, "20.70"), (20.704_999, "20.70"),
    (0.1268, "0.1268"), (9.99951, "10.00"), (9999.4, "9999"), (9999.5, "10000"),
    (99_999, "1.000e+05"), (100_000, "1.000e+05"), (12_345, "12350"), (0.000_12, "0.0001200"),
    (0.000_099_999, "0.0001000"), (0.000_012, "1.200e-05"), (-0.000_000_22, "-2.200e-07"),
    (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan"),
  ])
  func `numbers have four significant digits`(_ value: Double, _ text: String) {
    #expect(FigureText.number(value) == text)
  }

  @Test func `what is undefined says so`() {
    #expect(FigureText.number(nil) == "n/a")
    #expect(FigureText.percent(nil) == "n/a")
  }

  @Test(arguments: -320...300)
  func `each magnitude reads back to within half of its fourth digit`(_ exponent: Int) throws {
    var generator = SplitMix64(seed: UInt64(exponent + 1000))
    for _ in 0..<50 {
      let value = pow(10, Double(exponent) + generator.uniform())
      let text = FigureText.number(value)
      let read = try #require(Double(text))
      // Subnormal numbers have fewer digits of their own.
      let tolerance = value * 0.000_500_1 + .leastNonzeroMagnitude
      #expect(abs(read - value) <= tolerance, "\(value) reads \(text)")
      let mantissa = text.prefix { $0 != "e" }
      let digits = mantissa.drop { !("1"..."9").contains($0) }.filter(\.isNumber)
      #expect((4...5).contains(digits.count), "\(value) reads \(text)")
      #expect(FigureText.number(-value) == "-" + text)
    }
  }

  @Test func `percentages are of one`() {
    #expect(FigureText.percent(0) == "0%")
    #expect(FigureText.percent(0.122) == "12.20%")
    #expect(FigureText.percent(1) == "100.0%")
    #expect(FigureText.percent(0.000_001) == "0.0001000%")
  }

  @Test(arguments: [
    (0, "0 B"), (1023, "1023 B"), (1024, "1.000 KiB"), (1_048_575, "1.000 MiB"),
    (1_048_576, "1.000 MiB"), (8_912_896, "8.500 MiB"), (16_062_000_000, "14.96 GiB"),
    (Int.max, "8192 PiB"),
  ])
  func `sizes come in binary units`(_ bytes: Int, _ text: String) {
    #expect(FigureText.bytes(bytes) == text)
  }

  @Test func `thousands are set apart`() {
    #expect(FigureText.count(0) == "0")
    #expect(FigureText.count(999) == "999")
    #expect(FigureText.count(1000) == "1 000")
    #expect(FigureText.count(16_777_216) == "16 777 216")
    #expect(FigureText.count(-100_000) == "-100 000")
    #expect(FigureText.count(UInt64.max) == "18 446 744 073 709 551 615")
  }

  @Test func `shapes join their dimensions`() {
    #expect(FigureText.shape([]) == "scalar")
    #expect(FigureText.shape([7]) == "7")
    #expect(FigureText.shape([2, 0, 3]) == "2x0x3")
  }
}
