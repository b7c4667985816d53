internal import Explorer
internal import ExplorerRuntime
internal import FileTargets
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// The explorer with two tensors, one of them with a name that no terminal should see.
private func explorer(_ size: Size, _ traits: TerminalTraits) -> AppState {
  AppState(
    source: SourceDescription(path: "w.bin", container: "raw", byteCount: 640),
    tensors: [("blk.0.weight", 0), ("\u{1B}[31m\u{202E}", 480)].map { name, offset in
      TensorDescriptor(
        name: name, type: .f32, shape: [3, 40], offset: offset, byteCount: 480)
    },
    formats: [FormatID(name: "mxfp4"), FormatID(name: "nvfp4")], size: size, traits: traits,
    exportKinds: [ExportKind(name: "markdown", suffix: "md")])
}

/// Draws the screen and looks at all of it.
private func look(at state: AppState) throws {
  let frame = state.view()
  guard frame.size == state.size else { throw ReaderFault("a frame of \(frame.size)") }
  for line in frame.lines { try ShownText.check(line, "a screen") }
}

/// A script of keys: its steps are done one by one, with nothing computed and nothing written.
struct ScriptTarget: FuzzTarget {
  let name = "script"
  private static let stepLimit = 40

  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool {
    let script: ReplayScript
    do throws(ReplayError) {
      script = try ReplayScript(
        TextFile(String(decoding: bytes, as: UTF8.self), path: "input.script"))
    } catch {
      try ShownText.checkError(error)
      return false
    }
    var state = explorer(script.size, script.traits)
    for step in script.steps.prefix(Self.stepLimit) {
      switch step.action {
      case .press(let keys):
        for key in keys.prefix(Self.stepLimit) { _ = state.update(.key(key)) }
      case .resize(let size): _ = state.update(.resized(size))
      default: continue
      }
      try look(at: state)
    }
    return true
  }
}

/// Lines typed behind a colon: given as commands, then typed and pasted.
struct CommandTarget: FuzzTarget {
  let name = "command"
  private static let lineLimit = 6

  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    var state = explorer(Size(columns: 80, rows: 24), .full)
    for line in text.split(separator: "\n").prefix(Self.lineLimit) {
      _ = state.update(.command(String(line)))
      try look(at: state)
      _ = state.update(.key(.character(":")))
      _ = state.update(.pasted(String(line)))
      _ = state.update(.key(.tab))
      try look(at: state)
      _ = state.update(.key(.enter))
      try look(at: state)
    }
    return true
  }
}
