/// A tensor as its file describes it; every length and offset was checked against the file on opening.
public struct TensorDescriptor: Sendable, Hashable {
  /// The name as stored, control characters and all; escape it before showing it.
  public let name: String
  /// The type of the elements.
  public let type: StoredType
  /// The dimensions as stored, row-major order; empty for a scalar.
  public let shape: [Int]
  /// Where the tensor's bytes begin, counted from the beginning of the file.
  public let offset: Int
  /// How many bytes the tensor takes.
  public let byteCount: Int
  /// How the elements lie in those bytes.
  public let order: ElementOrder

  /// Creates a description; the caller has checked that it lies within the file.
  public init(
    name: String, type: StoredType, shape: [Int], offset: Int, byteCount: Int,
    order: ElementOrder = .native
  ) {
    self.name = name
    self.type = type
    self.shape = shape
    self.offset = offset
    self.byteCount = byteCount
    self.order = order
  }

  /// The number of elements: the product of the dimensions, 1 for a scalar.
  public var elementCount: Int { shape.reduce(1, *) }

  /// Columns of the `[rows, columns]` view: the last dimension, 1 for a scalar.
  public var columns: Int { shape.last ?? 1 }

  /// Rows of the `[rows, columns]` view: the product of the leading dimensions, 1 for a vector.
  public var rows: Int { shape.dropLast().reduce(1, *) }

  /// Whether the elements can be read as F32.
  public var isAnalysable: Bool { type.encoding != nil }
}

/// The byte and dimension order in which a tensor's elements are stored.
public struct ElementOrder: Sendable, Hashable {
  /// Whether each element's most significant byte comes first.
  public var isBigEndian: Bool
  /// Whether the first index runs fastest, as in Fortran.
  public var isColumnMajor: Bool
  /// How many elements lie between neighbours of each dimension, where neither order says; none is negative.
  ///
  /// A view of a part of a larger storage leaves gaps, and a dimension that repeats itself has stride 0.
  public var strides: [Int]?

  /// Creates an order.
  public init(isBigEndian: Bool = false, isColumnMajor: Bool = false, strides: [Int]? = nil) {
    self.isBigEndian = isBigEndian
    self.isColumnMajor = isColumnMajor
    self.strides = strides
  }

  /// Little-endian, row-major: the order of nearly every file.
  public static let native = ElementOrder()
}

/// A rectangle of a tensor's `[rows, columns]` view.
public struct TensorRegion: Sendable, Hashable {
  /// The rows covered.
  public var rows: Range<Int>
  /// The columns covered.
  public var columns: Range<Int>

  /// Creates a region.
  public init(rows: Range<Int>, columns: Range<Int>) {
    self.rows = rows
    self.columns = columns
  }

  /// The number of elements in the region.
  public var elementCount: Int { rows.count * columns.count }
}

extension TensorDescriptor {
  /// The whole tensor as a region of its `[rows, columns]` view.
  public var region: TensorRegion { TensorRegion(rows: 0..<rows, columns: 0..<columns) }
}
