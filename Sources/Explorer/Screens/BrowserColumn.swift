/// What stands behind a name in the browser's list.
enum BrowserColumn: Hashable {
  case role, dtype, shape, size, sigma, amax, flushed, clipped
  /// The SQNR of the slot with that index.
  case slot(Int)

  /// From how many columns of cells on names stand whole beside every figure.
  static let roomyWidth = 140

  /// Whether there is room for words and for more figures.
  static func isLong(_ width: Int) -> Bool { width >= 100 }

  /// The column of the figure that an order sorts by; nil where it is the name or the selected slot's.
  static func figure(of order: BrowserState.Order) -> BrowserColumn? {
    switch order {
    case .name, .sqnr: nil
    case .size: .size
    case .flushed: .flushed
    case .sigma: .sigma
    }
  }

  /// The columns for a page so wide, from left to right; the one that the list is sorted by is always among them.
  static func shown(width: Int, order: BrowserState.Order, slots: Int) -> [BrowserColumn] {
    var columns: Set<BrowserColumn>
    if width >= roomyWidth {
      columns = [.role, .dtype, .shape, .size, .sigma, .amax, .flushed, .clipped]
    } else if isLong(width) {
      columns = [.role, .dtype, .shape, .size, .amax, .flushed, .clipped]
      // Without their folders names are longer.
      if order != .name { columns.subtract([.amax, .clipped]) }
    } else {
      columns = [.role, .dtype, .shape]
    }
    if let sorting = figure(of: order), columns.insert(sorting).inserted, !isLong(width) {
      columns.remove(.shape)
    }
    let all: [BrowserColumn] = [.role, .dtype, .shape, .size, .sigma, .amax, .flushed, .clipped]
    return all.filter(columns.contains) + (0..<slots).map { .slot($0) }
  }

  /// What is written above it; a slot's depends on the room.
  func title(isLong: Bool) -> String {
    switch self {
    case .role: isLong ? "role" : ""
    case .dtype: "dtype"
    case .shape: "shape"
    case .size: "size"
    case .sigma: "sigma"
    case .amax: "amax"
    case .flushed: "zero%"
    case .clipped: "clip%"
    case .slot: ""
    }
  }

  /// The width below which it makes no sense.
  func minimumWidth(isLong: Bool) -> Int {
    switch self {
    case .role: isLong ? 4 : 1
    case .dtype: 4
    case .shape, .flushed, .clipped: 6
    case .amax, .slot: 7
    case .size, .sigma: 9
    }
  }

  /// Columns with the lowest priority go first where there is no room.
  var priority: Int {
    switch self {
    case .role: 4
    case .shape: 3
    case .dtype: 2
    case .size, .sigma, .amax, .flushed, .clipped, .slot: 1
    }
  }

  /// Whether its figures stand on the right.
  var isNumber: Bool {
    switch self {
    case .role, .dtype, .shape: false
    case .size, .sigma, .amax, .flushed, .clipped, .slot: true
    }
  }
}
