internal import FuzzDriver
internal import TextTargets

/// Called by libFuzzer before the first input: the readers of texts.
@_cdecl("LLVMFuzzerInitialize")
public func startTexts(_ count: OpaquePointer?, _ arguments: OpaquePointer?) -> Int32 {
  FuzzDriver.start(TextTargets.all)
  return 0
}
