// SPDX-License-Identifier: Apache-2.0
import CVideoGenCurl
import VideoGenerationCore

// What libcurl calls while it works on a transfer, always on the loop's thread. The engine keeps a transfer until its
// handle has left the multi handle, so the pointer in each callback is valid.

extension Transfer {
    /// Tells libcurl what to call.
    func install() throws(Refusal) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        try easy.check(
            unsafe videogen_easy_callbacks(
                easy.raw, context,
                { buffer, size, count, context in
                    guard let buffer = unsafe buffer else { return videogen_read_abort }
                    let room = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
                    return unsafe Transfer.at(context)?.readBody(into: room) ?? videogen_read_abort
                },
                { context, offset, origin in
                    unsafe Transfer.at(context)?.rewindBody(to: Int64(offset), from: origin) ?? videogen_seek_fail
                },
                { bytes, size, count, context in
                    let part = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
                    return unsafe Transfer.at(context)?.collector.takeBody(part) == true ? part.count : 0
                },
                { bytes, size, count, context in
                    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
                    return unsafe Transfer.at(context)?.collector.takeHeaderLine(line) == true ? line.count : 0
                },
                { context, _, address in
                    let target = unsafe IPAddress(videogen_address_of_socket(address))
                    let isAllowed = unsafe Transfer.at(context)?.admits(target) ?? false
                    return unsafe videogen_open_socket(address, isAllowed)
                },
                { context, address, _, _, _ in
                    let target = unsafe IPAddress(videogen_address_in_text(address))
                    let isAllowed = unsafe Transfer.at(context)?.admitsRequest(to: target) ?? false
                    return isAllowed ? videogen_request_ok : videogen_request_abort
                }))
    }

    /// The transfer that a callback's or a handle's context means.
    static func at(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    private func readBody(into room: UnsafeMutableRawBufferPointer) -> Int {
        do {
            return try unsafe body.read(into: room)
        } catch {
            problem = .init(kind: .bodyUnreadable, text: "the request's body cannot be read", underlying: error)
            return videogen_read_abort
        }
    }

    /// Goes back to the start of the body, unless it is a payment of which something has been given out.
    func rewindBody(to offset: Int64, from origin: Int32) -> Int32 {
        // SEEK_SET and the start are all that libcurl asks for.
        guard origin == 0, offset == 0 else { return videogen_seek_fail }
        if body.handedOver == 0 { return videogen_seek_ok }
        if exchange.purpose == .submit {
            problem = .init(kind: .connectionLost, text: "the connection was lost; the request is not sent again")
            return videogen_seek_fail
        }
        do {
            try body.rewind()
            return videogen_seek_ok
        } catch {
            problem = .init(kind: .bodyUnreadable, text: "the request's body cannot be read", underlying: error)
            return videogen_seek_fail
        }
    }
}

extension IPAddress {
    /// An address in libcurl's hands; nil if it is of another family.
    init?(_ address: videogen_address) {
        let value = UInt128(address.high) << 64 | UInt128(address.low)
        switch address.bytes {
        case 4: self.init(v4: value)
        case 16: self.init(v6: value)
        default: return nil
        }
    }
}
