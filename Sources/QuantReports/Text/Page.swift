/// The width of a page of text, in columns.
let pageWidth = 80
