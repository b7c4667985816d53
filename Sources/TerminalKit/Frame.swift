/// One cell of a frame: a character and how it looks.
public struct Cell: Sendable, Hashable {
  /// The character, one column wide unless `width` says otherwise; a space in the right half of a wide one.
  public let character: Character
  /// How it looks.
  public var style: Style
  /// How many columns the character takes: 1, 2, or 0 in the right half of a wide one.
  public let width: Int

  /// An empty cell in the ordinary style.
  public static let blank = Cell(character: " ", style: .normal, width: 1)

  init(character: Character, style: Style, width: Int) {
    self.character = character
    self.style = style
    self.width = width
  }
}

/// What a terminal shows: a grid of cells, and where the text cursor stands.
///
/// Drawing clips at the edges, so that no coordinate is an error. A wide character is never cut in
/// half: what would show only one half of it shows a space.
public struct Frame: Sendable, Equatable {
  /// How many columns and rows there are.
  public let size: Size
  /// Where the text cursor is shown; nil hides it.
  public var textCursor: Point?
  /// How its roles are to look.
  public var look = Look()
  /// The cells row by row.
  public private(set) var cells: [Cell]

  /// Makes an empty frame.
  ///
  /// - Parameter size: how many columns and rows.
  public init(_ size: Size) {
    self.size = size
    self.cells = Array(repeating: .blank, count: size.columns * size.rows)
  }

  /// All of it.
  public var bounds: Rect { Rect(size: size) }

  /// The cell at a place.
  ///
  /// - Parameters:
  ///   - column: the column; beyond the frame all is blank.
  ///   - row: the row; beyond the frame all is blank.
  public subscript(column: Int, row: Int) -> Cell {
    guard let index = index(column, row) else { return .blank }
    return cells[index]
  }

  private func index(_ column: Int, _ row: Int) -> Int? {
    guard column >= 0, column < size.columns, row >= 0, row < size.rows else { return nil }
    return row * size.columns + column
  }

  /// Puts a character into a cell, or into two if it is wide; the caller has made sure that it fits.
  mutating func place(_ character: Character, width: Int, style: Style, column: Int, row: Int) {
    guard let index = index(column, row), width == 1 || column + 1 < size.columns else { return }
    clearHalves(at: index)
    cells[index] = Cell(character: character, style: style, width: width)
    guard width == 2 else { return }
    clearHalves(at: index + 1, keeping: index)
    cells[index + 1] = Cell(character: " ", style: style, width: 0)
  }

  /// Adds a combining mark to the character in a cell; marks beyond the fourth are left out.
  mutating func join(_ mark: Unicode.Scalar, column: Int, row: Int) {
    guard let index = index(column, row) else { return }
    let cell = cells[index]
    guard cell.character.unicodeScalars.count < 5 else { return }
    var text = String(cell.character)
    text.unicodeScalars.append(mark)
    guard text.count == 1, let joined = text.first else { return }
    cells[index] = Cell(character: joined, style: cell.style, width: cell.width)
  }

  /// Turns the other half of a wide character into a space before one half is drawn over.
  private mutating func clearHalves(at index: Int, keeping kept: Int? = nil) {
    let cell = cells[index]
    if cell.width == 0, index - 1 != kept, index > 0 {
      cells[index - 1] = Cell(character: " ", style: cells[index - 1].style, width: 1)
    }
    if cell.width == 2, index + 1 < cells.count {
      cells[index + 1] = Cell(character: " ", style: cells[index + 1].style, width: 1)
    }
  }

  /// Fills an area with one character.
  ///
  /// - Parameters:
  ///   - rect: the area, clipped to the frame.
  ///   - character: the character; one that isn't one column wide counts as a space.
  ///   - style: how it looks.
  public mutating func fill(_ rect: Rect, with character: Character = " ", style: Style = .normal) {
    let area = rect.intersection(bounds)
    guard !area.isEmpty else { return }
    let shown = DisplayWidth.fillsOneCell(character) ? character : " "
    for row in area.top..<area.bottom {
      for column in area.left..<area.right {
        place(shown, width: 1, style: style, column: column, row: row)
      }
    }
  }

  /// Changes how an area looks and leaves its characters.
  ///
  /// - Parameters:
  ///   - rect: the area, clipped to the frame.
  ///   - change: what becomes of each cell's style.
  public mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
    let area = rect.intersection(bounds)
    guard !area.isEmpty else { return }
    for row in area.top..<area.bottom {
      for column in area.left..<area.right {
        change(&cells[row * size.columns + column].style)
      }
    }
  }

  /// Draws another frame into this one, its text cursor included.
  ///
  /// - Parameters:
  ///   - other: the other frame.
  ///   - origin: where its upper left corner comes to stand.
  public mutating func draw(_ other: Frame, at origin: Point = .zero) {
    let place = Rect(origin: origin, size: other.size)
    let area = place.intersection(bounds)
    guard !area.isEmpty else { return }
    for row in area.top..<area.bottom {
      for column in area.left..<area.right {
        let cell = other[column - place.left, row - place.top]
        let isCut =
          (cell.width == 0 && column == area.left) || (cell.width == 2 && column + 1 == area.right)
        if isCut {
          self.place(" ", width: 1, style: cell.style, column: column, row: row)
        } else if cell.width > 0 {
          self.place(
            cell.character, width: cell.width, style: cell.style, column: column, row: row)
        }
      }
    }
    if let cursor = other.textCursor {
      textCursor = Point(column: cursor.column + place.left, row: cursor.row + place.top)
    }
  }
}
