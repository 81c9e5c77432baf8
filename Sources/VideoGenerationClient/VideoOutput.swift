// SPDX-License-Identifier: Apache-2.0

/// Where the videos of a request go.
public enum VideoOutput: Hashable, Sendable, ExpressibleByStringLiteral {
    /// A file; or a folder, if one is there, if the path ends in a slash, or if there are several samples; nil for the
    /// current folder.
    case path(String?)
    /// A folder, in which the files are called `NAME.mp4`, or `NAME-INDEX.mp4` for several samples.
    case named(String, folder: String)
    /// Nowhere: the delivery has links, which are secrets and expire.
    case links
    /// To the `DeliverySink` of this name, among those of the tracker's configuration.
    case sink(String)

    /// A folder, with the task's id as the files' name.
    public static let currentFolder = VideoOutput.path(nil)

    /// The file or folder at the literal's path.
    public init(stringLiteral path: String) {
        self = .path(path)
    }

    /// Decides where the files of `samples` videos will be, and tries it; nothing is left behind but a folder.
    ///
    /// - Throws: `output_unwritable`.
    public func check(samples: Int) throws(VideoGenerationError) {
        if case .files(let plan) = try destination(samples: samples) { try plan.check() }
    }

    func destination(samples: Int) throws(VideoGenerationError) -> Destination {
        switch self {
        case .path(let path): .files(try OutputPlan(output: path, samples: samples))
        case .named(let name, let folder): .files(OutputPlan(folder: folder, name: name, samples: samples))
        case .links: .links
        case .sink(let name): .sink(name)
        }
    }
}
