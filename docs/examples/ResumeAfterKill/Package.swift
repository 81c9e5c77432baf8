// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "resume-after-kill",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-video-generation", path: "../../..")],
    targets: [
        .executableTarget(
            name: "resume-after-kill",
            dependencies: [.product(name: "VideoGenerationKit", package: "swift-video-generation")],
            path: "Sources")
    ]
)
