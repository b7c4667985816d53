internal import Charts

/// The rectangle of a chart within its picture, with axes at its edges.
struct SVGPlot {
  let left: Double
  let top: Double
  let right: Double
  let bottom: Double

  /// Leaves room for the labels of both axes.
  ///
  /// - Parameters:
  ///   - height: The height of the picture.
  ///   - vertical: The axis at the left edge; nil leaves no room for it.
  ///   - hasHorizontal: Whether there are labels under the plot.
  init(height: Double, vertical: Axis?, hasHorizontal: Bool) {
    let widest = vertical?.ticks.map { Self.width(of: $0.label) }.max() ?? 0
    left = vertical == nil ? 4 : widest + 10
    top = 8
    right = SVGPicture.width - 12
    bottom = height - (hasHorizontal ? 24 : 6)
  }

  var width: Double { right - left }
  var height: Double { bottom - top }

  /// How wide a label is at most: a digit of the widest common fonts takes 7.7 of a picture's 440.
  static func width(of label: String) -> Double { 7.7 * Double(label.count) }

  func x(_ value: Double, on axis: Axis) -> Double { left + axis.position(of: value) * width }

  func y(_ value: Double, on axis: Axis) -> Double { bottom - axis.position(of: value) * height }

  /// Draws lines across the plot at the ticks, and their labels left of it.
  func drawVertical(_ axis: Axis, into svg: inout SVGWriter) {
    var lines = SVGPath()
    for tick in axis.ticks {
      let y = y(tick.value, on: axis)
      lines.move(left, y)
      lines.horizontal(right)
      svg.label(tick.label, x: left - 6, y: y + 4, anchor: .end)
    }
    svg.path(lines, class: "g")
  }

  /// Draws the axis under the plot with its ticks; of labels that would touch, later ones are left out.
  func drawHorizontal(_ axis: Axis, into svg: inout SVGWriter) {
    var lines = SVGPath()
    lines.move(left, bottom)
    lines.horizontal(right)
    var end = -Double.infinity
    for tick in axis.ticks {
      let x = x(tick.value, on: axis)
      lines.move(x, bottom)
      lines.vertical(bottom + 4)
      let half = Self.width(of: tick.label) / 2
      // A label at the edge moves inwards rather than out of the picture.
      let middle = min(max(x, half + 1), SVGPicture.width - half - 1)
      guard middle - half > end + 4 else { continue }
      svg.label(tick.label, x: middle, y: bottom + 17, anchor: .middle)
      end = middle + half
    }
    svg.path(lines, class: "a")
  }
}
