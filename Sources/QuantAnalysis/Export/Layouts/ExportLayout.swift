public import QuantCore
internal import TensorFiles

/// A way to lay quantized weights down in files that other software loads.
///
/// A new layout is one file and one row in `ExportLayouts`.
public protocol ExportLayout: Sendable {
  /// The name by which it is asked for.
  var name: String { get }
  /// The ids that it has a place for, in a few words.
  var ids: String { get }
  /// Who loads its files.
  var loadsIn: String { get }

  /// Whether it has a place for a format.
  func holds(_ format: any QuantizationFormat) -> Bool
}

/// The layouts, the default first.
public enum ExportLayouts {
  static let all: [any WritableLayout] = [
    CompressedTensorsLayout(), ModelOptLayout(), GPTOSSLayout(), GGUFLayout(isBare: false),
    GGUFLayout(isBare: true),
  ]

  /// The layout of plain F32 values.
  public static var dequantized: any ExportLayout { DequantizedLayout() }

  /// The layouts by name, with what they hold and who loads them.
  public static var list: [any ExportLayout] { all }

  /// The layout with a name; nil where there is none.
  public static func named(_ name: String) -> (any ExportLayout)? {
    all.first { $0.name == name }
  }

  /// The first layout that has a place for a format; nil where none has.
  public static func first(for format: any QuantizationFormat) -> (any ExportLayout)? {
    first(for: [format])
  }

  /// The first layout that has a place for formats; nil where none has for all.
  public static func first(for formats: [any QuantizationFormat]) -> (any ExportLayout)? {
    all.first { layout in formats.allSatisfy { layout.holds($0) } }
  }
}

/// What the quantizer asks of a layout.
protocol WritableLayout: ExportLayout {
  /// The files that it is written to.
  var container: ExportContainer { get }

  /// Why a tensor stays as it is stored; nil where the layout has a place for it.
  func refusal(of tensor: TensorDescriptor, as weight: StoredWeight?) -> String?

  /// The tensors that stand for a weight; only asked for those that are not refused.
  func parts(of tensor: TensorDescriptor, as weight: StoredWeight?) -> [ExportPart]

  /// What `config.json` says of the weights.
  ///
  /// - Parameters:
  ///   - weights: What was stored, and which modules it belongs to.
  ///   - ignored: The modules that were left as they are.
  ///   - style: How the text is laid out.
  /// - Returns: The text of a JSON value; nil where nothing is to be said.
  func configuration(
    of weights: [ExportedWeights], ignoring ignored: [String], style: JSONWriter.Style
  ) -> String?

  /// Files that lie beside `config.json`, by name.
  func sideFiles(ignoring ignored: [String]) -> [String: String]

  /// Whether weights are left out that are not multiplied with as linear layers are, by their names.
  var skips: WeightNames.Skipping { get }
}

extension WritableLayout {
  func configuration(
    of weights: [ExportedWeights], ignoring ignored: [String], style: JSONWriter.Style
  ) -> String? { nil }

  func sideFiles(ignoring ignored: [String]) -> [String: String] { [:] }
}

/// A kind of file that is written.
enum ExportContainer: Sendable, Hashable {
  case safetensors
  case gguf(isBare: Bool)
  /// One array; safetensors where there are more.
  case npy
}
