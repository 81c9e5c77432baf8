// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "video-simulation",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "simulate", targets: ["simulate"])],
    dependencies: [.package(name: "swift-video-generation", path: "../..")],
    targets: [
        .executableTarget(
            name: "simulate",
            dependencies: [
                .product(name: "VideoTasks", package: "swift-video-generation"),
                .product(name: "HighwayProvider", package: "swift-video-generation"),
                .product(name: "VideoGenerationTesting", package: "swift-video-generation"),
            ])
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
for target in package.targets { target.swiftSettings = strict }
