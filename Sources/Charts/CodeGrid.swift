/// A grid of codes `[rows, columns]` that shows which are used and how often.
///
/// Each cell says in its text what its colour says, so that nothing is told by colour alone.
public struct CodeGrid: Sendable, Equatable {
  /// One code.
  public struct Cell: Sendable, Equatable {
    /// What is written, three characters at most.
    public var text: String
    /// How much it is used, 0…1; nil where it is not.
    public var weight: Double?

    /// Makes a cell.
    ///
    /// - Parameters:
    ///   - text: what is written.
    ///   - weight: how much it is used, 0…1; nil where it is not.
    public init(text: String, weight: Double? = nil) {
      self.text = text
      self.weight = weight
    }
  }

  /// A row of codes.
  public struct Row: Sendable, Equatable {
    /// What is written before the cells.
    public var label: String
    /// The cells from left to right.
    public var cells: [Cell]
    /// What is written behind the cells, one text for each note column.
    public var notes: [String]

    /// Makes a row.
    ///
    /// - Parameters:
    ///   - label: what is written before the cells.
    ///   - cells: the cells from left to right.
    ///   - notes: what is written behind the cells.
    public init(label: String, cells: [Cell], notes: [String] = []) {
      self.label = label
      self.cells = cells
      self.notes = notes
    }

    /// Whether any of its codes is used.
    public var isUsed: Bool { cells.contains { $0.weight != nil } }
  }

  /// What is written above the row labels.
  public var corner: String
  /// What is written above the cells; empty shows no heading.
  public var columnLabels: [String]
  /// What is written above the notes.
  public var noteLabels: [String]
  /// The rows from top to bottom.
  public var rows: [Row]
  /// The colours of used cells.
  public var palette: Palette

  /// Makes a grid.
  ///
  /// - Parameters:
  ///   - corner: what is written above the row labels.
  ///   - columnLabels: what is written above the cells.
  ///   - noteLabels: what is written above the notes.
  ///   - rows: the rows from top to bottom.
  ///   - palette: the colours of used cells.
  public init(
    corner: String = "", columnLabels: [String] = [], noteLabels: [String] = [], rows: [Row],
    palette: Palette = .cividis
  ) {
    self.corner = corner
    self.columnLabels = columnLabels
    self.noteLabels = noteLabels
    self.rows = rows
    self.palette = palette
  }

  /// How many cells the longest row has.
  public var columns: Int { rows.map(\.cells.count).max() ?? 0 }
}
