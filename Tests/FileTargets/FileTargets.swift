/// The readers of files.
public enum FileTargets {
  /// Every target, in the order in which they are fuzzed.
  public static let all: [any FuzzTarget] = [
    ContainerTarget("safetensors", suffix: ".safetensors"),
    SafetensorsHeaderTarget(),
    ContainerTarget("gguf", suffix: ".gguf"),
    ContainerTarget("npy", suffix: ".npy"),
    ContainerTarget("npz", suffix: ".npz"),
    ContainerTarget("pytorch", suffix: ".pt"),
    ContainerTarget("pytorch-legacy", suffix: ".pth"),
    PickleTarget(),
    ContainerTarget("any", suffix: ".bin"),
    ShardIndexTarget(),
    SidecarTarget(),
    ModelConfigTarget(),
    CacheTarget(),
  ]
}
