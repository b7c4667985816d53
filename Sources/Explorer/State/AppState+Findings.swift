internal import Figures
internal import QuantAnalysis
internal import TensorFiles

extension AppState {
  /// The tensor that findings are about: the one on show, in the browser the selected one.
  var judged: Int? { screen == .browser ? browser.selectedTensor : current }

  /// What stands out in a tensor, in what was guessed of it and in what its files lack, warnings first; nothing of
  /// the tensor itself where it could not be read.
  func findings(of index: Int) -> [Finding] {
    let guess = source.guess.map { [Finding(.warning, $0)] } ?? []
    let known = guess + source.faults.map { Finding(.warning, $0.description) }
    if let failure = reports.failures[index] { return [Finding(.warning, failure)] + known }
    guard let report = reports[index] else { return known }
    let compared = index == current ? comparisonText.map { [Finding(.note, $0)] } ?? [] : []
    return known + compared + Finding.all(in: report, formats: slots.formats)
  }

  /// Why there are no findings to be read; nil where there are.
  var noFindings: String? {
    guard let judged else { return "no tensor is selected" }
    return findings(of: judged).isEmpty ? "nothing is known of this tensor yet" : nil
  }
}
