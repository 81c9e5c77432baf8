// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Digests

struct ContentSealTests {
    private func seal(_ bytes: [UInt8], by size: Int, _ pass: consuming ContentSeal.Pass) throws -> ContentSeal {
        for start in stride(from: 0, to: bytes.count, by: size) {
            unsafe bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { unsafe pass.update($0) }
        }
        return try pass.finalize()
    }

    /// A first seal and the pass for another one; nil where there are no seals.
    private func seals(of first: [UInt8], and second: [UInt8], by size: Int) throws -> (ContentSeal, ContentSeal)? {
        guard let making = ContentSeal.making() else { return nil }
        let seal = try seal(first, by: 300, making)
        guard let checking = seal.checking() else { return nil }
        return (seal, try self.seal(second, by: size, checking))
    }

    @Test("The same bytes have the same seal, whatever pieces they arrive in", arguments: [1, 15, 16, 17, 1000, 5000])
    func same(size: Int) throws {
        let bytes = (0..<3001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        guard let (first, second) = try seals(of: bytes, and: bytes, by: size) else { return }
        #expect(first.isSame(as: second))
    }

    @Test("One changed bit, one byte more or less, or two that have changed places, and the seal is another")
    func changed() throws {
        let bytes = (0..<3001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var contents = [bytes + [0], Array(bytes.dropLast()), [], Array(bytes.reversed())]
        for place in [0, 15, 16, 1499, 3000] {
            for bit in 0..<8 {
                contents.append(bytes)
                contents[contents.count - 1][place] ^= 1 << bit
            }
        }
        contents.append(bytes)
        contents[contents.count - 1].swapAt(100, 2000)
        for content in contents where content != bytes {
            guard let (first, second) = try seals(of: bytes, and: content, by: 1000) else { return }
            #expect(!first.isSame(as: second))
        }
    }

    @Test("Each content gets a key of its own, so that seals of different keys are never the same")
    func keys() throws {
        guard let one = ContentSeal.making(), let other = ContentSeal.making() else { return }
        #expect(try !seal([1, 2, 3], by: 3, one).isSame(as: seal([1, 2, 3], by: 3, other)))
    }

    #if !canImport(CryptoKit)
        @Test("libcrypto offers seals here, and the RFC's example has its code")
        func example() throws {
            // RFC 8439, section 2.5.2.
            let key = bytes("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b")
            guard var pass = ContentSeal.Pass(key: key) else {
                Issue.record("there are no seals")
                return
            }
            let message = Array("Cryptographic Forum Research Group".utf8)
            unsafe message.withUnsafeBytes { unsafe pass.update($0) }
            #expect(try pass.finalize().code == bytes("a8061dc1305136c6c22b8baf0c0127a9"))
        }
    #endif
}
