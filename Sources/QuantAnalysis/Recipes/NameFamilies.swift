/// Sorts names into families, each of names to which the same thing happens.
///
/// The families of a thing hold its names and no name of another thing, so their order does not matter.
struct NameFamilies<Thing: Hashable> {
  /// A family and what happens to its names.
  struct Group {
    let family: NameFamily
    let thing: Thing
    /// How many of the names it holds.
    let count: Int
  }

  /// The groups of names that differ in their numbers alone, in the order of the first name of each.
  let kinds: [[Group]]

  /// All groups.
  var groups: [Group] { Array(kinds.joined()) }

  private struct Member {
    let numbers: [String]
    let thing: Thing
  }

  /// Sorts.
  ///
  /// - Parameter names: The names, none of them twice, and what happens to each.
  init(_ names: [(name: String, thing: Thing)]) {
    var places: [[[UInt8]]: Int] = [:]
    var texts: [[[UInt8]]] = []
    var members: [[Member]] = []
    for (name, thing) in names {
      let name = NumberedName(name)
      let place = places[name.texts] ?? members.count
      if place == members.count {
        places[name.texts] = place
        texts.append(name.texts)
        members.append([])
      }
      members[place].append(Member(numbers: name.numbers, thing: thing))
    }
    kinds = zip(texts, members).map { texts, all in
      let texts = texts.map { String(decoding: $0, as: UTF8.self) }
      return Self.things(of: all).flatMap { thing in
        Self.sets(of: thing, in: all, from: 0).map { sets in
          Group(
            family: NameFamily(texts: texts, numbers: sets.numbers), thing: thing,
            count: sets.count)
        }
      }
    }
  }

  /// The things that happen, in the order of their first names.
  private static func things(of members: [Member]) -> [Thing] {
    var seen: Set<Thing> = []
    return members.map(\.thing).filter { seen.insert($0).inserted }
  }

  private struct Sets {
    var numbers: [NameFamily.Numbers]
    var count: Int
  }

  /// Products of sets of numbers that hold the names of one thing alone.
  ///
  /// Numbers that the same may follow are taken together; where those are all there are, any may stand there.
  private static func sets(of thing: Thing, in members: [Member], from place: Int) -> [Sets] {
    guard let first = members.first else { return [] }
    guard place < first.numbers.count else {
      return first.thing == thing ? [Sets(numbers: [], count: 1)] : []
    }
    var byNumber: [String: [Member]] = [:]
    var order: [String] = []
    for member in members {
      let number = member.numbers[place]
      if byNumber[number] == nil { order.append(number) }
      byNumber[number, default: []].append(member)
    }
    // What may follow a number, and the numbers that it may follow.
    var leaders: [[NameFamily.Numbers]: (numbers: [String], count: Int)] = [:]
    var followers: [[NameFamily.Numbers]] = []
    for number in order {
      for rest in sets(of: thing, in: byNumber[number] ?? [], from: place + 1) {
        if leaders[rest.numbers] == nil { followers.append(rest.numbers) }
        leaders[rest.numbers, default: ([], 0)].numbers.append(number)
        leaders[rest.numbers, default: ([], 0)].count += rest.count
      }
    }
    return followers.compactMap { rest in
      guard let (numbers, count) = leaders[rest] else { return nil }
      // A number that stands alone is named as it is.
      let isAny = numbers.count == order.count && order.count > 1
      let sorted = numbers.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
      return Sets(numbers: [isAny ? .any : .some(sorted)] + rest, count: count)
    }
  }
}
