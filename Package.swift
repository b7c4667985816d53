// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let strictC: [CSetting] = [
  .treatAllWarnings(as: .error),
  .enableWarning("all"),
  .enableWarning("extra"),
]

/// One room of the house: a Swift module with the strict settings.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A program built from the rooms.
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A room's tests; `exclude` names their folders of snapshots.
///
/// They are compiled in half the time without optimising, and what takes long to run is in the rooms, unless they
/// compute much themselves.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [],
  computeMuch: Bool = false
) -> Target {
  .testTarget(
    name: name, dependencies: ["TestSupport"] + dependencies, exclude: exclude,
    swiftSettings: strict + (computeMuch ? [] : [.unsafeFlags(["-Onone"])]))
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "quantview",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "quantview", targets: ["quantview"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // What a number format is.
    room("QuantCore"),
    // Speed: the same definitions as vector code.
    .target(name: "CKernels", cSettings: strictC),
    room("KernelEngine", ["QuantCore", "CKernels"]),
    // Bytes: mapped files and containers.
    .target(name: "CSystem", cSettings: strictC, linkerSettings: [.linkedLibrary("z")]),
    room("TensorFiles", ["QuantCore", "CSystem"]),
    // Meaning: a tensor and formats in, reports out.
    room("QuantAnalysis", ["QuantCore", "KernelEngine", "TensorFiles"]),
    // What this machine can do.
    .target(name: "CPeers", cSettings: strictC),
    room("Measurement", ["KernelEngine", "TensorFiles", "QuantCore", "CPeers"]),
    // Judgement: what a layer costs on which part.
    room("Advisor", ["QuantAnalysis", "QuantCore", "TensorFiles"]),
    // Pictures as values.
    room("Charts"),
    room(
      "Figures",
      [
        "Charts", "Advisor", "Measurement", "KernelEngine", "QuantAnalysis", "QuantCore",
        "TensorFiles",
      ]),
    // Faces.
    room("TerminalKit", ["Charts"]),
    .target(
      name: "QuantReports",
      dependencies: [
        "Figures", "TerminalKit", "Charts", "Advisor", "QuantAnalysis", "Measurement",
        "KernelEngine", "QuantCore", "TensorFiles",
      ],
      exclude: ["Schemas"], swiftSettings: strict),
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
    .systemLibrary(
      name: "CNcurses", providers: [.apt(["libncurses-dev"]), .brew(["ncurses"])]),
    // What is said about the commands: help, manual, completions, configuration.
    room("CommandKit", ["TerminalKit", "TensorFiles"]),
    room("NcursesTerminal", ["TerminalKit", "CNcurses", "CSystem"]),
    program(
      "quantview",
      [
        "ExplorerRuntime", "Explorer", "CommandKit", "NcursesTerminal", "QuantReports", "Figures",
        "Advisor", "QuantAnalysis", "Measurement", "KernelEngine", "TensorFiles", "QuantCore",
        "TerminalKit", "Charts", "CSystem", argumentParser,
      ]),
    // Makes SampleTensors/, byte for byte the same each time.
    program("samplemaker", []),
    // Measures the figures that the README quotes.
    program(
      "quantbench",
      ["QuantAnalysis", "TensorFiles", "QuantCore", "TerminalTestSupport", "TestSupport"]),

    // Tests.
    .target(name: "CPty", path: "Tests/CPty", cSettings: strictC),
    .systemLibrary(
      name: "CVTerm", path: "Tests/CVTerm", providers: [.apt(["libvterm-dev"])]),
    .target(
      name: "TestSupport",
      dependencies: ["QuantCore", "TensorFiles", "TerminalKit", "Measurement", "KernelEngine"],
      path: "Tests/TestSupport", swiftSettings: strict),
    // Programs on a pseudo-terminal, and an emulator that reads their screens.
    .target(
      name: "TerminalTestSupport", dependencies: ["CPty", "CVTerm", "TestSupport"],
      path: "Tests/TerminalTestSupport", swiftSettings: strict),
    // What the readers are fed by the fuzzer and by the tests; Fuzzing/ builds them again.
    .target(
      name: "FileTargets", dependencies: ["TensorFiles", "QuantCore"], path: "Tests/FileTargets",
      swiftSettings: strict),
    // Files that are made to break their readers.
    .target(
      name: "HostileFiles", dependencies: ["FileTargets"], path: "Tests/HostileFiles",
      swiftSettings: strict),
    .target(
      name: "TextTargets",
      dependencies: [
        "FileTargets", "Advisor", "CommandKit", "Explorer", "ExplorerRuntime", "QuantAnalysis",
        "QuantReports", "TensorFiles", "TerminalKit", "QuantCore",
      ], path: "Tests/TextTargets", swiftSettings: strict),
    // A full-screen program that does on demand what the real one never should: crash, and say things.
    .executableTarget(
      name: "terminalprobe", dependencies: ["NcursesTerminal", "TerminalKit"],
      path: "Tests/TerminalProbe", swiftSettings: strict),
    tests("QuantCoreTests", ["QuantCore"], computeMuch: true),
    tests("KernelEngineTests", ["KernelEngine", "CKernels", "QuantCore"], computeMuch: true),
    tests("TensorFilesTests", ["TensorFiles", "QuantCore"], computeMuch: true),
    tests(
      "QuantAnalysisTests", ["QuantAnalysis", "TensorFiles", "QuantCore"], computeMuch: true),
    tests("AdvisorTests", ["Advisor", "QuantAnalysis", "TensorFiles", "QuantCore"]),
    tests(
      "TerminalKitTests", ["TerminalKit", "Charts", "TerminalTestSupport"], exclude: ["Snapshots"]),
    tests("CommandKitTests", ["CommandKit", "TensorFiles"]),
    tests(
      "QuantReportsTests",
      [
        "QuantReports", "Figures", "Advisor", "Measurement", "QuantAnalysis", "KernelEngine",
        "TensorFiles",
        "QuantCore",
      ]),
    tests(
      "FiguresTests",
      [
        "Figures", "Charts", "Measurement", "KernelEngine", "QuantAnalysis", "TensorFiles",
        "QuantCore",
      ]),
    tests(
      "ExplorerTests",
      [
        "Explorer", "ExplorerRuntime", "Figures", "TerminalKit", "Charts", "Advisor", "Measurement",
        "KernelEngine", "QuantAnalysis", "TensorFiles", "QuantCore", "FileTargets",
      ],
      exclude: ["Snapshots"]),
    tests("FuzzTests", ["FileTargets", "TextTargets", "TensorFiles"]),
    tests("SampleTensorsTests", ["samplemaker"], computeMuch: true),
    tests(
      "ProgramTests",
      [
        "quantview", "CommandKit", "terminalprobe", "Explorer", "QuantReports", "QuantAnalysis",
        "KernelEngine",
        "TensorFiles", "QuantCore", "TerminalKit", "TerminalTestSupport", "HostileFiles",
        argumentParser,
      ],
      exclude: ["Scripts"]),
  ]
)
