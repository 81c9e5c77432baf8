// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "video-benchmarks",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "byte-server", targets: ["byte-server"]),
        .executable(name: "memory", targets: ["memory"]),
        .executable(name: "memory-job", targets: ["memory-job"]),
        .executable(name: "verdicts", targets: ["verdicts"]),
    ],
    dependencies: [
        .package(name: "swift-video-generation", path: "../..")
    ],
    targets: [
        .executableTarget(name: "byte-server"),
        .executableTarget(name: "memory", dependencies: ["Results"]),
        // Apart from `memory`, so that what is measured is the library and not the measuring.
        .executableTarget(
            name: "memory-job",
            dependencies: [
                "CAllocator", .product(name: "VideoGenerationKit", package: "swift-video-generation"),
            ]),
        .target(name: "CAllocator"),
        .executableTarget(
            name: "verdicts",
            dependencies: [
                "Results", .product(name: "HighwayProvider", package: "swift-video-generation"),
                .product(name: "VideoGenerationCore", package: "swift-video-generation"),
                .product(name: "VideoGenerationKit", package: "swift-video-generation"),
            ]),
        .target(name: "Results"),
    ],
    swiftLanguageModes: [.v6]
)

// Floors and peers: epoll, /proc and a linker that knows Linux' words.
#if os(Linux)
    let quick: [CSetting] = [.unsafeFlags(["-O2", "-Wall", "-Wextra"])]
    // Without what starts Swift's runtime; see bare.h for the runtime itself.
    let bare: [LinkerSetting] = [.unsafeFlags(["-nostartfiles"])]

    package.targets += [
        .executableTarget(name: "bench", dependencies: ["CPrograms", "Results"]),
        .target(name: "CPrograms"),
        .target(name: "Measuring", dependencies: ["CMeasure"]),
        .target(name: "CMeasure", linkerSettings: [.linkedLibrary("crypto")]),

        // C throughout: what a server and a floor cost must not depend on how well Swift is used.
        .executableTarget(
            name: "bench-server", cSettings: quick,
            linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")] + bare),
        .executableTarget(
            name: "floor-curl", dependencies: ["CMeasure"], cSettings: quick,
            linkerSettings: [.linkedLibrary("curl")] + bare),
        .executableTarget(name: "floor-raw", dependencies: ["CMeasure"], cSettings: quick, linkerSettings: bare),

        .executableTarget(
            name: "us",
            dependencies: ["Measuring", .product(name: "VideoGenerationKit", package: "swift-video-generation")]),
        .executableTarget(
            name: "us-transport",
            dependencies: [
                "Measuring", .product(name: "CurlTransport", package: "swift-video-generation"),
                .product(name: "VideoGenerationCore", package: "swift-video-generation"),
            ]),
        // Peers that need no package; the others are in Peers.
        .executableTarget(name: "peer-tasks", dependencies: ["Measuring"]),
        .executableTarget(name: "peer-urlsession", dependencies: ["Measuring"]),
    ]
    package.products += [
        .executable(name: "bench", targets: ["bench"]),
        .executable(name: "bench-server", targets: ["bench-server"]),
        .executable(name: "floor-curl", targets: ["floor-curl"]),
        .executable(name: "floor-raw", targets: ["floor-raw"]),
        .executable(name: "us", targets: ["us"]),
        .executable(name: "us-transport", targets: ["us-transport"]),
        .executable(name: "peer-tasks", targets: ["peer-tasks"]),
        .executable(name: "peer-urlsession", targets: ["peer-urlsession"]),
        .library(name: "Measuring", targets: ["Measuring"]),
    ]
#endif

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
let inC = ["bench-server", "floor-curl", "floor-raw", "CMeasure", "CPrograms", "CAllocator"]
for target in package.targets where !inC.contains(target.name) {
    target.swiftSettings = strict
}
