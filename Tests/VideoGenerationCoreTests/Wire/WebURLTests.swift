// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationCore

@Suite struct WebURLTests {
    @Test(
        "A good URL is read in one spelling",
        arguments: [
            ("https://api.example.com", "https://api.example.com/"),
            ("https://api.example.com/", "https://api.example.com/"),
            ("HTTPS://API.Example.COM/Path", "https://api.example.com/Path"),
            ("https://a.example?x=1", "https://a.example/?x=1"),
            ("https://a.example:443/", "https://a.example/"), ("http://a.example:80/", "http://a.example/"),
            ("https://a.example:80/", "https://a.example:80/"),
            ("https://a.example:65535/", "https://a.example:65535/"),
            ("https://a.example/#part", "https://a.example/"), ("https://a.example#part", "https://a.example/"),
            ("https://a.example/x?y=1#z?w", "https://a.example/x?y=1"),
            ("https://a.example/?u=https://b/", "https://a.example/?u=https://b/"),
            ("http://[::1]:8080/x", "http://[::1]:8080/x"), ("https://[2001:DB8::1]/", "https://[2001:db8::1]/"),
            ("https://a.example/a@b:c", "https://a.example/a@b:c"),
            ("https://my_host-1.example/", "https://my_host-1.example/"),
            ("https://a.example/?X-Amz-Signature=a%2Fb&c=+~", "https://a.example/?X-Amz-Signature=a%2Fb&c=+~"),
        ])
    func good(text: String, url: String) throws {
        let read = try #require(WebURL(text))
        #expect(read.description == url)
        #expect(WebURL(read.description) == read)
    }

    @Test(
        "What may not stand in a path is escaped, because a service may have signed it",
        arguments: [
            ("/a b", "/a%20b"), ("/\"", "/%22"), ("/<>", "/%3C%3E"), ("/`^", "/%60%5E"), ("/{}", "/%7B%7D"),
            ("/\u{E4}?n=\u{20AC}", "/%C3%A4?n=%E2%82%AC"), ("/%20 ", "/%20%20"),
        ])
    func escapes(path: String, escaped: String) {
        #expect(WebURL("https://a.example" + path)?.pathAndQuery == escaped)
    }

    @Test(
        "An evil or broken URL is refused",
        arguments: [
            "", "a.example", "//a.example/", "https:", "https:/a.example", "https:///path", "https://", "https://?x",
            "ftp://a.example/", "file:///etc/passwd", "javascript://a.example/%0aalert(1)", "javascript:alert(1)",
            "data:,x",
            "https://user@a.example/", "https://user:pass@a.example/", "https://good.example@evil.example/",
            "https://a.example\\@evil.example/", "https://a.example\\evil", "https:\\\\a.example/",
            "https://a.example/a\\b",
            " https://a.example/", "https://a. example/",
            "https://a.example/\t", "https://a.example/\r\nHost: evil", "https://a\t.example/",
            "https://a.example/\u{0}",
            "https://a.example/\u{7F}", "https://ex\u{E4}mple.example/", "https://\u{212A}.example/",
            "https://a\u{3002}example/",
            "https://\u{FF41}.example/", "https://a.example/\u{301}",
            "https://a%2eexample/",
            "https://a.example:0/", "https://a.example:65536/", "https://a.example:/", "https://a.example:8080x/",
            "https://a.example:-1/", "https://a.example:+1/", "https://a.example:80:80/", "https://a.example:\u{0661}/",
            "https://[::1/", "https://::1/", "https://[::1]x/", "https://[]/", "https://[1]/", "https://[::1%25eth0]/",
            "https://[::g]/", "https://.example/", "https://a..example/", "https://a.example,evil.example/",
            "https://a.example;x/",
        ])
    func evil(text: String) {
        #expect(WebURL(text) == nil)
    }

    @Test("A URL that is too long is refused")
    func length() {
        let path = { count in "https://a.example/" + String(repeating: "x", count: count - 18) }
        #expect(WebURL(path(16_384)) != nil)
        #expect(WebURL(path(16_385)) == nil)
        #expect(WebURL("https://" + String(repeating: "h", count: 254) + "/") == nil)
    }

    @Test(
        "Two URLs have one origin when scheme, host and port agree",
        arguments: [
            ("https://a.example/x", "https://A.example:443/y?z", true),
            ("https://a.example", "http://a.example", false),
            ("https://a.example", "https://a.example:8443", false), ("https://a.example", "https://b.example", false),
            ("https://a.example", "https://a.example.", false), ("http://a.example:80", "http://a.example", true),
        ])
    func origin(left: String, right: String, isSame: Bool) throws {
        #expect((try #require(WebURL(left)).origin == (try #require(WebURL(right))).origin) == isSame)
    }

    @Test(
        "Loopback is told by the name or the plain address, and by nothing that looks like it",
        arguments: [
            ("localhost", true), ("LOCALHOST:80", true), ("api.localhost", true), ("127.0.0.1", true),
            ("127.255.255.254:1", true), ("[::1]", true), ("[::1]:8080", true),
            ("127.0.0.1.evil.example", false), ("127.evil.example", false), ("localhost.evil.example", false),
            ("evillocalhost", false), ("0x7f.1", false), ("0x7f.0.0.1", false), ("127.1", false), ("2130706433", false),
            ("0177.0.0.1", false), ("127.0.0.01", false), ("127.0.0.256", false), ("127.0.0.999", false),
            ("127.0.0.1.", false),
            ("127.0.0.0.1", false), ("128.0.0.1", false), ("0.0.0.0", false), ("[::]", false),
            ("[::ffff:127.0.0.1]", false),
            ("[::2]", false), ("10.0.0.1", false),
        ])
    func loopback(host: String, isLoopback: Bool) throws {
        #expect(try #require(WebURL("http://\(host)/")).isLoopback == isLoopback)
    }

    @Test("A query never stands in the form for messages")
    func withoutQuery() throws {
        #expect(try #require(WebURL("https://a.example/v.mp4?sign=secret")).withoutQuery == "https://a.example/v.mp4")
        #expect(try #require(WebURL("https://a.example:81?sign=secret")).withoutQuery == "https://a.example:81/")
    }

    @Test(
        "A path is put below a base",
        arguments: [
            ("https://a.example", "/v3/x", "https://a.example/v3/x"),
            ("https://a.example/", "/v3/x", "https://a.example/v3/x"),
            ("https://a.example/proxy//", "/v3/x?q=1", "https://a.example/proxy/v3/x?q=1"),
            ("https://a.example/p?key=1", "/v3", "https://a.example/p/v3"), ("https://a.example", "v3", nil),
            ("https://a.example", "", nil), ("https://a.example", "/a b", nil), ("https://a.example", "/a#b", nil),
            ("https://a.example", "/\r\nX: y", nil),
            ("https://a.example", "//evil.example/x", "https://a.example//evil.example/x"),
        ] as [(String, String, String?)])
    func appending(base: String, path: String, joined: String?) throws {
        #expect(try #require(WebURL(base)).appending(path: path)?.description == joined)
    }

    @Test(
        "Percent encoding leaves only what is unreserved",
        arguments: [
            ("", ""), ("aZ09-._~", "aZ09-._~"), ("a b", "a%20b"), ("a/b?c&d=e#f", "a%2Fb%3Fc%26d%3De%23f"),
            ("\u{E4}", "%C3%A4"),
            ("\r\n\u{0}", "%0D%0A%00"), ("100%", "100%25"), ("+:@", "%2B%3A%40"), ("\u{1F3AC}", "%F0%9F%8E%AC"),
        ])
    func percentEncoded(text: String, encoded: String) {
        #expect(text.percentEncoded == encoded)
    }
}
