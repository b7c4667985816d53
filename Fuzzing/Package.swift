// swift-tools-version: 6.3
import PackageDescription

// A package of its own, so that nothing of the fuzzer is in the way of a normal build. scripts/fuzz puts it together
// in its build folder: `Rooms` and `Support` are the sources and the tests there, whose modules are built again, watched
// by sanitizers.

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  // Here and not on the command line, where the package manager gives one sanitizer after the other in any order and
  // the compiler heeds the last. libFuzzer brings `main`.
  .unsafeFlags(["-sanitize=fuzzer,address", "-parse-as-library"]),
]

let strictC: [CSetting] = [.unsafeFlags(["-fsanitize=fuzzer-no-link,address"])]
let linker: [LinkerSetting] = [.unsafeFlags(["-sanitize=fuzzer,address"])]

/// A module of the program.
func room(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Rooms/\(name)", exclude: exclude,
    swiftSettings: strict)
}

/// The targets of the fuzzer, which the tests use too.
func support(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Support/\(name)", swiftSettings: strict)
}

let package = Package(
  name: "fuzzing",
  platforms: [.macOS(.v15)],
  targets: [
    room("QuantCore"),
    .target(name: "CKernels", path: "Rooms/CKernels", cSettings: strictC),
    room("KernelEngine", ["QuantCore", "CKernels"]),
    .target(
      name: "CSystem", path: "Rooms/CSystem", cSettings: strictC,
      linkerSettings: [.linkedLibrary("z")]),
    room("TensorFiles", ["QuantCore", "CSystem"]),
    room("QuantAnalysis", ["QuantCore", "KernelEngine", "TensorFiles"]),
    .target(name: "CPeers", path: "Rooms/CPeers", cSettings: strictC),
    room("Measurement", ["KernelEngine", "TensorFiles", "QuantCore", "CPeers"]),
    room("Advisor", ["QuantAnalysis", "QuantCore", "TensorFiles"]),
    room("Charts"),
    room(
      "Figures",
      [
        "Charts", "Advisor", "Measurement", "KernelEngine", "QuantAnalysis", "QuantCore",
        "TensorFiles",
      ]),
    room("TerminalKit", ["Charts"]),
    room(
      "QuantReports",
      [
        "Figures", "TerminalKit", "Charts", "Advisor", "QuantAnalysis", "Measurement",
        "KernelEngine", "QuantCore", "TensorFiles",
      ], exclude: ["Schemas"]),
    room(
      "Explorer",
      [
        "Figures", "TerminalKit", "Charts", "Advisor", "Measurement", "KernelEngine",
        "QuantAnalysis", "QuantCore", "TensorFiles",
      ]),
    room(
      "ExplorerRuntime",
      [
        "Explorer", "TerminalKit", "Measurement", "KernelEngine", "QuantAnalysis", "QuantCore",
        "TensorFiles",
      ]),
    room("CommandKit", ["TerminalKit", "TensorFiles"]),
    support("FileTargets", ["TensorFiles", "QuantCore"]),
    support(
      "TextTargets",
      [
        "FileTargets", "Advisor", "CommandKit", "Explorer", "ExplorerRuntime", "QuantAnalysis",
        "QuantReports", "TensorFiles", "TerminalKit", "QuantCore",
      ]),
    .target(name: "CFuzzer", path: "CFuzzer", cSettings: strictC),
    .target(
      name: "FuzzDriver", dependencies: ["CFuzzer", "FileTargets"], path: "FuzzDriver",
      swiftSettings: strict),
    .executableTarget(
      name: "FuzzFiles", dependencies: ["FuzzDriver", "FileTargets"], path: "FuzzFiles",
      swiftSettings: strict, linkerSettings: linker),
    .executableTarget(
      name: "FuzzTexts", dependencies: ["FuzzDriver", "TextTargets"], path: "FuzzTexts",
      swiftSettings: strict, linkerSettings: linker),
  ]
)
