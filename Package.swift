// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "swift-video-generation",
    platforms: [.macOS(.v15), .iOS(.v18)],
    products: [
        .library(name: "VideoGenerationKit", targets: ["VideoGenerationKit"]),
        .library(name: "VideoGenerationClient", targets: ["VideoGenerationClient"]),
        .library(name: "VideoGenerationCore", targets: ["VideoGenerationCore"]),
        .library(name: "VideoRouting", targets: ["VideoRouting"]),
        .library(name: "VideoTasks", targets: ["VideoTasks"]),
        .library(name: "VideoTasksSQLite", targets: ["VideoTasksSQLite"]),
        .library(name: "VideoTasksPostgres", targets: ["VideoTasksPostgres"]),
        .library(name: "VideoTelemetry", targets: ["VideoTelemetry"]),
        .library(name: "VideoWebhooks", targets: ["VideoWebhooks"]),
        .library(name: "CurlTransport", targets: ["CurlTransport"]),
        .library(name: "URLSessionTransport", targets: ["URLSessionTransport"]),
        .library(name: "HighwayProvider", targets: ["HighwayProvider"]),
        .library(name: "FalProvider", targets: ["FalProvider"]),
        .library(name: "OpenAIVideosProvider", targets: ["OpenAIVideosProvider"]),
        .library(name: "VertexProvider", targets: ["VertexProvider"]),
        .library(name: "PreviewProvider", targets: ["PreviewProvider"]),
        .library(name: "VideoGenerationTesting", targets: ["VideoGenerationTesting"]),
        .executable(name: "videogen", targets: ["videogen"]),
    ],
    dependencies: [
        // Without its default trait, which links Foundation.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.7.1"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.7.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.3.0"),
        // Its default traits bring Foundation, too.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    ],
    targets: [
        // C edges: headers and typed shims, no `pkgConfig:` (a missing one would warn in every build that imports us).
        .systemLibrary(
            name: "CVideoGenCurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        .systemLibrary(name: "CVideoGenCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CVideoGenSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "CVideoGenPOSIX"),
        // Loads libpq when a connection is wanted: nobody needs it to build, or to run without a PostgreSQL store.
        .target(name: "CVideoGenPostgres"),
        // Vector instructions, which Swift's own types reach only by far slower ways.
        .target(name: "CVideoGenBase64"),

        .target(
            name: "VideoGenerationCore",
            dependencies: [.product(name: "HTTPTypes", package: "swift-http-types")]),
        .target(name: "VideoRouting", dependencies: ["VideoGenerationCore"]),
        .target(
            name: "Digests",
            dependencies: [.target(name: "CVideoGenCrypto", condition: .when(platforms: [.linux]))]),
        .target(name: "LocalFiles", dependencies: ["VideoGenerationCore", "Digests", "CVideoGenPOSIX"]),
        .target(name: "VideoTasks", dependencies: ["VideoGenerationCore", "LocalFiles"]),
        // What the stores in databases share.
        .target(name: "TaskDatabases", dependencies: ["VideoGenerationCore"]),
        .target(
            name: "VideoTasksSQLite",
            dependencies: ["VideoGenerationCore", "VideoTasks", "TaskDatabases", "LocalFiles", "CVideoGenSQLite"]),
        .target(
            name: "VideoTasksPostgres",
            dependencies: ["VideoGenerationCore", "VideoTasks", "TaskDatabases", "CVideoGenPostgres"]),
        // The only room that knows the three: whoever leaves it out compiles none of them.
        .target(
            name: "VideoTelemetry",
            dependencies: [
                "VideoGenerationCore", "VideoTasks", .product(name: "Logging", package: "swift-log"),
                // Not `Metrics`, which imports FoundationEssentials and Dispatch.
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]),
        // For a server that webhooks come to; an app without one needs none of it.
        .target(name: "VideoWebhooks", dependencies: ["VideoGenerationCore", "Digests"]),
        .target(name: "CurlTransport", dependencies: ["VideoGenerationCore", "CVideoGenCurl", "CVideoGenBase64"]),
        .target(name: "URLSessionTransport", dependencies: ["VideoGenerationCore", "CVideoGenBase64"]),
        .target(
            name: "HighwayProvider", dependencies: ["VideoGenerationCore"], path: "Providers/Highway/Sources"),
        .target(
            name: "OpenAIVideosProvider", dependencies: ["VideoGenerationCore"], path: "Providers/OpenAIVideos/Sources"),
        .target(
            name: "ChildProcesses",
            dependencies: [
                "VideoGenerationCore", "LocalFiles",
                // It is not for iOS, where an app starts no programs, and its manifest says so.
                .product(
                    name: "Subprocess", package: "swift-subprocess", condition: .when(platforms: [.linux, .macOS])),
            ]),
        .target(name: "FalProvider", dependencies: ["VideoGenerationCore"], path: "Providers/Fal/Sources"),
        .target(name: "VertexProvider", dependencies: ["VideoGenerationCore"], path: "Providers/Vertex/Sources"),
        .target(
            name: "PreviewProvider",
            dependencies: ["VideoGenerationCore", "LocalFiles", "ChildProcesses"], path: "Providers/Preview/Sources"),
        .target(
            name: "VideoGenerationTesting",
            dependencies: ["VideoGenerationCore", "VideoTasks", "LocalFiles", "Digests"]),
        // The client without a transport, a store in a file or a provider, for platforms that lack one of them.
        .target(
            name: "VideoGenerationClient",
            dependencies: ["VideoGenerationCore", "VideoRouting", "VideoTasks", "LocalFiles", "Digests"]),
        .target(
            name: "VideoGenerationKit",
            dependencies: [
                "VideoGenerationClient", "VideoGenerationCore", "VideoRouting", "VideoTasks", "VideoTasksSQLite",
                "VideoTasksPostgres", "LocalFiles", "ChildProcesses", "CurlTransport", "FalProvider", "HighwayProvider",
                "OpenAIVideosProvider", "PreviewProvider", "VertexProvider",
            ]),
        .executableTarget(
            name: "videogen",
            dependencies: [
                "VideoGenerationKit", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        .testTarget(name: "VideoGenerationCoreTests", dependencies: ["VideoGenerationCore"]),
        .testTarget(
            name: "VideoRoutingTests",
            dependencies: [
                "VideoRouting", "VideoTasks", "VideoGenerationTesting", "VideoGenerationCore", "HighwayProvider",
            ]),
        .testTarget(name: "DigestsTests", dependencies: ["Digests"]),
        .testTarget(name: "Base64Tests", dependencies: ["CVideoGenBase64", "VideoGenerationCore"]),
        .testTarget(name: "LocalFilesTests", dependencies: ["LocalFiles", "VideoGenerationCore"]),
        // Servers on loopback that go wrong on purpose, for those tests that need a real socket.
        .target(
            name: "TestServers", dependencies: ["CurlTransport", "VideoGenerationCore"], path: "Tests/TestServers"),
        // What every transport promises, by one suite for all of them; then what only one can be asked.
        .testTarget(
            name: "TransportConformanceTests",
            dependencies: ["CurlTransport", "URLSessionTransport", "VideoGenerationCore", "TestServers"]),
        .testTarget(
            name: "CurlTransportTests",
            dependencies: ["CurlTransport", "CVideoGenCurl", "VideoGenerationCore", "TestServers"]),
        .testTarget(
            name: "URLSessionTransportTests",
            dependencies: ["URLSessionTransport", "VideoGenerationCore", "TestServers"]),
        // What came of a submission, on its whole way from a socket to the record.
        .testTarget(
            name: "SubmitProofTests",
            dependencies: [
                "CurlTransport", "HighwayProvider", "VideoTasks", "VideoGenerationCore", "VideoGenerationTesting",
                "TestServers",
            ]),
        .testTarget(
            name: "VideoTasksTests",
            dependencies: [
                "VideoTasks", "VideoGenerationTesting", "VideoGenerationCore", "LocalFiles", "Digests",
                "HighwayProvider",
            ]),
        .testTarget(
            name: "VideoTasksSQLiteTests",
            dependencies: [
                "VideoTasksSQLite", "VideoTasks", "TaskDatabases", "VideoGenerationTesting", "VideoGenerationCore",
                "store-hammer",
            ]),
        .testTarget(
            name: "VideoTasksPostgresTests",
            dependencies: [
                "VideoTasksPostgres", "CVideoGenPostgres", "VideoTasks", "VideoGenerationTesting",
                "VideoGenerationCore", "TestServers", "store-hammer",
            ]),
        .testTarget(
            name: "VideoTelemetryTests",
            dependencies: [
                "VideoTelemetry", "VideoTasks", "VideoGenerationTesting", "VideoGenerationCore", "LocalFiles",
                "HighwayProvider",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
            ]),
        .testTarget(
            name: "VideoWebhooksTests", dependencies: ["VideoWebhooks", "VideoGenerationCore"]),
        .testTarget(
            name: "VideoGenerationTestingTests",
            dependencies: [
                "VideoGenerationTesting", "VideoGenerationClient", "VideoTasks", "VideoGenerationCore",
                "HighwayProvider",
            ]),
        // A process that uses a store, to be killed, raced with, or put on a full disk.
        .executableTarget(
            name: "store-hammer",
            dependencies: [
                "VideoTasksSQLite", "VideoTasksPostgres", "VideoTasks", "VideoGenerationTesting",
                "VideoGenerationCore",
            ],
            path: "Tests/StoreHammer"),
        // Whole fleets of processes, through what happens to them in a month: Scripts/fleet.
        .executableTarget(
            name: "fleet-drill", dependencies: ["VideoGenerationKit", "TestServers"], path: "Tests/FleetDrill"),
        .testTarget(
            name: "HighwayProviderTests",
            dependencies: ["HighwayProvider", "VideoGenerationTesting", "VideoGenerationCore"],
            path: "Providers/Highway/Tests"),
        .testTarget(
            name: "FalProviderTests",
            dependencies: ["FalProvider", "VideoGenerationCore", "VideoGenerationTesting"],
            path: "Providers/Fal/Tests"),
        .testTarget(
            name: "OpenAIVideosProviderTests",
            dependencies: ["OpenAIVideosProvider", "VideoGenerationTesting", "VideoGenerationCore"],
            path: "Providers/OpenAIVideos/Tests"),
        .testTarget(
            name: "VertexProviderTests",
            dependencies: ["VertexProvider", "VideoGenerationTesting", "VideoGenerationCore"],
            path: "Providers/Vertex/Tests"),
        .testTarget(
            name: "PreviewProviderTests",
            dependencies: [
                "PreviewProvider", "ChildProcesses", "LocalFiles", "VideoGenerationCore", "TestServers",
            ],
            path: "Providers/Preview/Tests"),
        // The command as a user runs it, in a process of its own against the emulator.
        .testTarget(name: "EndToEndTests", dependencies: ["videogen", "TestServers"], path: "Tests/EndToEnd"),
        .testTarget(
            name: "VideoGenerationKitTests",
            dependencies: ["VideoGenerationKit", "VideoGenerationClient", "VideoGenerationTesting"]),
        .testTarget(
            name: "DocumentationTests",
            dependencies: [
                "VideoGenerationKit", "VideoGenerationCore", "VideoTasks", "VideoTasksSQLite", "HighwayProvider",
                "VideoGenerationTesting", "VideoGenerationClient", "URLSessionTransport", "VideoTelemetry",
                "VideoWebhooks",
                .product(name: "Logging", package: "swift-log"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)

// One list of settings for every Swift target, so that no room has laxer rules than another.
let strict: [SwiftSetting] = [
    .strictMemorySafety(),  // SE-0458
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
]
// A newer compiler may know new warnings: they stop our own CI, never somebody's build.
let warnings: [SwiftSetting] =
    Context.environment["VIDEO_GENERATION_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]
for target in package.targets where target.type != .system && !target.name.hasPrefix("CVideoGen") {
    target.swiftSettings = strict + warnings
}

// Only who builds the documentation needs the plug-in.
if Context.environment["VIDEO_GENERATION_DOCS"] != nil {
    package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"))
}
