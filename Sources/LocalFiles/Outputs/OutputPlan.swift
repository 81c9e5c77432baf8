// SPDX-License-Identifier: Apache-2.0
public import VideoGenerationCore

/// Where the samples of a task will be saved, decided and tried before anything is sent and paid for.
public struct OutputPlan: Hashable, Sendable {
    /// A folder that gets files named after the task, or one file.
    public enum Place: Hashable, Sendable {
        /// Files go into the folder at this path.
        case folder(String)
        /// The one sample goes to this path.
        case file(String)
    }

    /// Where.
    public let place: Place
    /// How many samples are expected.
    public let samples: Int

    private let maker: Maker

    private enum Maker: Hashable {
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

    /// Tries what ``PartialFile`` will do, so that a paid video does not meet a locked door: refuses a file that exists,
    /// makes the folder if it is ours to make, and makes and removes a file in it.
    ///
    /// - Throws: `output_unwritable`.
    public func check() throws(VideoGenerationError) {
        switch place {
        case .file(let path):
            try PartialFile(target: path).discard()
        case .folder(let path):
            if maker == .us {
                do throws(POSIXFailure) {
                    try Folder.create(path)
                } catch {
                    // Another process may have made it meanwhile.
                    if error != .exists { throw .unwritable(path, error.reason, "Make the folder above it first.") }
                }
            }
            try writing(in: path) { () throws(POSIXFailure) in
                let folder = try Folder(path)
                let temporary = try TemporaryFile(in: folder)
                try folder.remove(temporary.name)
            }
        }
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
            let id = try name(of: task, in: folder)
            return PathParts.join(folder, samples > 1 ? "\(id)-\(index).mp4" : "\(id).mp4")
        }
    }

    /// The path of a sample when something has taken ``path(ofSample:task:)``: `TASK-INDEX.mp4` in the same folder.
    ///
    /// - Throws: As ``path(ofSample:task:)``.
    public func sparePath(ofSample index: Int, task: TaskID) throws(VideoGenerationError) -> String {
        let folder =
            switch place {
            case .file(let path): PathParts(path).folder
            case .folder(let folder): folder
            }
        return PathParts.join(folder, "\(try name(of: task, in: folder))-\(index).mp4")
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
