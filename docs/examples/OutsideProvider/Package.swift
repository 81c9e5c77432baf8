// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "luma-provider",
    platforms: [.macOS(.v15), .iOS(.v18)],
    products: [.library(name: "LumaProvider", targets: ["LumaProvider"])],
    dependencies: [.package(name: "swift-video-generation", path: "../../..")],
    targets: [
        .target(
            name: "LumaProvider",
            dependencies: [.product(name: "VideoGenerationCore", package: "swift-video-generation")]),
        .testTarget(
            name: "LumaProviderTests",
            dependencies: [
                "LumaProvider", .product(name: "VideoGenerationTesting", package: "swift-video-generation"),
                .product(name: "VideoGenerationClient", package: "swift-video-generation"),
            ]),
    ]
)
