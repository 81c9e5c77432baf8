// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "swift-video-generation",
    platforms: [.macOS(.v15), .iOS(.v18)],
    products: [
        .library(name: "VideoGenerationKit", targets: ["VideoGenerationKit"]),
        .library(name: "VideoGenerationCore", targets: ["VideoGenerationCore"]),
        .library(name: "VideoRouting", targets: ["VideoRouting"]),
        .library(name: "VideoTasks", targets: ["VideoTasks"]),
        .library(name: "VideoTasksSQLite", targets: ["VideoTasksSQLite"]),
        .library(name: "CurlTransport", targets: ["CurlTransport"]),
        .library(name: "URLSessionTransport", targets: ["URLSessionTransport"]),
        .library(name: "HighwayProvider", targets: ["HighwayProvider"]),
        .library(name: "VideoGenerationTesting", targets: ["VideoGenerationTesting"]),
        .executable(name: "videogen", targets: ["videogen"]),
    ],
    dependencies: [
        // Without its default trait, which links Foundation.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    ],
    targets: [
        // C edges: headers and typed shims, no `pkgConfig:` (a missing one would warn in every build that imports us).
        .systemLibrary(
            name: "CVideoGenCurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        .systemLibrary(name: "CVideoGenCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CVideoGenSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "CVideoGenPOSIX"),

        .target(
            name: "VideoGenerationCore",
            dependencies: [.product(name: "HTTPTypes", package: "swift-http-types")]),
        .target(name: "VideoRouting", dependencies: ["VideoGenerationCore"]),
        .target(
            name: "Digests",
            dependencies: [.target(name: "CVideoGenCrypto", condition: .when(platforms: [.linux]))]),
        .target(name: "LocalFiles", dependencies: ["VideoGenerationCore", "Digests", "CVideoGenPOSIX"]),
        .target(name: "VideoTasks", dependencies: ["VideoGenerationCore", "LocalFiles"]),
        .target(
            name: "VideoTasksSQLite",
            dependencies: ["VideoGenerationCore", "VideoTasks", "LocalFiles", "CVideoGenSQLite"]),
        .target(name: "CurlTransport", dependencies: ["VideoGenerationCore", "CVideoGenCurl"]),
        .target(name: "URLSessionTransport", dependencies: ["VideoGenerationCore"]),
        .target(
            name: "HighwayProvider", dependencies: ["VideoGenerationCore"], path: "Providers/Highway/Sources"),
        .target(
            name: "VideoGenerationTesting", dependencies: ["VideoGenerationCore", "VideoTasks"]),
        .target(
            name: "VideoGenerationKit",
            dependencies: [
                "VideoGenerationCore", "VideoRouting", "VideoTasks", "VideoTasksSQLite", "LocalFiles", "Digests",
                "CurlTransport", "HighwayProvider",
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
        .testTarget(name: "LocalFilesTests", dependencies: ["LocalFiles", "Digests", "VideoGenerationCore"]),
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
                "VideoTasksSQLite", "VideoTasks", "VideoGenerationTesting", "VideoGenerationCore", "store-hammer",
            ]),
        .testTarget(
            name: "VideoGenerationTestingTests",
            dependencies: ["VideoGenerationTesting", "VideoTasks", "VideoGenerationCore"]),
        // A process that uses a store, to be killed, raced with, or put on a full disk.
        .executableTarget(
            name: "store-hammer",
            dependencies: ["VideoTasksSQLite", "VideoTasks", "VideoGenerationTesting", "VideoGenerationCore"],
            path: "Tests/StoreHammer"),
        .testTarget(
            name: "HighwayProviderTests",
            dependencies: ["HighwayProvider", "VideoGenerationCore"], path: "Providers/Highway/Tests"),
        // The command as a user runs it, in a process of its own against the emulator.
        .testTarget(name: "EndToEndTests", dependencies: ["videogen"], path: "Tests/EndToEnd"),
        .testTarget(name: "VideoGenerationKitTests", dependencies: ["VideoGenerationKit", "VideoGenerationTesting"]),
        .testTarget(
            name: "DocumentationTests",
            dependencies: [
                "VideoGenerationKit", "VideoGenerationCore", "VideoTasks", "VideoTasksSQLite", "HighwayProvider",
                "VideoGenerationTesting",
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
