internal import QuantCore

extension MatrixSource {
  /// Surveys weights, all their scales as long as not much is to be read, from there on the tensors' scales alone.
  ///
  /// - Parameters:
  ///   - names: The names of the weights wanted.
  ///   - limit: The bytes that are read at most.
  /// - Returns: A survey for each weight of such a name, in the order of `tensors`.
  public func surveys(of names: [String], limit: Int = 1 << 26) -> [ScaleSurvey] {
    let names = Set(names.map { ByteName($0) })
    let codeLimit = 1 << 22
    var left = limit
    return tensors.compactMap { tensor in
      guard names.contains(ByteName(tensor.name)), let weight = encoded(tensor) else { return nil }
      guard weight.surveyedByteCount <= left else { return weight.briefSurvey() }
      left -= weight.surveyedByteCount
      return weight.survey(codeLimit: codeLimit / max(1, names.count))
    }
  }
}
