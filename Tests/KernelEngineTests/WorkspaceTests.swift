@testable import KernelEngine
import Testing

struct WorkspaceTests {
  @Test func `many short rows and few long ones take what the larger of both needs`() {
    let workspace = Workspace()
    workspace.reserve(rows: 70_000, pieces: 1)
    workspace.reserve(rows: 1, pieces: 40_000)
    workspace.reserve(rows: 2, pieces: 30_000)
    #expect(workspace.pieceSignal.capacity == 70_000 && workspace.blockNoise.capacity == 70_000)
    #expect(workspace.codes.capacity == 16 * 40_000)
    workspace.reserve(rows: 3, pieces: 30_000)
    #expect(workspace.pieceSignal.capacity == 90_000 && workspace.rowZeros.capacity == 70_000)
  }
}
