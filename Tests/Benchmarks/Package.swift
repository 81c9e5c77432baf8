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

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
for target in package.targets where target.name != "CAllocator" {
    target.swiftSettings = strict
}
