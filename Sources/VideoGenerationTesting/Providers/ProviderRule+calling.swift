// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension ProviderRule {
    static let calling = [
        Definition("calls go to the surface's own origin") { bench in
            for (name, call) in bench.ownCalls where call.origin != bench.provider.surface.baseURL?.origin {
                bench.report(
                    "the \(name) call goes to \(call.origin), another origin than the surface's: no key may go there. Build "
                        + "its URL with surface.url.")
            }
        },
        Definition("a link of the service is followed within the surface's own origin only") { bench in
            for (name, link) in bench.links {
                let foreign = [
                    "https://elsewhere.example/x", "//elsewhere.example/x", "http:" + link.drop { $0 != "/" },
                ]
                for other in foreign {
                    for (what, call) in bench.questions(about: bench.task(bench.samples.id, links: [name: other]))
                    where call.origin != bench.provider.surface.baseURL?.origin {
                        bench.report(
                            "with \(other) for the link \(name), the \(what) call goes to \(call.origin): take the link by "
                                + "surface.url(of:), and build the URL from the id where that is nil.")
                    }
                }
            }
        },
        Definition("only fields that the document has are sent") { bench in
            let known = bench.samples.documentedFields
            guard !known.isEmpty else { return }
            for example in bench.mixedExamples {
                for path in (bench.call(for: example)?.fields ?? [:]).keys {
                    let name = path.split(separator: ".").last.map { $0.prefix { $0 != "[" } }.map(String.init) ?? path
                    bench.expect(
                        known.contains(name) || known.contains(path),
                        "the field \(path) is sent, and the service's document has none of that name: correct it in "
                            + "submitCall, or add it to the sample's documentedFields.")
                }
            }
        },
        Definition("no key is in a call") { bench in
            for (name, call) in bench.ownCalls {
                for secret in bench.secrets where !secret.isEmpty {
                    bench.expect(
                        !call.spelled.contains(secret) && !call.spelled.contains(secret.percentEncoded),
                        "the \(name) call holds a secret: a URL and a body are logged and shown. Name the credential in "
                            + "Surface, and it is added last, in its own field.")
                }
                for field in call.credentialNames(of: bench.provider.surface) {
                    bench.report(
                        "the \(name) call has \(field), where a key belongs: leave it out. Name the credential and its field in "
                            + "Surface, and it is added last.")
                }
            }
        },
        Definition("a task's id is named in the question, and escaped") { bench in
            let plain = "kit0plain0id"
            let call = try bench.provider.statusCall(for: bench.task(plain))
            guard call.spelled.contains(plain) else {
                return bench.report("the status call does not name the task: put task.remoteID into its URL or body.")
            }
            for id in ["a.b_c-d", "v:7"] + Self.hostileIDs {
                bench.expectNamed(id, in: call, of: plain)
            }
            for (what, call) in bench.questions(about: bench.task("a/../../b?x#y")) {
                bench.expect(
                    !call.address.contains("a/../../b"),
                    "the task id a/../../b?x#y is not escaped in the \(what) call (\(call.address)): write task.remoteID"
                        + ".percentEncoded.")
            }
        },
    ]

    private static let hostileIDs = [
        "a/../../b?x#y", "a/b", "a?key=1", "a&task=b", "a#b", "a%2Fb", "a b", "a+b", "\"a\\b\"", "a;b=c", "a=b@c,d",
    ]
}

extension HTTPCall {
    /// Fields that usually carry a key.
    fileprivate func credentialNames(of surface: Surface) -> [String] {
        let header = request.headerFields.map(\.name).filter { name in
            name == surface.credentialField
                || ["authorization", "x-api-key", "api-key", "cookie"].contains(name.canonicalName)
        }
        let keys =
            ["key", "api_key", "apikey", "access_token", "token"].map { "?" + $0 }
            + ["api_key", "apikey", "access_token", "authorization"]
        return header.map { "the header field \($0)" }
            + fields.keys.filter { keys.contains($0.lowercased()) }.sorted().map { "the field \($0)" }
    }
}

extension ProviderBench {
    /// Calls of both kinds.
    fileprivate var ownCalls: [(name: String, call: HTTPCall)] {
        let submissions = mixedExamples.prefix(30).compactMap { example in call(for: example).map { ("submit", $0) } }
        let tasks = [task(samples.id)] + links.map { task(samples.id, links: [$0.key: $0.value]) }
        return submissions + tasks.flatMap(questions) + furtherCalls.map { ("further", $0) } + lists
    }

    /// The calls about a task: its status, and to stop it.
    fileprivate func questions(about task: TaskHandle) -> [(name: String, call: HTTPCall)] {
        let cancelling = provider as? any HTTPCancellableVideoGeneration
        return [
            ("status", try? provider.statusCall(for: task)), ("cancel", try? cancelling?.cancelCall(for: task)),
        ].compactMap { name, call in call.map { (name, $0) } }
    }

    /// The call that lists tasks.
    private var lists: [(name: String, call: HTTPCall)] {
        let call = try? (provider as? any HTTPListableVideoGeneration)?.listCall()
        return call.map { [("list", $0)] } ?? []
    }

    /// Where the accepted submission says that the task is to be asked for.
    fileprivate var links: [String: String] {
        if case .accepted(_, let links) = readSubmit(samples.accepted.reply) { links } else { [:] }
    }

    /// Notes a question about `id` that is not the one about `plain` with the other id in its place.
    fileprivate func expectNamed(_ id: String, in plainCall: HTTPCall, of plain: String) {
        // An id that a provider refuses to ask for asks for nothing else.
        guard let call = try? provider.statusCall(for: task(id)) else {
            return expect(
                !id.utf8.allSatisfy { Self.isPlain($0) },
                "statusCall throws for the task id \(id), which a service may give: ask for it.")
        }
        let parts = plainCall.address.split(separator: plain, omittingEmptySubsequences: false)
        var isNamed = false
        if parts.count == 1 {
            isNamed = call.address == plainCall.address
        } else if parts.count == 2, call.address.hasPrefix(parts[0]), call.address.hasSuffix(parts[1]) {
            let spelled = call.address.dropFirst(parts[0].count).dropLast(parts[1].count)
            isNamed = spelled.isOnePart && spelled.percentDecoded == id
        }
        let hasField = plainCall.fields.allSatisfy { path, value in
            !path.hasPrefix("?") && value.string?.contains(plain) == true
                ? call.fields[path]?.string == value.string?.replacing(plain, with: id) : true
        }
        expect(
            isNamed && hasField,
            "the id \(id) is not escaped in the status call (\(call.address)), which asks for something else then: put it "
                + "there as task.remoteID.percentEncoded, and as a string in a body.")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        Unicode.Scalar(byte).properties.isAlphabetic || (0x30...0x39).contains(byte) || "._:-".utf8.contains(byte)
    }
}

extension Substring {
    /// Whether nothing in it ends a segment of a path, or an item of a query.
    fileprivate var isOnePart: Bool { !utf8.contains { "/?#&+ ".utf8.contains($0) } }

    /// The text that it stands for.
    fileprivate var percentDecoded: String? {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
