// SPDX-License-Identifier: Apache-2.0
import LocalFiles
import VideoGenerationCore

/// The folder that holds a folder for each job. It is made when the first job is.
struct JobShelf: Sendable {
    let path: String

    /// The job called `id`; nil if there is none. Ids come back out of records: nothing else may become a part of a path.
    ///
    /// - Throws: `store` for one that cannot be read: a newer version may have written it, and it is no lost task.
    func job(_ id: String) throws(VideoGenerationError) -> JobFolder? {
        guard Self.isID(id), let shelf = try PrivateFolder.existing(at: path),
            let folder = try PrivateFolder.existing(at: shelf.path(of: id)),
            let content = try folder.content(of: JobFolder.jobName, atMost: 64 << 10)
        else { return nil }
        guard let job = PreviewJob(parsing: content) else {
            throw VideoGenerationError(
                .store, "The preview \(id) was written by another version, or is damaged: \(folder.path).")
        }
        return JobFolder(id: id, job: job, path: folder.path)
    }

    /// Writes a job down, with the picture's bytes. When this returns, all of it is on the disk.
    ///
    /// - Throws: `configuration`, `store` or `output_unwritable` if it cannot be written, and what reading the picture
    ///   throws. Nothing is left behind then.
    func keep(_ job: PreviewJob, picture: any ByteSource) throws(VideoGenerationError) -> JobFolder {
        let shelf = try PrivateFolder(path)
        var generator = SystemRandomNumberGenerator()
        let id = TaskID.random(using: &generator).rawValue
        let folder = try PrivateFolder(shelf.path(of: id))
        let made = JobFolder(id: id, job: job, path: folder.path)
        do throws(VideoGenerationError) {
            // The job comes last: without it, the folder is none.
            try Self.copy(picture, to: made.picturePath)
            let isNew = try folder.makeFile(JobFolder.jobName, content: Array(job.json.text.utf8))
            guard isNew else { throw VideoGenerationError(.internalFailure, "A new job was there already.") }
        } catch {
            try? shelf.removeFolder(id)
            throw error
        }
        return made
    }

    /// Removes the jobs in which nothing has happened for longer than `lifetime` seconds, unless somebody is at them.
    func removeOld(after lifetime: Int, sparing spared: Set<String>) throws(VideoGenerationError) {
        guard let shelf = try PrivateFolder.existing(at: path) else { return }
        for id in try shelf.names() where Self.isID(id) && !spared.contains(id) {
            // One that cannot be removed is no reason against a new one.
            do throws(VideoGenerationError) {
                guard let folder = try PrivateFolder.existing(at: shelf.path(of: id)),
                    try folder.secondsUnchanged() > lifetime, let hold = try folder.hold(JobFolder.lockName)
                else { continue }
                try folder.remove(JobFolder.jobName)
                try shelf.removeFolder(id, last: [JobFolder.lockName])
                withExtendedLifetime(hold) {}
            } catch {
                continue
            }
        }
    }

    private static func copy(_ source: any ByteSource, to path: String) throws(VideoGenerationError) {
        let file = try PartialFile(target: path)
        do {
            let reader = try source.open()
            var buffer = [UInt8](repeating: 0, count: 128 << 10)
            while true {
                let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe reader.read(into: $0) }
                if count == 0 { break }
                try unsafe buffer.withUnsafeBytes { bytes in
                    try unsafe file.write(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
                }
            }
        } catch {
            throw VideoGenerationError(wrapping: error)
        }
        _ = try file.finish()
    }

    private static func isID(_ text: String) -> Bool {
        text.utf8.count == 20
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            }
    }
}
