import Explorer

/// The kinds of report that the program offers.
let exportKinds = [
  ExportKind(name: "markdown", suffix: "md"), ExportKind(name: "text", suffix: "txt"),
  ExportKind(name: "json", suffix: "json"),
]
