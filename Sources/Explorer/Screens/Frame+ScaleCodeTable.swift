internal import Figures
internal import TerminalKit

extension Frame {
  /// Draws the list of used scale codes with a logarithmic bar in each row.
  mutating func draw(
    _ table: ScaleCodeTable, in rect: Rect, traits: TerminalTraits, valueTitle: String,
    firstRow: Int, style: Style
  ) {
    let isNarrow = rect.columns < 60
    var columns = [
      Table.Column(StyledText(valueTitle), alignment: .right, minimumWidth: 4, priority: 10),
      Table.Column("code", minimumWidth: 4, priority: 3),
      Table.Column("multiplier", alignment: .right, minimumWidth: 9, priority: 2),
      Table.Column("blocks", alignment: .right, minimumWidth: 6, priority: 9),
      Table.Column("share%", alignment: .right, minimumWidth: 7, priority: 5),
      Table.Column(
        isNarrow ? "log" : "log count", minimumWidth: 5, priority: 4, isFlexible: true),
      Table.Column("clip%", alignment: .right, minimumWidth: 5, priority: 8),
      Table.Column(isNarrow ? "dB" : "SQNR dB", alignment: .right, minimumWidth: 5, priority: 7),
    ]
    let hasStored = table.rows.contains { $0.stored != nil }
    if hasStored {
      columns.append(
        Table.Column("stored", alignment: .right, minimumWidth: 6, priority: 9))
    }
    for index in columns.indices { columns[index].title.style = .dim }
    let rows = table.rows.map { row in
      [
        StyledText(row.value, style: .bold), StyledText(row.code, style: .dim),
        StyledText(row.multiplier), StyledText(row.blocks), StyledText(row.share), "",
        StyledText(row.clipped), StyledText(row.sqnr),
      ] + (hasStored ? [StyledText(row.stored ?? "", style: .accent)] : [])
    }
    let list = Table(columns: columns, rows: rows)
    draw(list, in: rect, traits: traits, firstRow: firstRow)
    let header = rect.rows > 1 ? 1 : 0
    guard let place = list.placements(width: rect.columns).first(where: { $0.index == 5 }) else {
      return
    }
    for (offset, row) in table.rows.dropFirst(firstRow).prefix(rect.rows - header).enumerated() {
      drawBar(
        row.fraction,
        at: Point(column: rect.left + place.left, row: rect.top + header + offset),
        columns: place.width, traits: traits, style: style)
    }
  }
}
