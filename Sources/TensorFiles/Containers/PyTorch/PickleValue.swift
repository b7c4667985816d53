/// What a pickle's instructions can leave on its stack.
///
/// Containers, texts, storages and tensors are numbers of things that the `PickleHeap` owns, so that however deep
/// a hostile pickle nests them, nothing recurses when they are released, and that all values take the same 8 bytes.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int32)
  /// An integer that needs more bits.
  case wide(Int32)
  /// A text, or bytes that stand for one.
  case text(Int32)
  /// A tuple or a list: a run of values.
  case sequence(Int32)
  /// A dictionary of any kind: keys and values by turns.
  case dictionary(Int32)
  /// Something that a pickle may call, by name.
  case constructor(Int32)
  case storage(Int32)
  case tensor(Int32)
  /// A value that no tensor depends on, such as a number with a fraction, bytes or a device.
  case other
}

/// The things that a pickle makes, as long as they fit into memory that is set aside for them.
///
/// All values of all tuples, lists and dictionaries lie in one array, as those of a state dict of 100,000 tensors are
/// half a million.
struct PickleHeap {
  /// The bytes that all of it may take; a state dict of 100,000 tensors takes about 120 million.
  ///
  /// What is counted is twice what arrays hold, since one that grows has room for as much again.
  private static let byteLimit = 128 << 20
  /// What is allocated takes this much more than its content.
  private static let overhead = 48

  /// A tuple, a list or a dictionary: where its values lie.
  private struct Cell {
    var start: Int32
    var count: Int32
    var capacity: Int32
  }

  /// A tensor with its dimensions and strides where all of them lie.
  private struct PackedTensor {
    let storage: Int32
    let rank: Int32
    let type: StoredType
    let offset: Int
    let numbers: Int
  }

  /// Storages that a persistent name led to.
  private(set) var storages: [TorchStorage] = []
  private var values: [PickleValue] = []
  private var cells: [Cell] = []
  private var texts: [String] = []
  private var wideIntegers: [Int] = []
  private var tensors: [PackedTensor] = []
  /// The dimensions of each tensor, and then its strides.
  private var numbers: [Int] = []
  private var constructors: [TorchConstructor] = []
  private var constructorOfName: [String: Int32] = [:]
  private var byteCount = 0

  /// Counts bytes that are about to be taken; false where there are too many.
  mutating func takes(_ bytes: Int) -> Bool {
    byteCount += bytes
    return byteCount <= Self.byteLimit
  }

  /// Counts elements of an array that are about to be appended; false where there are too many.
  mutating func takes<Element>(_ count: Int, of type: Element.Type) -> Bool {
    takes(2 * MemoryLayout<Element>.stride * count)
  }

  /// A new cell; nil where memory is used up.
  mutating func cell(_ new: some Collection<PickleValue>) -> Int32? {
    let count = Int32(new.count)
    guard takes(1, of: Cell.self), takes(new.count, of: PickleValue.self) else { return nil }
    cells.append(Cell(start: Int32(values.count), count: count, capacity: count))
    values.append(contentsOf: new)
    return Int32(cells.count - 1)
  }

  /// A new cell of the last values of a stack, which is not copied; nil where memory is used up.
  mutating func cell(ofLast count: Int, on stack: [PickleValue]) -> Int32? {
    guard takes(1, of: Cell.self), takes(count, of: PickleValue.self) else { return nil }
    cells.append(Cell(start: Int32(values.count), count: Int32(count), capacity: Int32(count)))
    for place in stack.count - count..<stack.count { values.append(stack[place]) }
    return Int32(cells.count - 1)
  }

  /// Adds values to a cell; false where memory is used up.
  mutating func append(_ new: some Collection<PickleValue>, to index: Int32) -> Bool {
    var cell = cells[Int(index)]
    let count = Int(cell.count) + new.count
    if count > Int(cell.capacity) {
      // What grows bit by bit gets room for as much again, unless it lies at the end.
      let isLast = Int(cell.start) + Int(cell.capacity) == values.count
      let room = isLast ? count : max(4, 2 * count)
      let more = isLast ? count - Int(cell.capacity) : room
      guard takes(more, of: PickleValue.self) else { return false }
      if !isLast {
        let start = values.count
        for place in Int(cell.start)..<Int(cell.start + cell.count) { values.append(values[place]) }
        cell.start = Int32(start)
      }
      let end = Int(cell.start) + room
      values.append(contentsOf: repeatElement(.none, count: end - values.count))
      cell.capacity = Int32(room)
    }
    var place = Int(cell.start) + Int(cell.count)
    for value in new {
      values[place] = value
      place += 1
    }
    cell.count = Int32(count)
    cells[Int(index)] = cell
    return true
  }

  /// How many values a cell has.
  func count(ofCell cell: Int32) -> Int { Int(cells[Int(cell)].count) }

  /// A value of a cell.
  func value(_ index: Int, ofCell cell: Int32) -> PickleValue {
    values[Int(cells[Int(cell)].start) + index]
  }

  /// A new text; nil where memory is used up.
  mutating func add(text: String) -> PickleValue? {
    let size = text.utf8.count > 15 ? text.utf8.count + Self.overhead : 0
    guard takes(1, of: String.self), takes(size) else { return nil }
    texts.append(text)
    return .text(Int32(texts.count - 1))
  }

  /// An integer; nil where memory is used up.
  mutating func add(integer: Int) -> PickleValue? {
    if let small = Int32(exactly: integer) { return .integer(small) }
    guard takes(1, of: Int.self) else { return nil }
    wideIntegers.append(integer)
    return .wide(Int32(wideIntegers.count - 1))
  }

  /// A new storage; nil where memory is used up.
  mutating func add(_ storage: TorchStorage) -> PickleValue? {
    let key = storage.key.utf8.count > 15 ? storage.key.utf8.count + Self.overhead : 0
    guard takes(1, of: TorchStorage.self), takes(key) else { return nil }
    storages.append(storage)
    return .storage(Int32(storages.count - 1))
  }

  /// A new tensor; nil where memory is used up.
  mutating func add(_ tensor: TorchTensor) -> PickleValue? {
    guard takes(1, of: PackedTensor.self), takes(2 * tensor.shape.count, of: Int.self) else {
      return nil
    }
    tensors.append(
      PackedTensor(
        storage: Int32(tensor.storage), rank: Int32(tensor.shape.count), type: tensor.type,
        offset: tensor.offset, numbers: numbers.count))
    numbers += tensor.shape
    numbers += tensor.strides
    return .tensor(Int32(tensors.count - 1))
  }

  /// A tensor that was rebuilt.
  func tensor(_ index: Int32) -> TorchTensor {
    let tensor = tensors[Int(index)]
    let middle = tensor.numbers + Int(tensor.rank)
    return TorchTensor(
      storage: Int(tensor.storage), type: tensor.type, offset: tensor.offset,
      shape: Array(numbers[tensor.numbers..<middle]),
      strides: Array(numbers[middle..<middle + Int(tensor.rank)]))
  }

  /// Something that may be called; nil where no state dict needs it.
  mutating func constructor(_ module: String, _ name: String) -> PickleValue? {
    let qualified = module + "." + name
    if let known = constructorOfName[qualified] { return .constructor(known) }
    guard let constructor = TorchConstructor.named(module, name) else { return nil }
    // There are no more of them than the table has.
    constructors.append(constructor)
    let number = Int32(constructors.count - 1)
    constructorOfName[qualified] = number
    return .constructor(number)
  }

  /// What a value calls; nil for anything that can't be called.
  func constructor(_ value: PickleValue) -> TorchConstructor? {
    if case .constructor(let index) = value { constructors[Int(index)] } else { nil }
  }

  /// The first values of a tuple or a list, as many as any call has; nil for anything else.
  func arguments(_ value: PickleValue) -> [PickleValue]? { sequence(value, limit: 8) }

  /// The first values of a tuple or a list, no more than `limit`; nil for anything else.
  func sequence(_ value: PickleValue, limit: Int = .max) -> [PickleValue]? {
    guard case .sequence(let index) = value else { return nil }
    let cell = cells[Int(index)]
    let start = Int(cell.start)
    return Array(values[start..<start + min(Int(cell.count), limit)])
  }

  /// The two values of a tuple or a list that has no more; nil for anything else.
  func pair(_ value: PickleValue) -> (key: PickleValue, value: PickleValue)? {
    guard case .sequence(let index) = value else { return nil }
    let cell = cells[Int(index)]
    guard cell.count == 2 else { return nil }
    let start = Int(cell.start)
    return (values[start], values[start + 1])
  }

  /// A text; nil for anything else.
  func text(_ value: PickleValue) -> String? {
    if case .text(let index) = value { texts[Int(index)] } else { nil }
  }

  /// A whole number; nil for anything else.
  func integer(_ value: PickleValue) -> Int? {
    switch value {
    case .integer(let number): Int(number)
    case .wide(let index): wideIntegers[Int(index)]
    default: nil
    }
  }

  /// The whole numbers of a tuple or a list of no more than any shape has; nil where it holds anything else.
  func integers(_ value: PickleValue) -> [Int]? {
    let limit = CheckedShape.maximumRank
    guard let values = sequence(value, limit: limit + 1), values.count <= limit else { return nil }
    let numbers = values.compactMap { integer($0) }
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
