// SPDX-License-Identifier: Apache-2.0
import CVideoGenBase64
import Testing

@testable import VideoGenerationCore

@Suite("Base64 by vector instructions")
struct Base64Tests {
    /// One way of encoding.
    enum Way: String, CaseIterable, CustomTestStringConvertible {
        case table, ssse3, avx2, neon, best

        /// Its number in C; nil for whichever is the fastest.
        var number: cvideogen_base64_way? {
            switch self {
            case .table: cvideogen_base64_table
            case .ssse3: cvideogen_base64_ssse3
            case .avx2: cvideogen_base64_avx2
            case .neon: cvideogen_base64_neon
            case .best: nil
            }
        }

        var testDescription: String { rawValue }

        /// Those that this machine has.
        static var here: [Way] { allCases.filter { $0.number.map(cvideogen_base64_has) ?? true } }

        func encode(_ buffer: UnsafeMutableRawBufferPointer, count: Int) {
            if let number {
                unsafe cvideogen_base64_encode_by(number, buffer.baseAddress, count)
            } else {
                unsafe cvideogen_base64_encode(buffer.baseAddress, count)
            }
        }
    }

    /// What stands around a buffer, to see that it still does.
    private static let guardByte: UInt8 = 0xA5
    private static let guardCount = 64

    /// The characters for `bytes`, and whether nothing around them was written; `shift` is how far from the beginning
    /// of an allocation the buffer is.
    private func encode(
        _ bytes: [UInt8], shift: Int = 0, by encode: (UnsafeMutableRawBufferPointer, Int) -> Void
    ) -> (characters: [UInt8], isContained: Bool) {
        let groups = (bytes.count + 2) / 3
        let start = Self.guardCount + shift
        let end = start + groups * 4
        var all = [UInt8](repeating: Self.guardByte, count: end + Self.guardCount)
        all.replaceSubrange((start + groups)..<(start + groups + bytes.count), with: bytes)
        unsafe all.withUnsafeMutableBytes {
            unsafe encode(UnsafeMutableRawBufferPointer(rebasing: $0[start..<end]), bytes.count)
        }
        let isContained = (all[..<start] + all[end...]).allSatisfy { $0 == Self.guardByte }
        return (Array(all[start..<end]), isContained)
    }

    private func expectAgreement(_ bytes: [UInt8], _ way: Way, shift: Int = 0) {
        let found = unsafe encode(bytes, shift: shift) { unsafe way.encode($0, count: $1) }
        let wanted = unsafe encode(bytes) { unsafe Base64Encoder.encodeInPlace($0, count: $1) }
        #expect(found.characters == wanted.characters, "\(bytes.count) bytes, \(shift) off")
        #expect(found.isContained, "\(bytes.count) bytes, \(shift) off")
    }

    @Test("the RFC's examples come out as it says", arguments: Way.here)
    func knownAnswers(_ way: Way) {
        let examples = [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
        for (plain, encoded) in examples {
            let found = unsafe encode(Array(plain.utf8)) { unsafe way.encode($0, count: $1) }
            #expect(found.characters == Array(encoded.utf8))
        }
    }

    @Test("every length up to 300 gives what the table in Swift gives, and nothing beyond", arguments: Way.here)
    func allLengths(_ way: Way) {
        for length in 0...300 {
            expectAgreement((0..<length).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ length) }, way)
        }
    }

    @Test("a buffer may begin anywhere", arguments: Way.here)
    func unaligned(_ way: Way) {
        for shift in 0..<64 {
            expectAgreement((0..<259).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ shift) }, way, shift: shift)
        }
    }

    @Test("each of the 64 characters comes out at each place of a vector", arguments: Way.here)
    func allCharacters(_ way: Way) {
        // 64 groups to a row of equal values, one row shifted by a group against the next.
        for value in 0..<64 {
            for offset in 0..<17 {
                var bytes: [UInt8] = []
                for group in 0..<48 {
                    let bits = group == offset ? value << 18 | value << 12 | value << 6 | value : group << 7
                    bytes += [UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
                }
                expectAgreement(bytes, way)
            }
        }
    }

    @Test("random contents of large and odd sizes agree", arguments: Way.here)
    func large(_ way: Way) {
        var random = SystemRandomNumberGenerator()
        for size in [4095, 65_537, 393_216, 1_000_003, .random(in: 300...300_000, using: &random)] {
            expectAgreement((0..<size).map { _ in .random(in: 0...255, using: &random) }, way, shift: size % 7)
        }
    }

    @Test("the fastest way is one that the machine has, and one that it lacks is replaced by the table")
    func choice() {
        #expect(cvideogen_base64_has(cvideogen_base64_best()))
        #expect(cvideogen_base64_has(cvideogen_base64_table))
        for way in Way.allCases { expectAgreement(Array(0...200), way) }
        #if arch(arm64)
            #expect(cvideogen_base64_best() == cvideogen_base64_neon)
        #endif
    }

    @Test("a request's body uses the encoder that it is given", arguments: [5, 1000])
    func seam(_ room: Int) throws {
        let bytes = [UInt8](0...200)
        func read(_ body: RequestBody) throws -> [UInt8] {
            var pass = body
            try pass.open()
            var all: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: room)
            while true {
                let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe pass.read(into: $0) }
                if count == 0 { return all }
                all += buffer.prefix(count)
            }
        }
        let body = HTTPBody([.base64(MemorySource(bytes))])
        let byVector = unsafe RequestBody(body) { unsafe cvideogen_base64_encode($0.baseAddress, $1) }
        #expect(try read(byVector) == read(RequestBody(body)))
        let byNobody = unsafe RequestBody(body) { buffer, _ in
            unsafe buffer.initializeMemory(as: UInt8.self, repeating: 33)
        }
        #expect(try read(byNobody) == [UInt8](repeating: 33, count: 268))
    }
}
