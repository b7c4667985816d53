/// Where a user's configuration lies.
public enum ConfigurationPlace: Sendable, Hashable {
  /// Nowhere: nothing is read.
  case none
  /// In a file that was named, and must be there.
  case named(String)
  /// In the usual file, which may be missing.
  case usual(String)

  /// Finds the place: the path that was asked for, else that of the variable `QUANTVIEW_CONFIG`, else
  /// `quantview/config` below `XDG_CONFIG_HOME` or, where that is not an absolute path, below `~/.config`.
  ///
  /// - Parameters:
  ///   - path: What was asked for; `none` means no file.
  ///   - environment: The value of a variable; nil where it is not set.
  public init(_ path: String?, environment: (String) -> String?) {
    func variable(_ name: String) -> String? {
      environment(name).flatMap { $0.isEmpty ? nil : $0 }
    }
    if let path = path ?? variable("QUANTVIEW_CONFIG") {
      self = path == "none" ? .none : .named(path)
    } else if let home = variable("XDG_CONFIG_HOME"), home.hasPrefix("/") {
      self = .usual(home + "/quantview/config")
    } else if let home = variable("HOME") {
      self = .usual(home + "/.config/quantview/config")
    } else {
      self = .none
    }
  }
}
