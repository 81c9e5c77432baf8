// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "generation-screen",
    platforms: [.macOS(.v15), .iOS(.v18)],
    products: [.library(name: "GenerationScreen", targets: ["GenerationScreen"])],
    dependencies: [.package(name: "swift-video-generation", path: "../../..")],
    targets: [
        // Without a transport, so that the same screen fits an app with any.
        .target(
            name: "GenerationScreen",
            dependencies: [.product(name: "VideoGenerationClient", package: "swift-video-generation")]),
        .executableTarget(
            name: "watch-generation",
            dependencies: [
                "GenerationScreen", .product(name: "VideoGenerationKit", package: "swift-video-generation"),
            ]),
        .testTarget(
            name: "GenerationScreenTests",
            dependencies: [
                "GenerationScreen", .product(name: "VideoGenerationTesting", package: "swift-video-generation"),
            ]),
    ]
)
