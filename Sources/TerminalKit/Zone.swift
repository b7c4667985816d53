/// A part of a page and the least room that it makes sense in: one zone, or several in rows or columns.
///
/// A page says its zones once, for every size; which of them a terminal shows, and how large, follows from
/// their minimum sizes and priorities.
public struct Zone<Name: Hashable & Sendable>: Sendable {
  /// The room below which it makes no sense.
  public let minimum: Size
  /// How wide and high it wants to be before other parts share in what is left.
  public let wanted: Size
  /// Zones with the lowest priority are left out first; of equals the last.
  public let priority: Int
  /// In which proportion it takes what no zone wants; 0 leaves that to others.
  public let weight: Int
  fileprivate let content: Content

  fileprivate enum Content: Sendable {
    case single(Name)
    case stack([Zone], Direction)
  }

  fileprivate enum Direction: Sendable {
    case rows, columns
  }

  /// Makes a single zone.
  ///
  /// - Parameters:
  ///   - name: what its place is asked for by.
  ///   - minimum: the room below which it makes no sense.
  ///   - wanted: how large it wants to be; its minimum if not given.
  ///   - priority: zones with the lowest priority are left out first.
  ///   - weight: in which proportion it takes what no zone wants.
  public init(
    _ name: Name, minimum: Size, wanted: Size? = nil, priority: Int = 0, weight: Int = 0
  ) {
    self.init(
      .single(name), minimum: minimum, wanted: wanted ?? minimum, priority: priority,
      weight: weight)
  }

  /// Zones one below the other.
  ///
  /// - Parameters:
  ///   - zones: the zones from top to bottom.
  ///   - weight: in which proportion they take what no zone beside or below them wants.
  /// - Returns: a zone as important as its most important part, which alone has to fit.
  public static func rows(_ zones: [Zone], weight: Int = 0) -> Zone {
    stack(zones, .rows, weight: weight)
  }

  /// Zones side by side.
  ///
  /// - Parameters:
  ///   - zones: the zones from left to right.
  ///   - weight: in which proportion they take what no zone above or below them wants.
  /// - Returns: a zone as important as its most important part, which alone has to fit.
  public static func columns(_ zones: [Zone], weight: Int = 0) -> Zone {
    stack(zones, .columns, weight: weight)
  }

  private static func stack(_ zones: [Zone], _ direction: Direction, weight: Int) -> Zone {
    let core = zones.max { $0.priority < $1.priority }
    let columns = zones.map(\.wanted.columns)
    let rows = zones.map(\.wanted.rows)
    let wanted =
      direction == .rows
      ? Size(columns: columns.max() ?? 0, rows: rows.reduce(0, +))
      : Size(columns: columns.reduce(0, +), rows: rows.max() ?? 0)
    return Zone(
      .stack(zones, direction), minimum: core?.minimum ?? .zero, wanted: wanted,
      priority: core?.priority ?? 0, weight: weight)
  }

  private init(_ content: Content, minimum: Size, wanted: Size, priority: Int, weight: Int) {
    self.content = content
    self.minimum = minimum
    self.wanted = Size(
      columns: max(minimum.columns, wanted.columns), rows: max(minimum.rows, wanted.rows))
    self.priority = priority
    self.weight = max(0, weight)
  }

  /// Lays the zones out.
  ///
  /// Zones that do not fit are left out, the least important first. Each of the others gets its minimum, then
  /// what it wants, the most important first, and the rest goes to those with a weight.
  ///
  /// - Parameter rect: the page.
  /// - Returns: where each zone lies.
  public func places(in rect: Rect) -> ZonePlaces<Name> {
    var places = ZonePlaces<Name>(page: rect)
    place(in: rect, &places)
    return places
  }

  private func place(in rect: Rect, _ places: inout ZonePlaces<Name>) {
    guard rect.columns >= minimum.columns, rect.rows >= minimum.rows else { return }
    switch content {
    case .single(let name): places.places[name] = rect
    case .stack(let zones, let direction):
      let across = direction == .rows ? rect.columns : rect.rows
      let along = direction == .rows ? rect.rows : rect.columns
      let shown = Self.fitting(zones, direction, along: along, across: across)
      let extents = Self.extents(shown, direction, along: along)
      var rest = rect
      for (zone, extent) in zip(shown, extents) {
        let (part, remaining) =
          direction == .rows ? rest.splitTop(extent) : rest.splitLeft(extent)
        zone.place(in: part, &places)
        rest = remaining
      }
    }
  }

  private func extent(_ size: KeyPath<Zone, Size>, _ direction: Direction) -> Int {
    direction == .rows ? self[keyPath: size].rows : self[keyPath: size].columns
  }

  private static func fitting(
    _ zones: [Zone], _ direction: Direction, along: Int, across: Int
  ) -> [Zone] {
    var shown = zones.filter { zone in
      let needed = direction == .rows ? zone.minimum.columns : zone.minimum.rows
      return needed <= across
    }
    while shown.reduce(0, { $0 + $1.extent(\.minimum, direction) }) > along {
      let lowest = shown.map(\.priority).min()
      guard let drop = shown.lastIndex(where: { $0.priority == lowest }) else { break }
      shown.remove(at: drop)
    }
    return shown
  }

  private static func extents(_ zones: [Zone], _ direction: Direction, along: Int) -> [Int] {
    var extents = zones.map { $0.extent(\.minimum, direction) }
    var spare = along - extents.reduce(0, +)
    let order = zones.indices.sorted {
      (-zones[$0].priority, $0) < (-zones[$1].priority, $1)
    }
    for index in order {
      let more = min(spare, zones[index].extent(\.wanted, direction) - extents[index])
      extents[index] += more
      spare -= more
    }
    let total = zones.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return extents }
    var sum = 0
    for index in zones.indices {
      let before = spare * sum / total
      sum += zones[index].weight
      extents[index] += spare * sum / total - before
    }
    return extents
  }
}

/// Where the zones of a page lie.
public struct ZonePlaces<Name: Hashable & Sendable>: Sendable {
  fileprivate let page: Rect
  fileprivate var places: [Name: Rect] = [:]

  /// The place of a zone; an empty rectangle where it was left out.
  ///
  /// - Parameter name: the zone's name.
  public subscript(name: Name) -> Rect {
    places[name] ?? Rect(origin: page.origin, size: .zero)
  }

  /// Whether a zone is shown.
  ///
  /// - Parameter name: the zone's name.
  /// - Returns: whether it has a place.
  public func has(_ name: Name) -> Bool { places[name] != nil }
}
