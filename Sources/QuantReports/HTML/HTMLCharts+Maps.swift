internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore

extension HTMLCharts {
  /// The errors of each format, and the difference of the first two.
  var errorMaps: [HTMLFigure] {
    let layers = measured.compactMap { _, format, _ in
      pictures?.errorMap(format.id).map { (id: format.id, map: $0, layer: Self.layer($0)) }
    }
    var figures = layers.map { id, map, layer in
      Self.figure(
        "\(id)", "SQNR in dB", .quantity(.sqnr), map, layer, of: id,
        words: ErrorMapWords(layer, of: id, reading: .quantity(.sqnr), count: 3))
    }
    if layers.count > 1 {
      let (first, second) = (layers[0], layers[1])
      figures.append(
        Self.figure(
          "\(first.id) minus \(second.id)",
          "difference of their SQNR in dB: below zero \(second.id) keeps more", .difference,
          first.map, first.layer, of: first.id, minus: second.layer,
          words: ErrorMapWords(
            first.layer, of: first.id, minus: (second.layer, second.id), reading: .difference,
            count: 3)))
    }
    return figures
  }

  private static func layer(_ map: ErrorMap) -> ErrorMapFigure.Layer {
    ErrorMapFigure.Layer(cells: map.cells, rows: map.rows, columns: map.columns)
  }

  private static func figure(
    _ title: String, _ what: String, _ reading: ErrorReading, _ map: ErrorMap,
    _ layer: ErrorMapFigure.Layer, of id: FormatID, minus other: ErrorMapFigure.Layer? = nil,
    words: ErrorMapWords
  ) -> HTMLFigure {
    let figure = ErrorMapFigure(
      layer, minus: other, window: map.window, reading: reading, hasProfiles: true)
    var caption =
      "\(what), a tile \(map.window.cellRows)×\(map.window.cellColumns) elements; bars: whole rows"
      + " and columns of tiles"
    if figure.hasExactCells { caption += "; =: exact" }
    if figure.hasOverflow { caption += "; !: overflows" }
    if figure.hasNonfiniteCells { caption += "; N: left out with NaN or infinities" }
    let places = [words.rows, words.columns].compactMap(\.self).map {
      "\($0.heading) \($0.places.joined(separator: ", "))"
    }
    let told = (places + (other == nil ? [words.group].compactMap(\.self) : []))
    caption += told.map { "; \($0)" }.joined()
    return HTMLFigure(
      title: title, caption: caption,
      description: told.isEmpty ? "Map of errors." : told.joined(separator: "; "),
      height: figure.heatMap.svgHeight, body: figure.heatMap.svg())
  }

  /// The scales of each format that has such.
  var scaleMaps: [HTMLFigure] {
    measured.compactMap { _, format, found in
      guard let map = pictures?.scaleMap(format.id) else { return nil }
      let figure = ScaleMapFigure(
        map.cells, window: map.window, block: map.block, type: found.scales.type)
      var caption =
        "the largest \(found.scales.type.rawValue) scale of each cell, times what the tensor shares; a cell is "
        + "\(FigureText.count(map.window.cellRows, "block")) high and "
        + "\(FigureText.count(map.window.cellColumns, "block")) wide of "
        + "\(map.block.rows)×\(map.block.columns); rows down, columns across"
      if figure.hasZeroCells { caption += "; blank: zeros only" }
      if figure.hasNonfiniteCells { caption += "; N: NaN or infinities" }
      return HTMLFigure(
        title: "\(format.id)", caption: caption,
        description:
          "Map of the scales in \(map.window.rows) rows and \(map.window.columns) columns of cells.",
        height: figure.heatMap.svgHeight, body: figure.heatMap.svg())
    }
  }
}
