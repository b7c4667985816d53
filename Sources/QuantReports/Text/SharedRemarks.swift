internal import TensorFiles

/// What is said of tensors, once for all of which the same is said, in the order in which it was first said.
struct SharedRemarks {
  /// What is said, the first tensor of which it is, and of how many.
  struct Remark: Hashable {
    let text: String
    /// The first tensor's name, harmless to print.
    let name: String
    fileprivate(set) var count = 1
  }

  private(set) var remarks: [Remark] = []
  private var places: [String: Int] = [:]

  /// Says something of a tensor.
  ///
  /// - Parameters:
  ///   - text: What.
  ///   - name: The tensor's name as stored.
  ///   - key: What tells it from what else is said; the text itself where none is given.
  mutating func say(_ text: String, of name: String, as key: String? = nil) {
    if let place = places[key ?? text] {
      remarks[place].count += 1
    } else {
      places[key ?? text] = remarks.count
      remarks.append(Remark(text: text, name: PrintableName.escaped(name)))
    }
  }

  /// A line for each: `- layers.0.w and 3 more: what is said`.
  var lines: [String] {
    remarks.map { remark in
      "- \(remark.name)\(remark.count > 1 ? " and \(remark.count - 1) more" : ""): \(remark.text)"
    }
  }
}
