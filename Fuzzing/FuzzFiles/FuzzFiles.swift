internal import FileTargets
internal import FuzzDriver

/// Called by libFuzzer before the first input: the readers of files.
@_cdecl("LLVMFuzzerInitialize")
public func startFiles(_ count: OpaquePointer?, _ arguments: OpaquePointer?) -> Int32 {
  FuzzDriver.start(FileTargets.all)
  return 0
}
