// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import LocalFiles

struct PathPartsTests {
    @Test(
        "A path is a folder and a name",
        arguments: [
            ("a", ".", "a"), ("a/b", "a", "b"), ("/a", "/", "a"), ("/a/b.c", "/a", "b.c"), ("a//b", "a/", "b"),
            ("a/", "a/", nil), ("/", "/", nil), (".", ".", nil), ("a/..", "a/..", nil), ("", ".", nil),
            ("e\u{301}/\u{301}", "e\u{301}", "\u{301}"),
        ] as [(String, String, String?)])
    func parts(path: String, folder: String, name: String?) {
        #expect(PathParts(path).folder == folder)
        #expect(PathParts(path).name == name)
    }

    @Test("Joined, they are a path again", arguments: [(".", "b"), ("a", "a/b"), ("a/", "a/b"), ("/", "/b")])
    func join(folder: String, path: String) {
        #expect(PathParts.join(folder, "b") == path)
    }
}
