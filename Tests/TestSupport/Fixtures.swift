/// The files under `Tests/Fixtures`.
public enum Fixtures {
  /// The path of a fixture.
  ///
  /// - Parameter name: The path within `Tests/Fixtures`, such as `files/dtypes.safetensors`.
  /// - Returns: The absolute path.
  public static func path(_ name: String) -> String {
    let support = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return (support.dropLast(2) + ["Fixtures", name[...]]).joined(separator: "/")
  }
}
