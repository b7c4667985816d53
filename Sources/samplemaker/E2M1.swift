/// The magnitudes of OCP's four-bit float and what lies halfway between neighbours.
///
/// Written out here, apart from the program's own table, because the samples test that one.
enum E2M1 {
  static let magnitudes: [Double] = [0, 0.5, 1, 1.5, 2, 3, 4, 6]
  static let midpoints: [Double] = [0.25, 0.75, 1.25, 1.75, 2.5, 3.5, 5]
}
