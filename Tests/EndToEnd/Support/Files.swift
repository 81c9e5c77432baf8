// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A new folder that only its owner can enter.
func makeFolder(_ name: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.path(percentEncoded: false) + "videogen-\(name)-\(UUID())"
    try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return path
}

/// A new empty file, open for writing.
func newFile(_ path: String) throws -> FileHandle {
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
    else { throw Trouble("Cannot write \(path).") }
    return file
}

/// What a file holds; nothing if it is not there.
func contents(_ path: String) -> Data {
    FileManager.default.contents(atPath: path) ?? Data()
}

/// Every file below a folder, hidden ones included, by its path from there.
func files(in folder: String) -> [String] {
    (FileManager.default.subpaths(atPath: folder) ?? []).filter { path in
        var isFolder: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: folder + "/" + path, isDirectory: &isFolder)
            && !isFolder.boolValue
    }.sorted()
}

/// The secrets of these tests. They are made of what escapes differently everywhere.
enum Canary {
    static let key = #"cAnArY+key/"\%41&=~0123456789"#
    /// Stands in the query of an image's URL.
    static let signature = "cAnArYsIgNaTuRe98765"

    /// The forms in which the key must not be found in any output.
    static let forms: [Data] = {
        let bytes = Data(key.utf8)
        // Base64 of the key at each of the three places it can have in a longer text, without the ends.
        let base64 = (0..<3).map { offset in
            Data((Data(repeating: 0x20, count: offset) + bytes).base64EncodedString().dropFirst(4).dropLast(4).utf8)
        }
        let percent = key.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? key
        let queryPercent = key.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? key
        let json = key.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#)
        let texts = [key, percent, percent.lowercased(), queryPercent, json, json.replacing("/", with: #"\/"#)]
        return base64 + texts.map { Data($0.utf8) } + [Data(String(key.reversed()).utf8)]
    }()

    /// The files below `folder` that hold the key in some form.
    static func keys(in folder: String) -> [String] {
        find(forms, in: folder)
    }

    /// The files below `folder` that hold the signature of a video's URL.
    static func links(in folder: String) -> [String] {
        find([Data("&signature=".utf8)], in: folder)
    }

    private static func find(_ texts: [Data], in folder: String) -> [String] {
        files(in: folder).filter { path in
            let data = contents(folder + "/" + path)
            return texts.contains { data.holds($0) }
        }
    }
}

extension Data {
    /// Whether `text` is somewhere in it; many files are searched for many texts, which `range(of:)` takes its time for.
    fileprivate func holds(_ text: Data) -> Bool {
        unsafe withUnsafeBytes { bytes in
            unsafe text.withUnsafeBytes { text in
                guard let start = bytes.baseAddress, let wanted = text.baseAddress else { return false }
                var offset = 0
                while offset + text.count <= bytes.count {
                    let room = bytes.count - text.count - offset + 1
                    guard let found = unsafe memchr(start + offset, Int32(text[0]), room) else { return false }
                    offset = unsafe UnsafeRawPointer(found) - start
                    if unsafe memcmp(found, wanted, text.count) == 0 { return true }
                    offset += 1
                }
                return false
            }
        }
    }
}
