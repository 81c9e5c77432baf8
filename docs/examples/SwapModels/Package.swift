// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "swap-models",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-video-generation", path: "../../..")],
    targets: [
        .executableTarget(
            name: "swap-models",
            dependencies: [.product(name: "VideoGenerationKit", package: "swift-video-generation")],
            path: "Sources")
    ]
)
