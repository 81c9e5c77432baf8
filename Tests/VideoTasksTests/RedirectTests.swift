// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Testing
import VideoGenerationCore
import VideoGenerationTesting
import VideoTasks

@Suite("Redirects of a download")
struct RedirectTests {
    let video = TinyVideo().build()

    private func chain(_ count: Int) -> Script {
        let bytes = video
        return Script(download: { call in
            call.number < count ? .redirect(to: "/hop\(call.number + 1).mp4") : .video(bytes)
        })
    }

    @Test("five are followed", arguments: 1...5)
    func followed(count: Int) throws {
        let folder = try TestFolder()
        let scene = Scene(chain(count))
        _ = try scene.deliver(to: folder.destination())
        #expect(scene.downloads.count == count + 1)
        #expect(scene.downloads.last?.path == "/hop\(count).mp4")
    }

    @Test("six are not")
    func tooMany() throws {
        let folder = try TestFolder()
        let scene = Scene(chain(6))
        #expect(try scene.failure(to: folder.destination()).code == .downloadFailed)
        #expect(scene.downloads.count == 6)
    }

    @Test("a redirect is no failed try: after five of them a cut is still ridden out")
    func cutAfterRedirects() throws {
        let folder = try TestFolder()
        let bytes = video
        let scene = Scene(
            Script(download: { call in
                switch call.number {
                case 0..<5: .redirect(to: "/hop\(call.number + 1).mp4", status: 307)
                case 5: .failure(.connectionLost)
                default: .video(bytes)
                }
            }))
        _ = try scene.deliver(to: folder.destination())
        #expect(folder.content("video.mp4") == bytes)
    }

    @Test("every status that redirects is followed", arguments: [301, 302, 303, 307, 308])
    func statuses(_ status: Int) throws {
        let folder = try TestFolder()
        let scene = Scene(Script(download: inTurn(.redirect(to: "other.mp4?a=b", status: status), .video(video))))
        _ = try scene.deliver(to: folder.destination())
        #expect(scene.downloads.last?.path == "/other.mp4?a=b")
        #expect(scene.downloads.last?.exchange.request.method == .get)
    }

    @Test("no download carries a credential, to whatever host, not even to the service's own")
    func noCredential() throws {
        let folder = try TestFolder()
        let scene = Scene(
            Script(
                poll: inTurn(.done(["https://api.highwayapi.ai/files/0.mp4"])),
                download: inTurn(
                    .redirect(to: "https://api.highwayapi.ai/other"), .redirect(to: "//elsewhere.example/1"),
                    .redirect(to: "http://plain.example/"), .video(video))))
        _ = try scene.deliver(to: folder.destination())
        let exchanges = scene.downloads.map(\.exchange)
        #expect(
            exchanges.map { $0.request.authority }
                == ["api.highwayapi.ai", "api.highwayapi.ai", "elsewhere.example", "plain.example"])
        for exchange in exchanges {
            #expect(exchange.authorization == nil)
            #expect(exchange.request.headerFields[.authorization] == nil)
            #expect(exchange.request.headerFields[.cookie] == nil)
            #expect(exchange.purpose == .download)
            #expect(exchange.reach == .publicAddresses)
        }
        #expect(scene.posts[0].exchange.authorization != nil)
        #expect(scene.polls[0].exchange.authorization != nil)
    }
}
