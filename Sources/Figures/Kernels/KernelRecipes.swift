internal import KernelEngine
public import QuantCore

/// The linear layers that a format's weights can be part of.
public enum KernelRecipes {
  /// What everything is compared with.
  public static let base = "bf16@bf16"

  /// A baseline in 16 bits, then for each format the weight-only recipe and the one with quantized activations.
  ///
  /// - Parameter formats: The formats of the weights.
  /// - Returns: Names of recipes without repetition; a format that no product takes has none.
  public static func names(for formats: [FormatID]) -> [String] {
    var names = [base]
    for name in formats.flatMap({ candidates(for: $0) }) where !names.contains(name) {
      names.append(name)
    }
    return names
  }

  /// Why no product takes a format's weights, in one line; nil where one does.
  public static func refusal(of format: FormatID) -> String? {
    do throws(LinearError) {
      _ = try LinearRecipe(named: "\(format)@bf16")
      return nil
    } catch {
      return candidates(for: format).isEmpty ? error.message : nil
    }
  }

  private static func candidates(for id: FormatID) -> [String] {
    guard let format = try? FormatRegistry.format(id) else { return [] }
    let alone = "\(id)@bf16"
    let partner = partners(of: format).first { isOffered($0) }
    return [alone].filter(isOffered) + (partner.map { [$0] } ?? [])
  }

  /// Recipes with quantized activations whose groups are as long as the weights', the usual first.
  private static func partners(of format: any QuantizationFormat) -> [String] {
    let id = format.id
    // A block of all columns says so in any matrix.
    let wide = format.blockShape(rows: 1 << 12, columns: 1 << 12)
    if wide.columns == 1 << 12 { return ["\(id)@int8-row", "\(id)@fp8-row"] }
    if wide.rows > 1 {
      let tile = "\(wide.rows)x\(wide.columns)"
      return ["\(id)@int8-\(tile)", "\(id)@fp8-g\(wide.columns)", "\(id)@int8-g\(wide.columns)"]
    }
    return ["\(id)@int8-g\(wide.columns)", "\(id)@mxfp8-e4m3", "\(id)@fp8-g\(wide.columns)"]
  }

  private static func isOffered(_ name: String) -> Bool {
    (try? LinearRecipe(named: name)) != nil
  }
}
