/// What a state dict's pickle may name: the types and functions that rebuild tensors, and few harmless values.
///
/// The names are PyTorch's (`torch.serialization`, `torch._utils`); nothing is looked up anywhere else, and nothing
/// that a pickle says is executed.
enum TorchConstructor: Sendable {
  /// Makes a dictionary.
  case dictionary
  /// Gives back the sequence that it was given.
  case sequence
  /// Makes a value that no tensor depends on.
  case other
  /// `_rebuild_tensor(storage, offset, size, stride)`, and the second version with more behind.
  case tensor
  /// `_rebuild_tensor_v3(storage, offset, size, stride, requires_grad, hooks, dtype, …)`.
  case typedTensor
  /// A parameter: its tensor comes first.
  case parameter
  /// `_rebuild_from_type_v2(function, type, arguments, state)`.
  case subclass
  /// The type of a storage's elements; nil for bytes.
  case storage(StoredType?)
  /// A type of elements.
  case type(StoredType)

  /// What a qualified name stands for; nil for all that no state dict needs.
  static func named(_ module: String, _ name: String) -> TorchConstructor? {
    if let known = known[module + "." + name] { return known }
    guard module == "torch" || module == "torch.storage" || module == "torch.cuda" else {
      return nil
    }
    if name == "UntypedStorage" { return .storage(nil) }
    if name.hasSuffix("Storage") { return storages[String(name.dropLast(7))].map { .storage($0) } }
    return module == "torch" ? types[name].map { .type($0) } : nil
  }

  private static let known: [String: TorchConstructor] = [
    "collections.OrderedDict": .dictionary, "collections.defaultdict": .dictionary,
    "collections.Counter": .dictionary, "argparse.Namespace": .other,
    "builtins.dict": .dictionary, "__builtin__.dict": .dictionary,
    "builtins.list": .sequence, "__builtin__.list": .sequence,
    "builtins.set": .other, "__builtin__.set": .other, "builtins.frozenset": .other,
    "builtins.complex": .other, "__builtin__.complex": .other, "builtins.bytearray": .other,
    "builtins.int": .other, "builtins.float": .other, "_codecs.encode": .other,
    "numpy.dtype": .other, "numpy.core.multiarray.scalar": .other,
    "numpy._core.multiarray.scalar": .other,
    "torch.Size": .sequence, "torch.device": .other, "torch.Tensor": .other,
    "torch.nn.parameter.Parameter": .other, "torch.nn.parameter.Buffer": .other,
    "torch._utils._rebuild_tensor": .tensor, "torch._utils._rebuild_tensor_v2": .tensor,
    "torch._utils._rebuild_tensor_v3": .typedTensor,
    "torch._utils._rebuild_parameter": .parameter,
    "torch._utils._rebuild_parameter_with_state": .parameter,
    "torch._tensor._rebuild_from_type_v2": .subclass,
    "torch.storage.TypedStorage": .storage(nil), "torch.storage._TypedStorage": .storage(nil),
    "torch.serialization._get_layout": .other, "torch.strided": .other,
  ]

  /// Storages by the first part of their class's name.
  private static let storages = named([
    ("Double", "F64"), ("Float", "F32"), ("Half", "F16"), ("BFloat16", "BF16"), ("Long", "I64"),
    ("Int", "I32"), ("Short", "I16"), ("Char", "I8"), ("Byte", "U8"), ("Bool", "BOOL"),
    ("ComplexFloat", "C64"), ("ComplexDouble", "C128"), ("QInt8", "I8"), ("QUInt8", "U8"),
    ("QInt32", "I32"), ("Float8_e4m3fn", "F8_E4M3"), ("Float8_e5m2", "F8_E5M2"),
  ])

  /// Types of elements by their names in PyTorch.
  private static let types = named([
    ("float64", "F64"), ("double", "F64"), ("float32", "F32"), ("float", "F32"),
    ("float16", "F16"), ("half", "F16"), ("bfloat16", "BF16"), ("float8_e4m3fn", "F8_E4M3"),
    ("float8_e5m2", "F8_E5M2"), ("float8_e4m3fnuz", "F8_E4M3FNUZ"),
    ("float8_e5m2fnuz", "F8_E5M2FNUZ"), ("float8_e8m0fnu", "F8_E8M0"),
    ("float4_e2m1fn_x2", "U8"),
    ("int64", "I64"), ("long", "I64"), ("int32", "I32"), ("int", "I32"), ("int16", "I16"),
    ("short", "I16"), ("int8", "I8"), ("uint8", "U8"), ("uint16", "U16"), ("uint32", "U32"),
    ("uint64", "U64"), ("bool", "BOOL"), ("complex64", "C64"), ("complex128", "C128"),
  ])

  private static func named(_ pairs: [(String, String)]) -> [String: StoredType] {
    var types: [String: StoredType] = [:]
    for (name, type) in pairs { types[name] = StoredType.named(type) }
    return types
  }
}
