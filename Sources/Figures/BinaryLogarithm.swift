#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The logarithm to base two, minus infinity for zero, negative values and NaN.
func binaryLogarithm(_ value: Double) -> Double {
  value > 0 ? log2(value) : -.infinity
}

/// The logarithm to base ten, minus infinity for zero, negative values and NaN.
func decimalLogarithm(_ value: Double) -> Double {
  value > 0 ? log10(value) : -.infinity
}

/// Two to the power of a number.
func powerOfTwo(_ exponent: Double) -> Double { exp2(exponent) }
