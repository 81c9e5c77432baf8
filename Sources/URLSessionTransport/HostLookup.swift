// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Finds the addresses of a host before URLSession does, to judge them.
enum HostLookup {
    /// The addresses of a name; none if there are none. It may block.
    typealias Function = @Sendable (String) -> [IPAddress]

    /// Asks the system's resolver, as URLSession will.
    @Sendable static func system(_ host: String) -> [IPAddress] {
        var hints = unsafe addrinfo()
        #if canImport(Glibc)
            unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            unsafe hints.ai_socktype = SOCK_STREAM
        #endif
        var first: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, nil, &hints, &first) == 0 else { return [] }
        defer { unsafe freeaddrinfo(first) }
        var addresses: [IPAddress] = []
        var next = unsafe first
        while let entry = unsafe next {
            if let address = unsafe address(in: entry.pointee) { addresses.append(address) }
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }

    private static func address(in entry: addrinfo) -> IPAddress? {
        guard let place = unsafe UnsafeRawPointer(entry.ai_addr) else { return nil }
        let room = unsafe UnsafeRawBufferPointer(start: place, count: Int(entry.ai_addrlen))
        switch unsafe entry.ai_family {
        case AF_INET where room.count >= MemoryLayout<sockaddr_in>.size:
            return unsafe withUnsafeBytes(of: place.loadUnaligned(as: sockaddr_in.self).sin_addr) {
                unsafe IPAddress(bytes: $0)
            }
        case AF_INET6 where room.count >= MemoryLayout<sockaddr_in6>.size:
            return unsafe withUnsafeBytes(of: place.loadUnaligned(as: sockaddr_in6.self).sin6_addr) {
                unsafe IPAddress(bytes: $0)
            }
        default:
            return nil
        }
    }
}
