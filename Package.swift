// swift-tools-version: 6.2
import PackageDescription

let rules: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
]

// Debug builds, and so all tests, check at run time that accesses to the variables of objects do not overlap. In release
// builds that would be a fifth of what a small deque costs. Not for `Coroutines`: SwiftPM takes such flags from the root
// package alone, and the library is for others as well.
let rulesOfTheDaemon =
    rules + [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

// As `quoted` is built to be installed: functions of the runtime need not be looked up, and a coroutine is a quarter faster.
let withRuntime: [LinkerSetting] = [.unsafeFlags(["-static-stdlib"], .when(configuration: .release))]

let package = Package(
    name: "quoted",
    products: [
        .executable(name: "quoted", targets: ["quoted"]),
        .library(name: "Coroutines", targets: ["Coroutines"]),
    ],
    targets: [
        .target(name: "CLinux"),
        .target(name: "Coroutines", dependencies: ["CLinux"], swiftSettings: rules),
        .target(name: "Quotes", dependencies: ["CLinux"], swiftSettings: rulesOfTheDaemon),
        .target(
            name: "QuoteService", dependencies: ["Coroutines", "Quotes", "CLinux"], swiftSettings: rulesOfTheDaemon),
        .executableTarget(name: "quoted", dependencies: ["QuoteService"], swiftSettings: rules),
        .executableTarget(
            name: "quoted-benchmarks", dependencies: ["Coroutines", "CLinux"],
            exclude: ["Peers", "Instructions/recorded.csv"], swiftSettings: rules, linkerSettings: withRuntime),
        .executableTarget(
            name: "quoted-fuzz", dependencies: ["QuoteService", "Quotes", "Coroutines", "Oracles"], swiftSettings: rules
        ),
        .target(name: "Oracles", dependencies: ["Quotes"], path: "Tests/Oracles", swiftSettings: rules),
        .testTarget(name: "CoroutinesTests", dependencies: ["Coroutines"], swiftSettings: rules),
        .testTarget(name: "QuotesTests", dependencies: ["Quotes", "CLinux", "Oracles"], swiftSettings: rules),
        .testTarget(
            name: "QuoteServiceTests", dependencies: ["QuoteService", "Quotes", "Coroutines"], swiftSettings: rules),
        .testTarget(
            name: "FuzzTests", dependencies: ["quoted-fuzz", "Oracles"], exclude: ["Corpus"], swiftSettings: rules),
        .testTarget(
            name: "QuotedTests", dependencies: ["quoted"],
            exclude: ["Fixtures", "Systemd/prelude.bash", "Systemd/sandbox.py", "Systemd/with-systemd"],
            swiftSettings: rules),
    ]
)
