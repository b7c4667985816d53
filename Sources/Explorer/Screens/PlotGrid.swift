internal import Charts
internal import TerminalKit

/// Room for several plots at once: as many as fit with a least size, in as few rows as they fit in.
struct PlotGrid {
  /// Where the plots lie, the most important first, from left to right and then downward.
  let places: [Rect]

  /// - Parameters:
  ///   - rect: The room.
  ///   - count: How many plots there are.
  ///   - minimum: The least size of each where there is more than one.
  init(in rect: Rect, count: Int, minimum: Size) {
    guard count > 0, !rect.isEmpty else {
      places = []
      return
    }
    let across = max(1, rect.columns / max(1, minimum.columns))
    let down = max(1, rect.rows / max(1, minimum.rows))
    let shown = min(count, across * down)
    let rows = (shown + across - 1) / across
    var places: [Rect] = []
    var rest = rect
    for row in 0..<rows {
      let (line, below) = rest.splitTop(rest.rows / (rows - row))
      rest = below
      // Rows above have one more where they can't all have as many.
      let left = shown - places.count
      let columns = (left + rows - row - 1) / (rows - row)
      places += Self.split(line, into: columns)
    }
    self.places = places
  }

  private static func split(_ line: Rect, into count: Int) -> [Rect] {
    var rest = line
    return (0..<count).map { index in
      let (left, right) = rest.splitLeft(rest.columns / (count - index))
      rest = right
      return left.inset(right: index + 1 < count ? 1 : 0)
    }
  }
}

/// One of several plots, of whatever kind.
enum Plot {
  case lines(LineChart)
  /// Bars under a title of their own.
  case bars(String, HorizontalBars)
}

extension Frame {
  /// Draws as many plots as there is room for.
  ///
  /// - Parameters:
  ///   - plots: The plots, the most important first.
  ///   - rect: The room.
  ///   - minimum: The least size of each where there is more than one.
  ///   - traits: What the terminal can show.
  mutating func draw(
    _ plots: [Plot], in rect: Rect, minimum: Size, traits: TerminalTraits
  ) {
    let grid = PlotGrid(in: rect, count: plots.count, minimum: minimum)
    for (plot, place) in zip(plots, grid.places) {
      switch plot {
      case .lines(let chart): draw(chart, in: place, traits: traits)
      case .bars(let title, let bars):
        let isTitled = place.rows > bars.bars.count
        let (top, rest) = place.splitTop(isTitled ? 1 : 0)
        if isTitled {
          put(traits.shortened(title, to: top.columns), at: top.origin, style: .title)
        }
        draw(bars, in: rest, traits: traits)
      }
    }
  }
}
