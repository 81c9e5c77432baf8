// SPDX-License-Identifier: Apache-2.0
/// Takes a reply as it arrives, and stops it where a ceiling is reached.
///
/// Only the final header block counts: informational ones (1xx) before it are dropped, and so are trailers after the
/// body.
package struct ReplyCollector {
    /// What ended the reply, if something here did.
    package struct Problem: Error {
        package let kind: ExchangeFailure.Kind
        package let text: String
        package var underlying: (any Error)?

        package init(kind: ExchangeFailure.Kind, text: String, underlying: (any Error)? = nil) {
            self.kind = kind
            self.text = text
            self.underlying = underlying
        }
    }

    /// The largest header that is accepted, all blocks together.
    package static let headerLimit = 64 << 10
    /// The largest body of an unwanted status that is kept where the wanted one goes to a sink.
    package static let errorBodyLimit = 1 << 20

    package private(set) var status: Int?
    package private(set) var header: [UInt8] = []
    package private(set) var body: [UInt8] = []
    /// Whether the final header block arrived with its blank line.
    package private(set) var isHeaderWhole = false
    /// All bytes so far, header included.
    package private(set) var bytesReceived: Int64 = 0
    package private(set) var problem: Problem?

    private let limit: Int
    private let sink: (any ByteSink)?
    private let expectsBody: Bool
    private var headerBytes = 0
    private var bodyBytes = 0
    private var declared: Int?

    package init(limit: Int, sink: (any ByteSink)?, expectsBody: Bool) {
        self.limit = limit
        self.sink = sink
        self.expectsBody = expectsBody
    }

    /// Forgets the last reply and is ready for the next, in the same memory.
    package mutating func startOver() {
        status = nil
        header.removeAll(keepingCapacity: true)
        body.removeAll(keepingCapacity: true)
        isHeaderWhole = false
        bytesReceived = 0
        problem = nil
        headerBytes = 0
        bodyBytes = 0
        declared = nil
    }

    /// Takes one line of a header, its end included; false ends the exchange.
    package mutating func takeHeaderLine(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        bytesReceived += Int64(line.count)
        guard headerBytes <= Self.headerLimit else {
            return stop(.tooLarge, "the header is larger than \(Self.headerLimit) bytes")
        }
        if unsafe line.begins(with: "HTTP/") {
            unsafe beginBlock(line)
            return true
        }
        if isHeaderWhole { return true }
        if unsafe line.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) { return endBlock() }
        unsafe header.append(contentsOf: line)
        return unsafe readLength(line)
    }

    /// Takes the next bytes of the body; false ends the exchange.
    package mutating func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytesReceived += Int64(bytes.count)
        bodyBytes += bytes.count
        guard bodyBytes <= bodyLimit else {
            return stop(.tooLarge, "the body is larger than \(bodyLimit) bytes")
        }
        guard let sink = wantedSink else {
            unsafe body.append(contentsOf: bytes)
            return true
        }
        do {
            try unsafe sink.write(bytes)
            return true
        } catch {
            return stop(.sinkFailed, "the reply's body could not be taken", error)
        }
    }

    private var wantedSink: (any ByteSink)? { status == 200 || status == 206 ? sink : nil }

    private var bodyLimit: Int { sink != nil && wantedSink == nil ? min(limit, Self.errorBodyLimit) : limit }

    private mutating func beginBlock(_ line: UnsafeRawBufferPointer) {
        header.removeAll(keepingCapacity: true)
        isHeaderWhole = false
        declared = nil
        let digits = unsafe line.drop { $0 != 0x20 }.dropFirst().prefix { (0x30...0x39).contains($0) }
        let number = unsafe digits.count == 3 ? digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } : 0
        status = number >= 100 ? number : nil
    }

    private mutating func endBlock() -> Bool {
        guard let status, status >= 200 else { return true }
        isHeaderWhole = true
        if expectsBody, status != 204, status != 304, let declared {
            guard declared <= bodyLimit else {
                return stop(.tooLarge, "a body of \(declared) bytes was announced, \(bodyLimit) are allowed")
            }
            if wantedSink == nil { body.reserveCapacity(min(declared, 256 << 10)) }
        }
        return beginSink(status)
    }

    private mutating func beginSink(_ status: Int) -> Bool {
        guard let sink = wantedSink else { return true }
        do {
            try sink.begin(HTTPReply(status: status, rawHeader: header))
            return true
        } catch {
            return stop(.sinkFailed, "the reply's body could not be taken", error)
        }
    }

    /// Reads `Content-Length`, if the line is that: digits only, because libcurl would take `1e3` for 1.
    private mutating func readLength(_ line: UnsafeRawBufferPointer) -> Bool {
        let name: StaticString = "content-length:"
        guard line.count > name.utf8CodeUnitCount, line.count <= 64, unsafe line[14] == UInt8(ascii: ":"),
            unsafe line.begins(with: name, case: 0x20)
        else { return true }
        var (start, end) = (name.utf8CodeUnitCount, line.count)
        while start < end, unsafe line[start].isASCIIWhitespace { start += 1 }
        while end > start, unsafe line[end - 1].isASCIIWhitespace { end -= 1 }
        var length: Int? = start < end ? 0 : nil
        for index in start..<end {
            let digit = unsafe line[index] &- UInt8(ascii: "0")
            length = digit <= 9 ? length?.appending(digit) : nil
        }
        guard let length else { return stop(.notHTTP, "the length of the reply makes no sense") }
        declared = length
        return true
    }

    private mutating func stop(
        _ kind: ExchangeFailure.Kind, _ text: String, _ underlying: (any Error)? = nil
    ) -> Bool {
        if problem == nil { problem = Problem(kind: kind, text: text, underlying: underlying) }
        return false
    }
}

extension Int {
    /// The number with one more digit; nil if there is no such.
    fileprivate func appending(_ digit: UInt8) -> Int? {
        let (tens, isOver) = multipliedReportingOverflow(by: 10)
        let (sum, isOverNow) = tens.addingReportingOverflow(Int(digit))
        return isOver || isOverNow ? nil : sum
    }
}

extension UnsafeRawBufferPointer {
    /// Whether it begins with `text`, where the bits of `case` do not matter. A sequence's own comparison costs ten times as
    /// much, and this is done for each line of each reply.
    fileprivate func begins(with text: StaticString, case bits: UInt8 = 0) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount
        where unsafe self[index] | bits != text.utf8Start[index] | bits {
            return false
        }
        return true
    }
}
