import Measurement
import QuantAnalysis
import QuantCore
import QuantReports
import TensorFiles
import TestSupport
import Testing

struct HTMLReportTests {
  /// A page with everything that a page can have.
  private func page(
    _ source: TensorsInMemory, formats: [String] = ["mxfp4", "nvfp4", "int4-g128"],
    kernels: [LinearReport] = [], showsRepairs: Bool = false
  ) async throws -> String {
    let document = try await source.document(formats: formats)
    var pictures = [TensorPictures?](repeating: nil, count: document.tensors.count)
    for index in ReportDocument.pictured(among: document.tensors) {
      pictures[index] = try await Analyzer(source: source, threads: 2).pictures(
        of: document.tensors[index], formats: document.formats)
    }
    return ReportFormat.html.render(
      ReportDocument(
        tool: document.tool, source: document.source, tensors: document.tensors,
        formats: document.formats, showsRepairs: showsRepairs, kernels: kernels,
        pictures: pictures))
  }

  /// The values of an attribute, in order.
  private func values(of name: String, in page: String) -> [String] {
    page.split(separator: " \(name)=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
  }

  /// Tags that are opened and closed in their order, with the exceptions of HTML and SVG.
  private func faults(in page: String) -> [String] {
    let void: Set<String> = ["meta", "link", "br", "wbr"]
    var open: [String] = []
    var faults: [String] = []
    for part in page.split(separator: "<").dropFirst() where !part.hasPrefix("!") {
      guard let end = part.firstIndex(of: ">") else { return ["no end: \(part.prefix(20))"] }
      let tag = part[..<end]
      let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber })
      if tag.hasPrefix("/") {
        if open.popLast() != name { faults.append("</\(name)> after \(open.suffix(3))") }
      } else if !tag.hasSuffix("/"), !void.contains(name) {
        open.append(name)
      }
    }
    return faults + open
  }

  private var hostile: TensorsInMemory {
    var source = TensorsInMemory()
    let values = (0..<64).map { Float($0 % 7) - 3 }
    source.add("<script>alert('1')</script>&amp;\"x\"", shape: [2, 32], values)
    source.add("a\u{202E}b\u{0}c\nd", shape: [2, 32], values)
    source.description.path = "</title><img src=\"http://example.invalid/x\" onerror='a()'>.bin"
    source.description.guess = "a guess of <b>mine</b> & \u{1B}[31m"
    return source
  }

  @Test func `names become neither markup nor control characters`() async throws {
    let page = try await page(hostile)
    #expect(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>mine"))
    #expect(
      page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/<wbr>script&gt;&amp;amp;&quot;x&quot;"))
    #expect(page.contains("a\\u{202E}b\\u{0}c\\nd"))
    #expect(
      page.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    #expect(faults(in: page) == [])
  }

  @Test(arguments: [TensorsInMemory.wavy, .broken, .narrow, TensorsInMemory()])
  func `tags are closed in their order, names are given once, and links lead somewhere`(
    source: TensorsInMemory
  ) async throws {
    let page = try await page(
      source,
      formats: ["mxfp4", "nvfp4", "int4-g128", "mxfp4+h32", "e8p2", "fp8-tensor", "hqq4-g64"],
      kernels: [SampleKernels.report(["bf16@bf16", "int4-g128@bf16"])], showsRepairs: true)
    #expect(faults(in: page) == [])
    let ids = values(of: "id", in: page)
    #expect(Set(ids).count == ids.count)
    let links = values(of: "href", in: page).filter { $0 != "data:," }
    #expect(links.allSatisfy { $0.hasPrefix("#") && ids.contains(String($0.dropFirst())) })
    let words = values(of: "aria-labelledby", in: page).flatMap { $0.split(separator: " ") }
    #expect(words.allSatisfy { ids.contains(String($0)) })
    let pictures = page.split(separator: "<svg ").count - 1
    #expect(page.split(separator: "<desc ").count - 1 == pictures)
    #expect(page.split(separator: " role=\"img\"").count - 1 == pictures)
  }

  @Test func `nothing is asked from elsewhere and nothing runs`() async throws {
    let page = try await page(hostile)
    for word in ["url(", "@import", "<script", "<iframe", "<object", "<form", "<image", "<use"] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(values(of: "src", in: page).isEmpty)
    #expect(values(of: "href", in: page).allSatisfy { $0.hasPrefix("#") || $0 == "data:," })
  }

  @Test func `a page tells what the screens tell`() async throws {
    let page = try await page(
      .wavy, formats: ["mxfp4", "nvfp4", "int4-g128", "fp8-128x128"], showsRepairs: true)
    for text in [
      "<title>quantview report: made.bin</title>", "prefers-color-scheme:dark", "@media print",
      "Weight-only figures", "SQNR dB, higher better", "power-of-two scales, sigma",
      "Values, and the grid of each format", "<h3>Errors</h3>", "Scales over the tensor",
      "mxfp4: E8M0", "nvfp4: E4M3", "<h3>Worst blocks</h3>", "Repairs of FP4",
      "rule floor. OCP microscaling FP4", "10 log10(Σw² / Σe²)",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    #expect(page.contains("<li>weight-only figures rank tensors"))
    let broken = try await self.page(.broken)
    #expect(broken.contains("<li class=\"warn\"><b>Warning:</b> 1 NaN and 2 infinite values"))
    let refused = try await self.page(.narrow, formats: ["mxfp4", "mxfp4+h32"])
    #expect(refused.contains("<b>Warning:</b> mxfp4+h32 "))
  }

  @Test func `many tensors are summed up, and the page stays small`() async throws {
    var source = TensorsInMemory()
    for index in 0..<400 {
      source.add(
        "layers.\(index).weight", shape: [4, 32],
        (0..<128).map { Float(($0 * (index + 3)) % 37 - 18) / 64 })
    }
    let page = try await page(source)
    #expect(page.utf8.count < 4_000_000)
    #expect(page.split(separator: "<section id=\"tensor-").count - 1 == 250)
    #expect(page.split(separator: "<h3>Errors</h3>").count - 1 == 24)
    #expect(page.split(separator: "layers.<wbr>").count - 1 >= 400)
    #expect(page.contains("The 24 with the lowest SQNR are shown with every picture, 226 more"))
    let worst = try await source.document()
    let lowest = worst.tensors.indices.min { left, right in
      let figures = [left, right].map {
        worst.tensors[$0].formats.compactMap(\.sqnr).min() ?? .infinity
      }
      return figures[0] < figures[1]
    }
    #expect(ReportDocument.pictured(among: worst.tensors).contains(lowest ?? -1))
  }

  @Test func `the same document gives the same bytes`() async throws {
    let first = try await page(.wavy)
    #expect(try await page(.wavy) == first)
  }
}
