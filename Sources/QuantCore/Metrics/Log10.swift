#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

extension Double {
  /// The decimal logarithm, from the C library.
  static func log10(_ value: Double) -> Double {
    #if canImport(Darwin)
    Darwin.log10(value)
    #else
    Glibc.log10(value)
    #endif
  }

  /// The binary logarithm, from the C library.
  static func log2(_ value: Double) -> Double {
    #if canImport(Darwin)
    Darwin.log2(value)
    #else
    Glibc.log2(value)
    #endif
  }

  /// A power, from the C library.
  static func power(_ base: Double, _ exponent: Double) -> Double {
    #if canImport(Darwin)
    Darwin.pow(base, exponent)
    #else
    Glibc.pow(base, exponent)
    #endif
  }
}
