/// The peers that there are, one row each.
public enum Peers {
  /// All of them.
  ///
  /// - Parameter python: The interpreter for those that are used through Python.
  /// - Returns: The peers in the order in which they are shown.
  public static func all(python: String) -> [any Peer] {
    [
      OpenBLASPeer(),
      OneDNNPeer(),
      PythonPeer.onnxRuntime(python: python),
      PythonPeer.openVINO(python: python),
    ]
  }
}
