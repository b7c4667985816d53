#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// How many files this process may have open.
public enum OpenFileLimit {
  /// Takes as many as the system lets it have: each shard of a checkpoint stays open, and there may be thousands.
  ///
  /// Where the system refuses, what is beyond the limit is told as a shard that can't be opened.
  public static func raise() {
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0 else { return }
    let wanted = min(limit.rlim_max, most)
    guard limit.rlim_cur < wanted else { return }
    limit.rlim_cur = wanted
    _ = unsafe setrlimit(resource, &limit)
  }

  #if canImport(Glibc)
  private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #else
  private static let resource = RLIMIT_NOFILE
  #endif

  /// More are never mapped at once, and some systems refuse to have it unlimited.
  private static let most: rlim_t = 10_240
}
