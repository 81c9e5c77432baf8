// SPDX-License-Identifier: Apache-2.0

/// Texts as C wants them, for as long as a call takes.
enum CStrings {
    /// Calls `body` with a list of texts that ends with a null pointer; a text that is nil is a null pointer, too.
    static func with<Value>(
        _ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value
    ) -> Value {
        var bytes: [CChar] = []
        var starts: [Int?] = []
        for text in texts {
            starts.append(text == nil ? nil : bytes.count)
            guard let text else { continue }
            bytes += text.utf8.map { CChar(bitPattern: $0) } + [0]
        }
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            var list = unsafe starts.map { start in unsafe start.flatMap { unsafe bytes.baseAddress?.advanced(by: $0) }
            }
            unsafe list.append(nil)
            return unsafe list.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
        }
    }
}
