/// Where results are kept between runs.
public enum CachePlace: Sendable, Hashable {
  /// Nowhere.
  case none
  /// In a directory, which is made where it is not there.
  case directory(String)

  /// Finds the place: the path that was asked for, else that of the variable `QUANTVIEW_CACHE`, else `quantview`
  /// below `XDG_CACHE_HOME` or, where that is not an absolute path, below `~/.cache`.
  ///
  /// - Parameters:
  ///   - path: What was asked for; `none` means nowhere.
  ///   - environment: The value of a variable; nil where it is not set.
  public init(_ path: String?, environment: (String) -> String?) {
    func variable(_ name: String) -> String? {
      environment(name).flatMap { $0.isEmpty ? nil : $0 }
    }
    if let path = path ?? variable("QUANTVIEW_CACHE") {
      self = path == "none" ? .none : .directory(path)
    } else if let home = variable("XDG_CACHE_HOME"), home.hasPrefix("/") {
      self = .directory(home + "/quantview")
    } else if let home = variable("HOME"), home.hasPrefix("/") {
      self = .directory(home + "/.cache/quantview")
    } else {
      self = .none
    }
  }
}
