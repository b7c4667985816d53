public import TensorFiles

/// How many of the files are open while they are being opened.
public struct OpeningProgress: Sendable, Hashable {
  /// How many are open; nil where nobody knows yet.
  public let opened: Int?
  /// How many there are.
  public let count: Int

  /// Creates what is known of the progress.
  public init(opened: Int?, of count: Int) {
    self.opened = opened
    self.count = count
  }
}

/// What is open of the files while they are being opened, and all of it in the end.
///
/// Whoever makes one does so beside the keys: of 100,000 tensors the list takes its time.
public struct GrownSource: Sendable {
  /// What is open.
  public let source: any TensorSource
  /// How far the opening is; nil where everything is open.
  public let progress: OpeningProgress?
  /// What is to be known about the files, in one line; nil where nothing is.
  public let warning: String?
  let browser: BrowserState

  /// Makes the list of what is open.
  public init(
    _ source: any TensorSource, progress: OpeningProgress? = nil, warning: String? = nil
  ) {
    self.source = source
    self.progress = progress
    self.warning = warning
    browser = BrowserState(source.tensors)
  }
}
