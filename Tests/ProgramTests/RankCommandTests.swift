import Foundation
import KernelEngine
import QuantAnalysis
import QuantReports
import TestSupport
import Testing

struct RankCommandTests {
  private let weights = ProgramRun.sample("weights.bin")
  private let transformer = ProgramRun.sample("transformer.safetensors")
  private let reproducible = ["SOURCE_DATE_EPOCH": "1700000000"]

  @Test(arguments: ["text", "json", "csv"])
  func `the bytes are the same for every thread count and backend, cached or not`(
    kind: String
  ) async throws {
    try await withTemporaryDirectory { directory in
      let arguments = ["rank", transformer, "--as", kind, "--budget", "4.5", "--threads"]
      var outputs: Set<String> = []
      for backend in Backend.supported {
        for threads in ["1", "4"] {
          for cache in ["none", directory.path] {
            let run = try await ProgramRun(
              arguments: arguments + [threads, "--cache", cache],
              environment: reproducible.merging([Backend.variable: backend.rawValue]) { $1 })
            #expect(run.end == .status(0), "\(run.errors)")
            outputs.insert(run.output)
          }
        }
      }
      #expect(outputs.count == 1 && outputs.allSatisfy { $0.utf8.count > 1000 })
    }
  }

  @Test func `the worst come first by the figure that is asked for, and it is said`() async throws {
    for (metric, isAscending, words) in [
      ("nvfp4.sqnr_db", true, "worst first: lowest nvfp4.sqnr_db, then by name"),
      ("int4-g128.mse", false, "worst first: highest int4-g128.mse, then by name"),
      ("mxfp4.flushed_share", false, "worst first: highest mxfp4.flushed_share, then by name"),
    ] {
      let text = try await ProgramRun("rank", transformer, "--by", metric)
      #expect(text.output.contains(words))
      let json = try await ProgramRun("rank", transformer, "--by", metric, "--as", "json")
      let parts = metric.split(separator: ".").map { String($0) }
      let figures = try JSONValue.parse(json.output)["tensors"].elements.compactMap {
        $0["formats"][parts[0]][parts[1]].number
      }
      #expect(figures.count > 38)
      #expect(
        zip(figures, figures.dropFirst()).allSatisfy { isAscending ? $0 <= $1 : $0 >= $1 })
    }
  }

  @Test func `a ranking by sigma, size or name`() async throws {
    func names(_ metric: String) async throws -> [JSONValue] {
      let run = try await ProgramRun("rank", transformer, "--by", metric, "--as", "json")
      return try JSONValue.parse(run.output)["tensors"].elements
    }
    let sizes = try await names("bytes").compactMap { $0["bytes"].number }
    #expect(sizes.count == 44 && zip(sizes, sizes.dropFirst()).allSatisfy { $0 >= $1 })
    let sigmas = try await names("sigma").compactMap { $0["values"]["std"].number }
    #expect(sigmas.count > 40 && zip(sigmas, sigmas.dropFirst()).allSatisfy { $0 >= $1 })
    let byName = try await names("name").compactMap { $0["name"].string }
    let layers = byName.compactMap {
      $0.split(separator: ".").dropFirst(2).first.flatMap { Int($0) }
    }
    #expect(layers == layers.sorted() && layers.last == 10)
  }

  @Test func `a budget is met, and what it allows grows with it`() async throws {
    var errors: [Double] = []
    for budget in [4.2, 4.5, 6, 8.5, 17] {
      let run = try await ProgramRun(
        "rank", transformer, "--budget", "\(budget)", "--as", "json", "--formats",
        "mxfp4,nvfp4,int4-g128,fp8-row")
      #expect(run.end == .status(0), "\(run.errors)")
      let document = try JSONValue.parse(run.output)
      let allocation = document["allocation"]
      let bits = try #require(allocation["bits_per_weight"].number)
      let error = try #require(allocation["weighted_error"].number)
      #expect(bits < budget + 0.0005)
      #expect(try #require(allocation["least_possible_error"].number) <= error)
      errors.append(error)
      // What each tensor gets adds up to what is said of all.
      var bytes = 0.0
      var sum = 0.0
      for tensor in document["tensors"].elements {
        let isKept = tensor["kept"] == .bool(true)
        if isKept { #expect(tensor["chosen"] == .null) }
        if let chosen = tensor["chosen"].string {
          bytes += tensor["formats"][chosen]["bytes"].number ?? .nan
          sum += tensor["formats"][chosen]["weighted_error"].number ?? .nan
        } else {
          bytes += tensor["bytes"].number ?? .nan
        }
      }
      #expect(bytes == allocation["bytes"].number)
      #expect(abs(sum - error) <= 1e-9 * max(1, error))
    }
    #expect(zip(errors, errors.dropFirst()).allSatisfy { $0 > $1 } && errors.last == 0)
  }

  @Test func `what does not fit is said with the least that there is, and status 2`() async throws {
    let budget = try await ProgramRun("rank", transformer, "--budget", "3")
    #expect(budget.end == .status(2) && budget.output.contains("impossible"))
    #expect(
      budget.errorLines.count == 1
        && budget.errors.contains("--budget 3.0: these formats take 4.1"))
    let fit = try await ProgramRun("rank", transformer, "--fit", "100KB")
    #expect(fit.end == .status(2) && fit.output.contains("does not fit"))
    #expect(fit.errors.contains("--fit 100KB: these formats take 359.6 KiB at least"))
    let enough = try await ProgramRun("rank", transformer, "--fit", "400kB", "--as", "json")
    let document = try JSONValue.parse(enough.output)
    #expect(enough.end == .status(0) && document["fit_bytes"].number == 400_000)
    #expect(document["allocation"]["bytes"].number ?? .infinity <= 400_000)
    for total in document["totals"].elements {
      let spare = try #require(total["spare_bytes"].number)
      #expect(total["fits"] == .bool(spare >= 0))
      #expect((total["bytes"].number ?? 0) + spare == 400_000)
    }
  }

  @Test func `a size without a unit is asked about where it holds no model`() async throws {
    let bare = try await ProgramRun("rank", transformer, "--fit", "24")
    #expect(bare.end == .status(2) && bare.errors.contains("did you mean 24GB?"))
    for size in ["1000000", "999999B"] {
      let run = try await ProgramRun("rank", transformer, "--fit", size)
      #expect(run.end == .status(0), "\(run.errors)")
    }
  }

  @Test func `rows of a CSV are in the order of all other kinds, and say their place`() async throws
  {
    for more in [[], ["--budget", "4.5"], ["--by", "name"]] {
      let csv = try await ProgramRun(
        arguments: ["rank", transformer, "--formats", "nvfp4", "--as", "csv"] + more)
      let lines = csv.output.split(separator: "\r\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      let header = try #require(lines.first)
      let name = try #require(header.firstIndex(of: "name"))
      let rank = try #require(header.firstIndex(of: "rank"))
      let json = try await ProgramRun(
        arguments: ["rank", transformer, "--formats", "nvfp4", "--as", "json"] + more)
      var places: [String: Int] = [:]
      for tensor in try JSONValue.parse(json.output)["tensors"].elements {
        places[tensor["name"].string ?? ""] = tensor["rank"].number.map { Int($0) }
      }
      let ranks = lines.dropFirst().compactMap { Int($0[rank]) }
      #expect(ranks.count > 40 && ranks == ranks.sorted())
      #expect(ranks == lines.dropFirst().map { places[$0[name]] ?? -1 })
    }
  }

  @Test func `marks by hand override roles, and a pattern must match`() async throws {
    func kept(_ arguments: [String]) async throws -> Set<String> {
      let run = try await ProgramRun(arguments: ["rank", transformer, "--as", "json"] + arguments)
      return Set(
        try JSONValue.parse(run.output)["tensors"].elements.filter { $0["kept"] == .bool(true) }
          .compactMap { $0["name"].string })
    }
    let usual = try await kept([])
    #expect(usual.contains("lm_head.weight") && usual.contains("model.norm.weight"))
    #expect(!usual.contains("model.layers.0.mlp.down_proj.weight"))
    let more = try await kept(["--keep", "*.down_proj.*", "--quantize", "lm_head.weight"])
    #expect(more.subtracting(usual).count == 4 && usual.subtracting(more) == ["lm_head.weight"])
    for option in ["--keep", "--quantize"] {
      let run = try await ProgramRun("rank", transformer, option, "nothing*")
      #expect(run.end == .status(2) && run.output == "")
      #expect(run.errors.hasPrefix("quantview: \(option) \"nothing*\": no tensor has this name"))
    }
  }

  @Test func `every rule of a format has a row for each tensor`() async throws {
    let run = try await ProgramRun(
      "rank", transformer, "--formats", "mxfp4,nvfp4", "--all-rules", "--as", "csv", "--tensor",
      "*.q_proj.weight", environment: reproducible)
    #expect(run.end == .status(0), "\(run.errors)")
    let lines = run.output.split(separator: "\r\n").map {
      $0.split(separator: ",").map(String.init)
    }
    let header = try #require(lines.first)
    let id = try #require(header.firstIndex(of: "id"))
    let ids = Set(lines.dropFirst().map { $0[id] })
    #expect(
      ids == [
        "mxfp4", "mxfp4:rceil", "mxfp4:even", "mxfp4:ceil", "mxfp4:mse", "mxfp4:mbs", "nvfp4",
        "nvfp4:torchao", "nvfp4:compressed-tensors", "nvfp4:4over6", "nvfp4:sweep",
      ])
    #expect(lines.count == 1 + 4 * ids.count && header.contains("values.std"))
    // The columns of a report come first, with the same figures.
    let report = try await ProgramRun(
      "report", transformer, "--formats", "mxfp4", "--as", "csv", "--tensor",
      "model.layers.0.self_attn.q_proj.weight", environment: reproducible)
    let row = try #require(report.output.split(separator: "\r\n").last)
    #expect(run.output.contains(row + ","))
    #expect(run.output.hasPrefix(report.output.prefix { $0 != "\r\n" }))
  }

  @Test func `a sample is labelled everywhere`() async throws {
    let arguments = ["rank", weights, "--sample", "64KiB"]
    let text = try await ProgramRun(arguments: arguments)
    #expect(text.output.contains("! sampled: whole rows, evenly spread, about 64.00 KiB"))
    #expect(text.output.contains("12.50%"))
    let json = try await ProgramRun(arguments: arguments + ["--as", "json"])
    let tensor = try #require(try JSONValue.parse(json.output)["tensors"].elements.first)
    #expect(tensor["coverage"]["sampled"] == .bool(true))
    #expect(tensor["coverage"]["share"].number == 0.125)
    #expect(tensor["formats"]["mxfp4"]["bytes"].number == 139_264)
    let csv = try await ProgramRun(arguments: arguments + ["--as", "csv"])
    #expect(csv.output.contains(",true,0.125,"))
    let whole = try await ProgramRun("rank", weights)
    #expect(!whole.output.contains("sampled"))
  }

  @Test(arguments: [
    ["--by", "nonsense"], ["--by", "q4_0.mse"], ["--budget", "0"], ["--budget", "-3"],
    ["--budget", "nan"], ["--fit", "24 elephants"], ["--fit", "0"], ["--fit", "24"],
    ["--fit", "1e99GB"],
    ["--budget", "4", "--fit", "1GB"], ["--weight", "equal"], ["--sample", "some"],
    ["--top", "0"], ["--as", "html"], ["--formats", "mxfp5"], ["-o", "/missing/out.csv"],
  ])
  func `what can't be asked for is one line and status 2`(arguments: [String]) async throws {
    let run = try await ProgramRun(arguments: ["rank", weights] + arguments)
    #expect(run.end == .status(2) && run.output == "" && run.errorLines.count == 1, "\(run.errors)")
  }

  @Test func `the rest is ranked where one of several files can't be read`() async throws {
    let run = try await ProgramRun(
      "rank", ProgramRun.sample("ties.npy"), "missing.npy", "--as", "json")
    #expect(run.end == .status(3) && run.errorLines.count == 1)
    #expect(try JSONValue.parse(run.output)["tensors"].elements.count == 1)
    let none = try await ProgramRun("rank", "missing.npy")
    #expect(none.end == .status(3) && none.output == "" && none.errorLines.count == 1)
  }

  @Test func `a weight's error is called a proxy, and the next steps are named`() async throws {
    let run = try await ProgramRun("rank", weights)
    for word in ["proxy", "perplexity", "tasks"] { #expect(run.output.contains(word)) }
  }
}
