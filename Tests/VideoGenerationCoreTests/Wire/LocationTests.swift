// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct LocationTests {
    // The first rows are RFC 3986 section 5.4, as far as they are http.
    @Test(
        "A location is resolved as RFC 3986 says",
        arguments: [
            ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
            ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("g#s", "http://a/b/c/g"),
            ("g?y#s", "http://a/b/c/g?y"), (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"), ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../", "http://a/"), ("../../g", "http://a/g"), ("../../../g", "http://a/g"),
            ("../../../../g", "http://a/g"),
            ("/./g", "http://a/g"), ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), (".g", "http://a/b/c/.g"),
            ("g..", "http://a/b/c/g.."), ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"),
            ("./g/.", "http://a/b/c/g/"),
            ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"), ("g;x=1/./y", "http://a/b/c/g;x=1/y"),
            ("g;x=1/../y", "http://a/b/c/y"), ("g?y/./x", "http://a/b/c/g?y/./x"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
            ("g#s/./x", "http://a/b/c/g"), ("g#s/../x", "http://a/b/c/g"), ("g#s?x/../../y", "http://a/b/c/g"),
            ("https://H/x?y", "https://h/x?y"), ("//h:8080/x", "http://h:8080/x"),
            ("/x?u=https://evil/", "http://a/x?u=https://evil/"),
            ("g?u=https://evil/", "http://a/b/c/g?u=https://evil/"), ("g#a:b", "http://a/b/c/g"),
            ("/g:h", "http://a/g:h"), ("/a b", "http://a/a%20b"), ("/\u{E4}", "http://a/%C3%A4"),
        ])
    func resolved(location: String, url: String) throws {
        let base = try #require(WebURL("http://a/b/c/d;p?q"))
        #expect(base.resolving(location: location)?.description == url)
    }

    @Test(
        "A location that is no http address is refused",
        arguments: [
            "", "#s", "javascript:alert(1)", "file:///etc/passwd", "ftp://h/x", "data:text/html,x", "http:g",
            "https:/h",
            "mailto:a@b", "//", "///g", "//user@h/", "https://user@h/", "\\\\h\\x", "/a\\b",
            "/g\r\nX: y",
            "//h:0/", "g:h",
        ])
    func refused(location: String) throws {
        let base = try #require(WebURL("http://a/b/c/d;p?q"))
        #expect(base.resolving(location: location) == nil)
    }
}
