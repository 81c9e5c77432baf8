// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where the samples of a task will be saved, decided and tried before anything is sent and paid for.
public struct OutputPlan: Hashable, Sendable, Codable {
    /// A folder that gets files named after the task, or one file.
    public enum Place: Hashable, Sendable, Codable {
        /// Files go into the folder at this path.
        case folder(String)
        /// The one sample goes to this path.
        case file(String)
        /// Files of this name, without the ending, go into the folder at this path.
        case named(String, folder: String)
    }

    /// Where.
    public let place: Place
    /// How many samples are expected.
    public let samples: Int

    private let maker: Maker

    private enum Maker: String, Hashable, Codable {
        // The folder is there, or is somebody else's to make.
        case nobody
        // The caller said "a folder", so it is ours to make.
        case us
    }

    /// Decides between folder and file, without changing anything.
    ///
    /// It is a folder if one is there, if the path ends in a slash, or if there is more than one sample.
    ///
    /// - Parameters:
    ///   - output: A path; nil for the current folder.
    ///   - samples: How many samples are asked for.
    /// - Throws: `output_unwritable` if the path is empty, or a file where a folder is needed.
    public init(output: String?, samples: Int) throws(VideoGenerationError) {
        let path = output ?? "."
        guard !path.isEmpty else {
            throw VideoGenerationError(.outputUnwritable, "The output's path is empty. Give a file or a folder.")
        }
        self.samples = samples
        let parts = PathParts(path)
        let found: FileInformation?
        do throws(POSIXFailure) {
            found = try Folder.information(at: path)
        } catch {
            // ENOTDIR: "file.mp4/" and below.
            throw .unwritable(path, error.reason, "Choose another path.")
        }
        if found?.kind == .folder {
            place = .folder(path)
            maker = .nobody
        } else if samples > 1 || parts.name == nil {
            guard found == nil else {
                throw .unwritable(path, "it is a file, and \(samples) samples need a folder", "Give a folder.")
            }
            place = .folder(path)
            maker = .us
        } else {
            place = .file(path)
            maker = .nobody
        }
    }

    /// Files called `NAME.mp4`, or `NAME-INDEX.mp4` for several samples, in `folder`, which is made if it is missing. A name
    /// that is not safe in every folder is not used; the task's id names the files then.
    public init(folder: String, name: String, samples: Int) {
        place = Self.isSafe(name) ? .named(name, folder: folder) : .folder(folder)
        self.samples = samples
        maker = .us
    }

    /// Letters, digits and `. _ -`, so nothing that leads out of a folder, hides, or looks like an option.
    private static func isSafe(_ name: String) -> Bool {
        (1...200).contains(name.utf8.count) && !name.hasPrefix(".") && !name.hasPrefix("-")
            && name.utf8.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: ".") }
    }

    /// The same plan for a record: with paths that another process, in another folder, understands.
    public var absolute: OutputPlan {
        switch place {
        case .folder(let path): OutputPlan(.folder(PathParts.absolute(path)), self)
        case .file(let path): OutputPlan(.file(PathParts.absolute(path)), self)
        case .named(let name, let folder): OutputPlan(.named(name, folder: PathParts.absolute(folder)), self)
        }
    }

    private init(_ place: Place, _ plan: OutputPlan) {
        self.place = place
        samples = plan.samples
        maker = plan.maker
    }

    /// The folder for temporary files: `TMPDIR`, as POSIX has it, or `/tmp`.
    package static var temporaryFolder: String {
        unsafe getenv("TMPDIR").map { unsafe String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    }

    /// A folder for temporary files that nobody else can look into, below ``temporaryFolder``; it is made if it is missing.
    ///
    /// - Throws: `configuration` if somebody else has the name, `store` if the disk is full.
    package static func privateTemporaryFolder() throws(VideoGenerationError) -> String {
        try PrivateFolder(PathParts.join(temporaryFolder, "videogen-\(geteuid())")).path
    }

    /// The path as any process on this machine understands it.
    public static func absolute(_ path: String) -> String {
        PathParts.absolute(path)
    }

    /// Tries what ``PartialFile`` will do, so that a paid video does not meet a locked door: refuses a file that exists,
    /// makes the folder if it is ours to make, and makes and removes a file in it.
    ///
    /// - Throws: `output_unwritable`.
    public func check() throws(VideoGenerationError) {
        switch place {
        case .file(let path):
            try Self.check(path)
        case .folder(let path):
            try makeFolder(path)
            try writing(in: path) { () throws(POSIXFailure) in
                let folder = try Folder(path)
                var temporary = try TemporaryFile(in: folder, label: Self.label(for: ""))
                temporary.discard(in: folder)
            }
        case .named(let name, let path):
            try makeFolder(path)
            for index in 1...max(1, samples) { try Self.check(PathParts.join(path, fileName(name, index))) }
        }
    }

    private static func check(_ path: String) throws(VideoGenerationError) {
        try PartialFile(target: path, label: label(for: PathParts(path).name ?? "")).discard()
    }

    /// What the file is called that is made and removed: the same name for the same target, so that the next check removes
    /// what a process left that was killed in between.
    private static func label(for name: String) -> String {
        let letters = name.utf8.filter { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        return "check-" + String(decoding: letters.prefix(100), as: UTF8.self)
    }

    private func makeFolder(_ path: String) throws(VideoGenerationError) {
        guard maker == .us else { return }
        do throws(POSIXFailure) {
            try Folder.create(path)
        } catch {
            // Another process may have made it meanwhile.
            if error != .exists { throw .unwritable(path, error.reason, "Make the folder above it first.") }
        }
    }

    private func fileName(_ name: String, _ index: Int) -> String {
        samples > 1 ? "\(name)-\(index).mp4" : "\(name).mp4"
    }

    /// The path of a sample: the file as given, or `TASK.mp4`, or `TASK-INDEX.mp4` if there are several.
    ///
    /// The name in a folder is made of our own id alone; nothing that a service or a prompt says becomes a path.
    ///
    /// - Parameters:
    ///   - index: The sample's number from 1.
    ///   - task: The task's id.
    /// - Throws: `output_unwritable` if the id, which may come from a store, could not be a name.
    public func path(ofSample index: Int, task: TaskID) throws(VideoGenerationError) -> String {
        switch place {
        case .file(let path):
            return path
        case .folder(let folder):
            return PathParts.join(folder, fileName(try name(of: task, in: folder), index))
        case .named(let name, let folder):
            return PathParts.join(folder, fileName(name, index))
        }
    }

    /// The paths of a sample, in the order in which they are tried when something has taken the one before:
    /// ``path(ofSample:task:)``, then `TASK-INDEX.mp4` in the same folder, then `TASK-INDEX-2.mp4` and so on. A process
    /// that ends between naming a file and recording that leaves such a file behind.
    ///
    /// - Throws: As ``path(ofSample:task:)``.
    public func paths(ofSample index: Int, task: TaskID) throws(VideoGenerationError) -> [String] {
        let folder =
            switch place {
            case .file(let path): PathParts(path).folder
            case .folder(let folder), .named(_, let folder): folder
            }
        let first = try path(ofSample: index, task: task)
        let spare = "\(try name(of: task, in: folder))-\(index)"
        let names = ["\(spare).mp4"] + (2...9).map { "\(spare)-\($0).mp4" }
        return [first] + names.map { PathParts.join(folder, $0) }.filter { $0 != first }
    }

    private func name(of task: TaskID, in folder: String) throws(VideoGenerationError) -> String {
        let id = task.rawValue
        guard (1...200).contains(id.utf8.count), id.utf8.allSatisfy(Self.isNameByte) else {
            throw .unwritable(folder, "the task's id is not fit for a file name", "Name a file instead.")
        }
        return id
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
