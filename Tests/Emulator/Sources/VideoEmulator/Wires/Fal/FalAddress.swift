// SPDX-License-Identifier: Apache-2.0

/// The addresses of one job at fal.
struct FalAddress {
    /// Where its result is told; the other addresses continue this one.
    let result: String

    /// - Parameter head: A request to this wire; the addresses lead to the host that it names.
    init(of report: TaskReport, head: RequestHead) {
        result =
            "\(head.scheme)://\(head.header("host") ?? "127.0.0.1")\(Self.app(of: report.path))/requests/\(report.id)"
    }

    /// Owner and app of a path; what comes after them is dropped from a job's addresses.
    static func app(of path: String) -> String {
        path.split(separator: "/").prefix(2).map { "/\($0)" }.joined()
    }
}
