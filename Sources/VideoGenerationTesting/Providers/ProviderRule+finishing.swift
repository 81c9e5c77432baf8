// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension ProviderRule {
    static let finishing = [
        Definition("a task is as far as the service says") { bench in
            if let queued = bench.samples.queued {
                let read = bench.readStatus(queued)
                if case .queued? = read.phase {
                } else {
                    bench.report("the answer \(queued.text) is read as \(read.summary): report .queued.")
                }
            }
            let read = bench.readStatus(bench.samples.running)
            if case .running? = read.phase {
            } else {
                bench.report("the answer \(bench.samples.running.text) is read as \(read.summary): report .running.")
            }
        },
        Definition("a word that nobody knows means running") { bench in
            guard let answer = bench.samples.word else { return }
            for word in bench.strangeWords {
                let read = bench.readStatus(answer(word))
                if case .running? = read.phase { continue }
                bench.report(
                    "the unknown word \"\(word)\" is read as \(read.summary): report .running for every word that is not "
                        + "documented, because it must not end a paid task.")
            }
        },
        Definition("every sample has its place") { bench in
            for finish in bench.samples.finished {
                let read = bench.readStatus(finish.reply)
                guard case .succeeded(let samples)? = read.phase else {
                    bench.report("the answer \(finish.reply.text) is read as \(read.summary): report .succeeded.")
                    continue
                }
                let expected = finish.samples.map(\.summary).joined(separator: ", ")
                bench.expect(
                    samples.map(\.place) == finish.samples,
                    "of the samples [\(expected)], [\(samples.map(\.place.summary).joined(separator: ", "))] are read: give one "
                        + "RemoteSample for each, in order.")
                bench.expect(
                    samples.map(\.index) == Array(samples.indices),
                    "the samples of a finished task are numbered \(samples.map(\.index)): number them from 0, each by its place."
                )
                bench.expectPlaces(in: finish)
            }
        },
        Definition("a finished task without videos is over") { bench in
            for finish in bench.samples.finished {
                for (what, json) in finish.withoutVideos {
                    let read = bench.readStatus(finish.reply, body: Array(json.text.utf8))
                    switch read.phase {
                    case .failed: continue
                    case .succeeded(let samples)
                    where samples.allSatisfy(\.isNowhere) || bench.isInAnother(than: finish, samples): continue
                    default:
                        bench.report(
                            "a finished task with \(what) is read as \(read.summary): report .succeeded with what there is, and "
                                + ".missing for what is not, or nothing ever ends the task. If it has a second place then, add that answer to "
                                + "the samples.")
                    }
                }
            }
        },
    ]
}

extension ProviderBench {
    /// Words that no service has, some of them nearly a word that this one has.
    fileprivate var strangeWords: [String] {
        let replies = samples.finished.map(\.reply) + samples.failed.map(\.reply)
        let known = replies.compactMap { reply -> String? in
            if case .report(let report) = readStatus(reply), !report.word.isEmpty { report.word } else { nil }
        }
        return ["zz_new", "WARMING_UP_2", "unfinished?", "zz failed to say", "\u{1F3AC}"]
            + Set(known).sorted().flatMap { [$0 + "_2", "not_" + $0] }
    }
}

extension ProviderBench {
    /// Notes a sample that takes another's place when one has lost its URL.
    fileprivate func expectPlaces(in finish: WireFinish) {
        guard let json = JSON(parsing: Array(finish.reply.text.utf8)) else { return }
        for leaf in finish.addresses(in: json) {
            let text = json.replacing(leaf.steps, with: .null).text
            guard case .succeeded(let samples)? = readStatus(finish.reply, body: Array(text.utf8)).phase else {
                continue
            }
            let others = zip(samples.map(\.place), finish.samples).filter { $0 != $1 }
            let isMissing = others.count == 1 && others[0].0 == .missing
            expect(
                samples.isEmpty && finish.samples.count == 1
                    || samples.count == finish.samples.count && (isMissing || isInAnother(than: finish, samples)),
                "with null for \(leaf.path), the samples are [\(samples.map(\.place.summary).joined(separator: ", "))]: give "
                    + ".missing for the one that is not there, and leave the others in their places.")
        }
    }

    /// Whether the author has another answer with exactly these samples: a service may have a second place for a result,
    /// which counts where the first is empty.
    fileprivate func isInAnother(than finish: WireFinish, _ read: [RemoteSample]) -> Bool {
        !read.isEmpty
            && samples.finished.contains {
                $0.reply.text != finish.reply.text && $0.samples == read.map(\.place)
            }
    }
}

extension RemoteSample {
    fileprivate var isNowhere: Bool { place == .missing || place == .filtered }
}

extension WireFinish {
    /// Where the samples' URLs stand.
    fileprivate func addresses(in json: JSON) -> [JSON.Leaf] {
        let known = samples.compactMap(\.address)
        return json.leaves.filter { leaf in
            leaf.value.string.flatMap { WebURL($0) }.map { known.contains($0.description) } ?? false
        }
    }

    /// The same answer in the ways in which services leave the videos out.
    fileprivate var withoutVideos: [(what: String, json: JSON)] {
        guard let json = JSON(parsing: Array(reply.text.utf8)) else { return [] }
        let addresses = addresses(in: json)
        guard !addresses.isEmpty else { return [] }
        func replacing(_ value: JSON?) -> JSON {
            // From the last one, so that what is removed moves nothing that is still to come.
            addresses.reversed().reduce(json) { $0.replacing($1.steps, with: value) }
        }
        return [
            ("null for its URLs", replacing(.null)), ("empty URLs", replacing(.string(""))),
            ("no URLs", replacing(nil)), ("numbers for URLs", replacing(.integer(7))),
            ("a script for its URLs", replacing(.string("javascript:alert(1)"))),
        ] + json.emptyingLists(along: addresses.map(\.steps))
    }
}

extension JSON {
    /// The same with each array that `paths` lead through emptied, made null, or left out.
    fileprivate func emptyingLists(along paths: [[Int]]) -> [(what: String, json: JSON)] {
        guard let path = paths.first else { return [] }
        var value = self
        for (depth, step) in path.enumerated() {
            switch value {
            case .object(let members): value = members[step].value
            case .array(let elements):
                let list = path.prefix(depth)
                guard paths.allSatisfy({ $0.starts(with: list) }), !list.isEmpty else { return [] }
                return [
                    ("an empty list of videos", replacing(list, with: .array([]))),
                    ("null for its list of videos", replacing(list, with: .null)),
                    ("no list of videos", replacing(list, with: nil)),
                    ("a list of nulls", replacing(list, with: .array(elements.map { _ in .null }))),
                ]
            default: return []
            }
        }
        return []
    }
}
