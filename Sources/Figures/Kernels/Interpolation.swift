#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// Values between those that were measured.
enum Interpolation {
  /// The value at a place between two, straight on axes that are both logarithmic.
  static func logarithmic(
    at x: Double, from left: (x: Double, y: Double), to right: (x: Double, y: Double)
  ) -> Double {
    guard left.x > 0, left.y > 0, right.x > left.x, right.y > 0 else { return left.y }
    let share = log(x / left.x) / log(right.x / left.x)
    return left.y * exp(share * log(right.y / left.y))
  }
}
