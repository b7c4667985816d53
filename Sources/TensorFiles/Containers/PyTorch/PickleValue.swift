/// What a pickle's instructions can leave on its stack.
///
/// Containers, texts, storages and tensors are numbers of things that the `PickleHeap` owns, so that however deep
/// a hostile pickle nests them, nothing recurses when they are released.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  /// A text, or bytes that stand for one.
  case text(Int)
  /// A tuple or a list: a run of values.
  case sequence(Int)
  /// A dictionary of any kind: keys and values by turns.
  case dictionary(Int)
  /// Something that a pickle may call, by name.
  case constructor(TorchConstructor)
  case storage(Int)
  case tensor(Int)
  /// A value that no tensor depends on, such as a number with a fraction, bytes or a device.
  case other
}

/// The things that a pickle makes.
struct PickleHeap {
  /// More than a state dict of 100,000 tensors has.
  private static let cellLimit = 1 << 21
  private static let valueLimit = 1 << 22

  /// Values of tuples, lists and dictionaries.
  private(set) var cells: [[PickleValue]] = []
  /// Texts.
  private(set) var texts: [String] = []
  /// Storages that a persistent name led to.
  var storages: [TorchStorage] = []
  /// Tensors that were rebuilt.
  var tensors: [TorchTensor] = []
  private var valueCount = 0

  /// A new cell; nil where there are more than any state dict has.
  mutating func cell(_ values: [PickleValue]) -> Int? {
    valueCount += values.count
    guard cells.count < Self.cellLimit, valueCount <= Self.valueLimit else { return nil }
    cells.append(values)
    return cells.count - 1
  }

  /// Adds values to a cell; false where there are too many.
  mutating func append(_ values: some Collection<PickleValue>, to cell: Int) -> Bool {
    valueCount += values.count
    guard valueCount <= Self.valueLimit else { return false }
    cells[cell].append(contentsOf: values)
    return true
  }

  /// A new text; nil where there are more than any state dict has.
  mutating func add(text: String) -> PickleValue? {
    guard texts.count < Self.cellLimit else { return nil }
    texts.append(text)
    return .text(texts.count - 1)
  }

  /// The values of a tuple or a list; nil for anything else.
  func sequence(_ value: PickleValue) -> [PickleValue]? {
    if case .sequence(let cell) = value { cells[cell] } else { nil }
  }

  /// A text; nil for anything else.
  func text(_ value: PickleValue) -> String? {
    if case .text(let index) = value { texts[index] } else { nil }
  }

  /// The whole numbers of a tuple or a list; nil where it holds anything else.
  func integers(_ value: PickleValue) -> [Int]? {
    guard let values = sequence(value) else { return nil }
    let numbers = values.compactMap { if case .integer(let number) = $0 { number } else { nil } }
    return numbers.count == values.count ? numbers : nil
  }
}

/// A run of elements that tensors are views of.
struct TorchStorage {
  /// The elements' type; nil for bytes without one.
  let type: StoredType?
  /// The name under which the file holds the elements.
  let key: String
  /// How many elements there are; bytes where there is no type.
  let elements: Int
  /// Where it begins within what the file holds, in elements: older files have storages that are parts of others.
  var start = 0
}

/// A view of a storage.
struct TorchTensor {
  /// Which storage.
  let storage: Int
  /// The elements' type.
  let type: StoredType
  /// Where it begins in the storage, in elements.
  let offset: Int
  /// The dimensions.
  let shape: [Int]
  /// The elements from one to the next in each dimension.
  let strides: [Int]
}
