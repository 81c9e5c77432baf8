// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
]

let package = Package(
    name: "video-emulator",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "VideoEmulator", targets: ["VideoEmulator"]),
        .executable(name: "video-emulator", targets: ["video-emulator"]),
    ],
    dependencies: [
        // By its name: a clone's folder may have any other.
        .package(name: "swift-video-generation", path: "../.."),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    ],
    targets: [
        // Digests and text scanning stay quick in a debug build.
        .target(name: "CEmulatorShims"),
        .target(
            name: "VideoEmulator",
            dependencies: [
                "CEmulatorShims",
                // The clips of the emulator are made by the code of the local preview.
                .product(name: "PreviewProvider", package: "swift-video-generation"),
                .product(name: "VideoGenerationCore", package: "swift-video-generation"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "video-emulator",
            dependencies: [
                "VideoEmulator",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "VideoEmulatorTests",
            dependencies: [
                "VideoEmulator",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
