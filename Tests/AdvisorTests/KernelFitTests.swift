import Advisor
import Testing

struct KernelFitTests {
  @Test func `shows`() throws {
    let part = try PartTable.builtIn.part(named: "H200")
    let fits = try #require(MeasuredKernel.fitH200(to: try Measurements.fitted(), part: part))
    for (recipe, fit) in fits { print(recipe, fit) }
  }
}
