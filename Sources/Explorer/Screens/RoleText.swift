internal import TensorFiles
internal import TerminalKit

/// What the browser says of a model and of what its tensors do in it.
enum RoleText {
  /// The model and how many tensors there are: the longest form that fits into a width.
  static func title(of model: ModelConfiguration, count: String, width: Int) -> String {
    let texts = [model.summary, model.architecture].compactMap { text in
      text.map { PrintableName.escaped($0) + ", " + count }
    }
    return texts.first { DisplayWidth.of($0) <= width } ?? count
  }

  /// What a tensor does: as a word, and whether it is usually kept as it is, or as a letter where there is no room;
  /// empty where its name says nothing.
  static func mark(of tensor: TensorDescriptor, isLong: Bool) -> String {
    let place = ModelPlace(tensor)
    guard isLong else { return letter(of: place.role) }
    let word = place.role == .other ? "" : place.role.rawValue
    guard place.usuallyKept else { return word }
    return word.isEmpty ? "kept" : word + " kept"
  }

  /// A role's letter: the word's first, in upper case for matrices made of several, and another where roles share it.
  static func letter(of role: TensorRole) -> String {
    switch role {
    case .keyValue: "K"
    case .queryKeyValue: "Q"
    case .gateUp: "G"
    case .buffer: "f"
    case .vector: "1"
    case .other: ""
    default: String(role.rawValue.prefix(1))
    }
  }

  /// A tensor's role in words, behind its letter; nil where its name says nothing.
  static func role(of tensor: TensorDescriptor) -> String? {
    let place = ModelPlace(tensor)
    if let kept = kept(place) {
      let letter = place.role.usuallyKept ? letter(of: place.role) : ""
      return letter.isEmpty ? kept : "\(letter) = \(kept)"
    }
    return place.role == .other ? nil : "\(letter(of: place.role)) = \(place.role.rawValue)"
  }

  /// What holds a folder together, as a letter where there is no room.
  static func mark(of group: TensorTree.Group, isLong: Bool) -> String {
    switch group {
    case .folder, .numbered: ""
    case .experts: isLong ? "experts" : "x"
    case .fused: isLong ? "fused" : "F"
    }
  }

  /// A folder's name, of experts with their numbers; where there is no room without what nearly all have.
  static func name(of node: TensorTree.Node, label: String, isLong: Bool) -> String {
    if case .experts(let numbers) = node.group {
      return "\(label) \(numbers.lowerBound)-\(numbers.upperBound)"
    }
    let suffix = ".weight"
    return !isLong && label.hasSuffix(suffix) ? String(label.dropLast(suffix.count)) : label
  }

  /// Says that recipes keep a tensor in 16 bit; nil where they usually don't.
  static func kept(_ place: ModelPlace) -> String? {
    guard place.usuallyKept else { return nil }
    let why = place.role.usuallyKept ? place.role.rawValue : place.tower ?? place.role.rawValue
    return "\(why): usually kept in 16 bit or more"
  }
}
