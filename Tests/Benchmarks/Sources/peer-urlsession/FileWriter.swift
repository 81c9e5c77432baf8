// SPDX-License-Identifier: Apache-2.0
import Foundation
import Measuring
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Takes one body piece by piece, hashes it, and writes it to a file.
final class FileWriter: NSObject, URLSessionDataDelegate {
    private struct State {
        var file: FileHandle?
        let digest = Digest()
        var failure: (any Error)?
        var continuation: CheckedContinuation<Void, any Error>?
    }

    private let path: String
    private let state = Mutex(State())

    init(path: String) {
        self.path = path
    }

    func fetch(_ url: URL) async throws {
        let partial = path + ".part"
        try Data().write(to: URL(filePath: partial))
        let file = try FileHandle(forWritingTo: URL(filePath: partial))
        state.withLock { $0.file = file }
        let session = URLSession(configuration: .ephemeral, delegate: self, delegateQueue: nil)
        try await withCheckedThrowingContinuation { continuation in
            state.withLock { $0.continuation = continuation }
            session.dataTask(with: url).resume()
        }
        session.finishTasksAndInvalidate()
        try file.synchronize()
        try file.close()
        try FileManager.default.moveItem(atPath: partial, toPath: path)
        try FileManager.default.removeItem(atPath: path)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        state.withLock { state in
            do {
                unsafe data.withUnsafeBytes { bytes in unsafe state.digest.update(bytes) }
                try state.file?.write(contentsOf: data)
            } catch {
                state.failure = error
            }
        }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        state.withLock { state in
            _ = state.digest.finish()
            if let failure = error ?? state.failure {
                state.continuation?.resume(throwing: failure)
            } else {
                state.continuation?.resume()
            }
            state.continuation = nil
        }
    }
}
