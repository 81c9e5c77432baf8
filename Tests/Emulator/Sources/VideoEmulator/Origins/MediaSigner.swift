// SPDX-License-Identifier: Apache-2.0

/// Signs media addresses and checks them, as an object store does for a presigned download.
struct MediaSigner: Sendable {
    /// What is wrong with an address.
    enum Verdict: Sendable, Equatable {
        case good
        case expired
        case forged
    }

    private let base: String
    private let secondsToLive: Int
    private let secret = Digest.randomBytes(32)

    init(base: String, secondsToLive: Int) {
        self.base = base
        self.secondsToLive = secondsToLive
    }

    /// A video with an address that is good from now on for the time to live.
    func video(taskID: String, sample: Int, file: RenderedFile) -> WireVideo {
        let path = "/media/\(taskID)/\(sample).mp4"
        let expires = Stamp.unixSeconds() + secondsToLive
        let url = "\(base)\(path)?expires=\(expires)&signature=\(signature(path, expires))"
        return WireVideo(url: url, secondsToLive: secondsToLive, file: file)
    }

    /// Checks the signature first: only who holds a real address learns that it has run out.
    func check(_ head: RequestHead) -> Verdict {
        guard let expires = head.queryValue("expires").flatMap(Int.init),
            head.queryValue("signature") == signature(head.path, expires)
        else { return .forged }
        return Stamp.unixSeconds() < expires ? .good : .expired
    }

    private func signature(_ path: String, _ expires: Int) -> String {
        Digest.hmacHex(key: secret, message: "\(path)\n\(expires)")
    }
}
