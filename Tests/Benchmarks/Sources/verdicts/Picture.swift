// SPDX-License-Identifier: Apache-2.0

/// A picture to send.
enum Picture {
    /// A PNG image by its beginning (1280x720), and noise after that.
    static func png(byteCount: Int) -> [UInt8] {
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
        bytes += Array("IHDR".utf8) + [0, 0, 5, 0, 0, 0, 2, 0xD0, 8, 2, 0, 0, 0, 0x40, 0x1F, 0x4A, 0x01]
        var generator: UInt64 = 1
        while bytes.count < byteCount {
            generator = generator &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes.append(UInt8(truncatingIfNeeded: generator >> 56))
        }
        return bytes
    }
}
