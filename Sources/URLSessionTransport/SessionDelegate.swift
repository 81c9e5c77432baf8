// SPDX-License-Identifier: Apache-2.0
import Foundation
import VideoGenerationCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Passes on what URLSession tells, on the loop's queue, which is its delegate queue.
final class SessionDelegate: NSObject, URLSessionDataDelegate {
    private let number: UInt64
    private let loop: SessionLoop

    /// The delegate of the session called `number`.
    init(_ number: UInt64, _ loop: SessionLoop) {
        self.number = number
        self.loop = loop
    }

    private func name(_ task: URLSessionTask) -> TaskName {
        TaskName(session: number, task: task.taskIdentifier)
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        let header = (response as? HTTPURLResponse).map { ReplyHeader($0) }
        let isWanted = loop.run { $0.receive(header, of: name(dataTask)) }
        completionHandler(isWanted ? .allow : .cancel)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        loop.run { $0.receive(data, of: name(dataTask)) }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didSendBodyData bytesSent: Int64, totalBytesSent: Int64,
        totalBytesExpectedToSend: Int64
    ) {
        loop.run { $0.noteSent(totalBytesSent, of: name(task)) }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let header = (task.response as? HTTPURLResponse).map { ReplyHeader($0) }
        loop.run { $0.complete(name(task), header, error) }
    }

    /// No redirect is followed: the reply that asks for one is the reply.
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    /// The system judges a server's certificate; nobody else is given a credential.
    func urlSession(
        _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
        completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        #if canImport(Darwin)
            let isAboutServer = challenge.protectionSpace.authenticationMethod == NSURLAuthenticationMethodServerTrust
            completionHandler(isAboutServer ? .performDefaultHandling : .rejectProtectionSpace, nil)
        #else
            // FoundationNetworking asks when the reply is there as a whole. Whatever it is answered, without a credential
            // it ends the task with an error, or leaves it hanging.
            loop.run { $0.complete(name(task), nil, nil) }
            completionHandler(.cancelAuthenticationChallenge, nil)
        #endif
    }

    #if canImport(Darwin)
        func urlSession(
            _ session: URLSession, task: URLSessionTask, didFinishCollecting metrics: URLSessionTaskMetrics
        ) {
            let transactions = metrics.transactionMetrics
            let hasBegun = transactions.isEmpty || transactions.contains { $0.requestStartDate != nil }
            loop.run { $0.noteMetrics(hasRequestBegun: hasBegun, of: name(task)) }
        }
    #endif
}

/// Names a task of URLSession among all sessions of a loop.
struct TaskName: Hashable, Sendable {
    let session: UInt64
    let task: Int
}
