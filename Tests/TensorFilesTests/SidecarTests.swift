import TensorFiles
import TestSupport
import Testing

struct SidecarTests {
  private func open(
    _ bytes: [UInt8], sidecar: String, request: RawLayout = RawLayout()
  ) throws -> any TensorSource {
    try withTemporaryDirectory { directory in
      try directory.write(sidecar, to: "w.bin.json")
      return try TensorFile.open(directory.write(bytes, to: "w.bin"), as: request)
    }
  }

  private let content = [UInt8](repeating: 0, count: 48)

  @Test func `a sidecar settles type and shape`() throws {
    let source = try open(content, sidecar: #" {"shape":[3,4], "by":"me", "dtype":"f32"} "#)
    #expect(source.tensors[0].type == .f32 && source.tensors[0].shape == [3, 4])
    #expect(source.description.guess == nil)
  }

  @Test func `half a sidecar leaves the rest to the guess`() throws {
    let typed = try open(content, sidecar: #"{"dtype":"F16"}"#)
    #expect(typed.tensors[0].type == .f16 && typed.tensors[0].shape == [1, 24])
    #expect(typed.description.guess?.contains("--shape") == true)
    let shaped = try open(content, sidecar: #"{"shape":[6,4]}"#)
    #expect(shaped.tensors[0].type == .bf16 && shaped.tensors[0].shape == [6, 4])
    #expect(shaped.description.guess?.contains("--dtype") == true)
  }

  @Test func `what is asked for goes first`() throws {
    let sidecar = #"{"dtype":"BF16","shape":[4,6]}"#
    let sameSize = try open(content, sidecar: sidecar, request: RawLayout(dtype: .f16))
    #expect(sameSize.tensors[0].type == .f16 && sameSize.tensors[0].shape == [4, 6])
    let otherSize = try open(content, sidecar: sidecar, request: RawLayout(dtype: .f32))
    #expect(otherSize.tensors[0].shape == [1, 12])
    let shape = try open(content, sidecar: sidecar, request: RawLayout(shape: [8, 3]))
    #expect(shape.tensors[0].type == .bf16 && shape.tensors[0].shape == [8, 3])
    let both = RawLayout(dtype: .f32, shape: [12])
    #expect(try open(content, sidecar: "rubbish", request: both).tensors[0].shape == [12])
  }

  @Test(arguments: [
    (#"{"dtype":"BF17","shape":[4,6]}"#, "BF17"), (#"{"dtype":"BF16","shape":[4,6]"#, "its end"),
    (#"{"dtype":"BF16","shape":[4,7]}"#, "takes 56 bytes"), ("", #"expected "{""#),
    (#"{"dtype":"BF16","shape":[4,5]}"#, "takes 40 bytes"), ("{}", "says nothing"),
    (#"{"dtype":"BF16","dtype":"F16"}"#, "twice"), (#"{"offset":49}"#, "beyond the file's 48"),
    (#"{"shape":[4294967296,4294967296],"dtype":"F32"}"#, "too many"),
    (#"[1]"#, #"expected "{""#),
  ])
  func `a broken sidecar is named`(sidecar: String, expected: String) throws {
    let error = #expect(throws: TensorFileError.self) { try open(content, sidecar: sidecar) }
    #expect(error?.path.hasSuffix("w.bin.json") == true)
    #expect(error?.detail.contains(expected) == true, "\(String(describing: error))")
  }
}
