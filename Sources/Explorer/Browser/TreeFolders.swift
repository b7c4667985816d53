internal import TensorFiles

/// The folders of a tree while it is built; the time it takes grows with the number of tensors alone.
struct TreeFolders {
  /// A tensor in a folder, and the number of what the folder leaves of its name.
  struct Leaf {
    let tensor: Int
    let label: Int
  }

  /// A folder.
  struct Folder {
    /// The last part of its name.
    let name: Substring
    /// Its whole name.
    let place: Substring
    /// The number of the last part.
    let label: Int
    /// The folders in it.
    var folders: [Int] = []
    /// The tensors in it.
    var leaves: [Leaf] = []
  }

  /// The folders, that of everything first.
  private(set) var all: [Folder] = []
  /// The labels of folders and tensors.
  private(set) var labels = LabelTable()
  private var found: [Substring: Int] = [:]
  /// The folder of the tensor before.
  private var last = 0

  /// Puts every tensor into its folder.
  init(_ tensors: [TensorDescriptor]) {
    all.append(Folder(name: "", place: "", label: labels.number(of: "")))
    let names = tensors.map { FolderNames($0.name) }
    let shared = Self.firstParts(of: tensors, names)
    for (index, name) in names.enumerated() {
      let tensor = tensors[index].name
      var bytes = name.byteCount
      if bytes == 0, let first = name.firstPart, first > 0,
        shared[tensor.part(bytes: first), default: 0] > 1
      {
        bytes = first
      }
      let home = bytes == 0 ? 0 : folder(of: tensor, bytes: bytes)
      last = home
      let start = bytes == 0 ? 0 : bytes + 1
      let label = tensor.part(from: start, bytes: tensor.utf8.count - start)
      all[home].leaves.append(Leaf(tensor: index, label: labels.number(ofTensor: label)))
    }
  }

  /// The number of a group's label.
  mutating func number(ofGroup label: Substring) -> Int { labels.number(of: label) }

  /// How many names begin with each first part.
  private static func firstParts(
    of tensors: [TensorDescriptor], _ names: [FolderNames]
  ) -> [Substring: Int] {
    var shared: [Substring: Int] = [:]
    var last: (part: Substring, count: Int) = ("", 0)
    for (tensor, name) in zip(tensors, names) {
      guard let bytes = name.firstPart else { continue }
      let part = tensor.name.part(bytes: bytes)
      if part == last.part {
        last.count += 1
      } else {
        shared[last.part, default: 0] += last.count
        last = (part, 1)
      }
    }
    shared[last.part, default: 0] += last.count
    return shared
  }

  /// The folder that a name's first bytes make up; made where it is not there yet, with those above it.
  private mutating func folder(of name: String, bytes: Int) -> Int {
    guard bytes > 0 else { return 0 }
    let place = name.part(bytes: bytes)
    // Tensors of one folder mostly follow each other.
    if all[last].place == place { return last }
    if let folder = found[place] { return folder }
    var above = 0
    var part = place
    if let dot = place.utf8.lastIndex(of: UInt8(ascii: ".")) {
      above = folder(of: name, bytes: name.utf8.distance(from: name.startIndex, to: dot))
      part = place[place.utf8.index(after: dot)...]
    }
    let folder = all.count
    all.append(Folder(name: part, place: place, label: labels.number(of: part)))
    all[above].folders.append(folder)
    found[place] = folder
    return folder
  }
}
