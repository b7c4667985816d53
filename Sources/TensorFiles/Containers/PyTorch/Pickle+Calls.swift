extension Pickle {
  mutating func name(_ code: UInt8) throws(TensorFileError) {
    let module: String
    let name: String
    var arguments: [PickleValue]?
    if code == 0x93 {
      let second = try pop()
      guard let last = heap.text(second), let first = heap.text(try pop()) else {
        throw malformed("a name that is no text")
      }
      (module, name) = (first, last)
    } else {
      (module, name) = (try line(), try line())
      if code == UInt8(ascii: "i") { arguments = try popToMark() }
    }
    guard let constructor = heap.constructor(module, name) else {
      let what = PrintableName.quoted("\(module).\(name)")
      throw malformed(
        "the pickle asks for \(what), which no state dict needs; quantview runs nothing that a file "
          + "names: save model.state_dict(), or convert the file to safetensors")
    }
    stack.append(constructor)
    if let arguments {
      try call(try pop(), with: .sequence(try cell(arguments)))
    }
  }

  mutating func call(
    _ function: PickleValue, with arguments: PickleValue
  ) throws(TensorFileError) {
    guard let constructor = heap.constructor(function), let values = heap.arguments(arguments)
    else { throw malformed("something is called that is no function of PyTorch's") }
    switch constructor {
    case .dictionary:
      stack.append(.dictionary(try cell(try members(of: values.first))))
    case .sequence:
      let value = values.first
      if case .sequence = value {
        stack.append(value ?? .none)
      } else {
        stack.append(.sequence(try cell([])))
      }
    case .other, .type, .storage: stack.append(.other)
    case .tensor: try rebuild(values, as: nil, marks: values.dropFirst(6).first)
    case .typedTensor:
      guard values.count >= 7, case .type(let type)? = heap.constructor(values[6]) else {
        throw malformed("a tensor without a type that quantview knows")
      }
      try rebuild(values, as: type, marks: values.dropFirst(7).first)
    case .parameter:
      guard let tensor = values.first else { throw malformed("a parameter without a tensor") }
      stack.append(tensor)
    case .subclass:
      guard values.count >= 3 else { throw malformed("a tensor without what rebuilds it") }
      // Calls nest no deeper: what is rebuilt so is a tensor or a parameter itself.
      if case .subclass? = heap.constructor(values[0]) {
        throw malformed("a tensor of a tensor's class")
      }
      try call(values[0], with: values[2])
    }
  }

  mutating func rebuild(
    _ values: [PickleValue], as type: StoredType?, marks: PickleValue?
  ) throws(TensorFileError) {
    guard values.count >= 4, case .storage(let storage) = values[0],
      let offset = heap.integer(values[1]), let shape = heap.integers(values[2]),
      let strides = heap.integers(values[3]), shape.count == strides.count
    else {
      throw malformed("a tensor is rebuilt from something that is no storage, offset and shape")
    }
    if let mark = pendingOperation(in: marks) {
      throw malformed(
        "a tensor is marked \"\(mark)\": its values are not those in the file; save what "
          + "tensor.resolve_\(mark)() returns")
    }
    let index = Int(storage)
    guard let type = type ?? heap.storages[index].type else {
      throw malformed("a tensor whose storage has no type")
    }
    let tensor = heap.add(
      TorchTensor(storage: index, type: type, offset: offset, shape: shape, strides: strides))
    guard let tensor else { throw tooMany }
    stack.append(tensor)
  }

  /// What PyTorch would still do to the stored values of a view, by the name that it has there; nil for nothing.
  private func pendingOperation(in marks: PickleValue?) -> String? {
    guard case .dictionary(let cell)? = marks else { return nil }
    // There are two; one long dictionary could be given to many tensors.
    for index in stride(from: 0, to: min(8, heap.count(ofCell: cell)) - 1, by: 2) {
      guard case .bool(true) = heap.value(index + 1, ofCell: cell),
        let name = heap.text(heap.value(index, ofCell: cell)), ["neg", "conj"].contains(name)
      else { continue }
      return name
    }
    return nil
  }

  /// The keys and values of a dictionary that is made from pairs; none where one of them is no pair.
  private mutating func members(
    of pairs: PickleValue?
  ) throws(TensorFileError) -> [PickleValue] {
    var members: [PickleValue] = []
    guard case .sequence(let cell)? = pairs else { return [] }
    for index in 0..<heap.count(ofCell: cell) {
      // Counted one by one, since the same long list can be given again and again in a few bytes.
      guard heap.takes(2, of: PickleValue.self) else { throw tooMany }
      guard let pair = heap.pair(heap.value(index, ofCell: cell)) else { return [] }
      members.append(pair.key)
      members.append(pair.value)
    }
    return members
  }

  /// `("storage", class, key, place, elements)`, in older files with a part of another storage behind.
  mutating func persist(_ value: PickleValue) throws(TensorFileError) {
    guard let values = heap.arguments(value), values.count >= 5, heap.text(values[0]) == "storage",
      case .storage(let type)? = heap.constructor(values[1]), let key = heap.text(values[2]),
      let elements = heap.integer(values[4]), elements >= 0
    else { throw malformed("a persistent name that is no storage of PyTorch's") }
    var storage = TorchStorage(type: type, key: key, elements: elements)
    if values.count >= 6, let view = heap.arguments(values[5]), view.count >= 3,
      let start = heap.integer(view[1]), let count = heap.integer(view[2])
    {
      guard start >= 0, count >= 0, start <= elements, count <= elements - start else {
        throw malformed("a storage is said to be a part that lies beyond its whole")
      }
      storage = TorchStorage(type: type, key: key, elements: count, start: start)
    }
    guard let value = heap.add(storage) else { throw tooMany }
    stack.append(value)
  }
}
