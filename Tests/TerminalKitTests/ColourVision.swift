import Foundation
import TerminalKit

/// Colours as eyes see them: linear light, CIE lightness and distance, and two kinds of colour blindness.
enum ColourVision: String, CaseIterable {
  case usual, protanopia, deuteranopia

  /// What becomes of linear red, green and blue: Machado, Oliveira and Fernandes 2009, severity 1.
  private var matrix: [[Double]] {
    switch self {
    case .usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .protanopia:
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    case .deuteranopia:
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    }
  }

  /// A colour in CIE L*a*b* under D65, as these eyes see it.
  func seen(_ index: Int) -> [Double] {
    let light = linearLight(of: index)
    let cone = matrix.map { row in min(max(zip(row, light).map(*).reduce(0, +), 0), 1) }
    func root(_ weights: [Double], white: Double) -> Double {
      let sum: Double = zip(weights, cone).map(*).reduce(0, +)
      let share = sum / white
      return share > 0.008856 ? cbrt(share) : 7.787 * share + 16 / 116
    }
    let roots = [
      root([0.4124, 0.3576, 0.1805], white: 0.95047), root([0.2126, 0.7152, 0.0722], white: 1),
      root([0.0193, 0.1192, 0.9505], white: 1.08883),
    ]
    return [116 * roots[1] - 16, 500 * (roots[0] - roots[1]), 200 * (roots[1] - roots[2])]
  }

  /// How far apart two colours are (CIE 1976), about 2 being the least that is noticed.
  func distance(_ left: Int, _ right: Int) -> Double {
    let squares = zip(seen(left), seen(right)).map { ($0 - $1) * ($0 - $1) }
    return squares.reduce(0, +).squareRoot()
  }

  /// L*, 0 black to 100 white.
  func lightness(_ index: Int) -> Double { seen(index)[0] }
}

/// Red, green and blue without sRGB's curve.
func linearLight(of index: Int) -> [Double] {
  let rgb = IndexedColour(index).rgb
  return [rgb.red, rgb.green, rgb.blue].map { level in
    let value = Double(level) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }
}

/// The relative luminance of WCAG 2.
func luminance(_ index: Int) -> Double {
  let light = linearLight(of: index)
  return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
}

/// The contrast ratio of WCAG 2 between a colour and a background's luminance.
func contrast(_ index: Int, _ background: Double) -> Double {
  let ends = [luminance(index), background].sorted()
  return (ends[1] + 0.05) / (ends[0] + 0.05)
}
