// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// Apart from the other benchmarks, because SwiftNIO takes longer to build than all of them.
let package = Package(
    name: "video-benchmark-peers",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "peer-ahc", targets: ["peer-ahc"])],
    dependencies: [
        .package(name: "video-benchmarks", path: ".."),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.30.0"),
    ],
    targets: [
        .executableTarget(
            name: "peer-ahc",
            dependencies: [
                .product(name: "Measuring", package: "video-benchmarks"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ],
            swiftSettings: [
                .strictMemorySafety(),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
