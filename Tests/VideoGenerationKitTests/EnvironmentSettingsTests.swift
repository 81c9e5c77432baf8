// SPDX-License-Identifier: Apache-2.0
import Testing
import VideoGenerationKit

@Suite struct EnvironmentSettingsTests {
    private static func baseURL(_ environment: [String: String]) throws -> String? {
        try EnvironmentSettings(environment).models.first?.surface.baseURL?.description
    }

    @Test("Without variables the surface lives at its own host")
    func standard() throws {
        #expect(try Self.baseURL([:]) == "https://api.highwayapi.ai/")
        #expect(try Self.baseURL(["HIGHWAY_BASE_URL": ""]) == "https://api.highwayapi.ai/")
    }

    @Test(
        "A base URL may be any https host, a loopback host by http, or a trusted one",
        arguments: [
            (["HIGHWAY_BASE_URL": "https://gateway.example/highway"], "https://gateway.example/highway"),
            (["HIGHWAY_BASE_URL": "http://127.0.0.1:8787"], "http://127.0.0.1:8787/"),
            (["HIGHWAY_BASE_URL": "http://localhost:1"], "http://localhost:1/"),
            (
                ["HIGHWAY_BASE_URL": "http://gateway.lan", "VIDEOGEN_TRUSTED_HOSTS": "gateway.lan, 10.0.0.0/8"],
                "http://gateway.lan/"
            ),
            (
                ["HIGHWAY_BASE_URL": "http://10.1.2.3:80", "VIDEOGEN_TRUSTED_HOSTS": "gateway.lan, 10.0.0.0/8"],
                "http://10.1.2.3/"
            ),
        ])
    func allowed(environment: [String: String], url: String) throws {
        #expect(try Self.baseURL(environment) == url)
    }

    @Test(
        "A setting that makes no sense is refused, and the variable is named",
        arguments: [
            ("HIGHWAY_BASE_URL", "http://api.highwayapi.ai"), ("HIGHWAY_BASE_URL", "ftp://x"),
            ("HIGHWAY_BASE_URL", "api.highwayapi.ai"), ("HIGHWAY_BASE_URL", "https://user:pass@x.example"),
            ("HIGHWAY_BASE_URL", "https://x.example/?key=1"), ("HIGHWAY_BASE_URL", "https://10.0.0.1"),
            ("HIGHWAY_BASE_URL", "https://169.254.169.254"), ("VIDEOGEN_TRUSTED_HOSTS", "10.0.0.0/99"),
            ("VIDEOGEN_TRUSTED_HOSTS", "http://x"), ("VIDEOGEN_PROXY", "nonsense://x"),
            ("VIDEOGEN_POLL_INTERVAL", "soon"), ("VIDEOGEN_POLL_INTERVAL", "0"), ("VIDEOGEN_POLL_INTERVAL", "-1"),
            ("VIDEOGEN_POLL_INTERVAL", "nan"), ("VIDEOGEN_POLL_INTERVAL", "99999"),
            ("VIDEOGEN_SUBMIT_RATE", "0"), ("VIDEOGEN_SUBMIT_RATE", "fast"), ("VIDEOGEN_POLL_RATE", "0"),
            ("VIDEOGEN_POLL_RATE", "10001"), ("VIDEOGEN_POLL_RATE", "nan"),
            ("VIDEOGEN_STORE", "sqlite:"), ("VIDEOGEN_STORE", "sqlite:/tmp/"), ("VIDEOGEN_STORE", "/tmp/x.db"),
            ("VIDEOGEN_STORE", "postgres:x"), ("VIDEOGEN_LEASE", "1"), ("VIDEOGEN_LEASE", "4000"),
            ("VIDEOGEN_LEASE", "nan"), ("VIDEOGEN_RESUBMIT_UNKNOWN", "yes"),
            ("VIDEOGEN_RESUBMIT_UNKNOWN", "20/day"), ("VIDEOGEN_RESUBMIT_UNKNOWN", "20/day,5.00USD/day"),
            ("VIDEOGEN_RESUBMIT_UNKNOWN", "0/day,5.00USD/day,0.50USD/each"),
            ("VIDEOGEN_RESUBMIT_UNKNOWN", "-1/day,5.00USD/day,0.50USD/each"),
            ("VIDEOGEN_RESUBMIT_UNKNOWN", "20/day,5.00EUR/day,0.50USD/each"),
            ("VIDEOGEN_RESUBMIT_UNKNOWN", "20/day,5.00USD/day,0USD/each"),
            ("VIDEOGEN_RESUBMIT_UNKNOWN", "20/day,5.00USD/day,6USD/each"),
            ("VIDEOGEN_RESUBMIT_UNKNOWN", "20/day,5.00USD/day,0.50USD/each,"),
            ("VIDEOGEN_RESUBMIT_UNKNOWN", "20 /day,5.00USD/day,0.50USD/each"),
            ("VIDEOGEN_BUDGET", "1.00"), ("VIDEOGEN_BUDGET", "0USD/day"), ("VIDEOGEN_BUDGET", "-1USD/day"),
            ("VIDEOGEN_BUDGET", "1EUR/day"), ("VIDEOGEN_BUDGET", "1USD/day,2USD/day"), ("VIDEOGEN_BUDGET", "1USD/day,"),
            ("VIDEOGEN_BUDGET", "0.40USD/unknown"), ("VIDEOGEN_BUDGET", "1USD/week"),
        ])
    func refused(variable: String, value: String) {
        #expect {
            try EnvironmentSettings([variable: value])
        } throws: { error in
            guard let error = error as? VideoGenerationError else { return false }
            return error.code == .configuration && error.message.hasPrefix(variable)
        }
    }

    @Test("A budget is read in any order")
    func budget() throws {
        let text = "0.40USD/unknown,1.00USD/day,0.05USD/call,2USD/task"
        let expected = Budget(
            perCall: Money(micros: 50_000), perTask: Money(micros: 2_000_000), perDay: Money(micros: 1_000_000),
            assumedCost: Money(micros: 400_000))
        #expect(try EnvironmentSettings(["VIDEOGEN_BUDGET": text]).tracker.budget == expected)
        #expect(try EnvironmentSettings([:]).tracker.budget == nil)
    }

    @Test("Every variable that is wrong is told, and counts as not set")
    func problems() {
        var problems: [VideoGenerationError] = []
        let settings = EnvironmentSettings(
            [
                "HIGHWAY_BASE_URL": "nonsense", "VIDEOGEN_POLL_INTERVAL": "soon", "VIDEOGEN_STORE": "here",
                "VIDEOGEN_HOME": "/v", "VIDEOGEN_TRUSTED_HOSTS": "10.0.0.0/8",
            ], problems: &problems)
        #expect(
            problems.map { String($0.message.prefix { $0 != ":" }) }
                == ["HIGHWAY_BASE_URL", "VIDEOGEN_POLL_INTERVAL", "VIDEOGEN_STORE"])
        #expect(settings.store == .sqlite("/v/tasks.sqlite"))
        #expect(settings.models.first?.surface.baseURL == WebURL(Highway.defaultBaseURL))
    }

    @Test(
        "The journal lies where its variable says, else in the home of the state",
        arguments: [
            (["HOME": "/h"], "/h/.local/state/videogen/tasks.sqlite"),
            (["HOME": "/h", "XDG_STATE_HOME": "/x"], "/x/videogen/tasks.sqlite"),
            (["HOME": "/h", "XDG_STATE_HOME": "relative"], "/h/.local/state/videogen/tasks.sqlite"),
            (["HOME": "/h", "XDG_STATE_HOME": "/x", "VIDEOGEN_HOME": "/v"], "/v/tasks.sqlite"),
            (["VIDEOGEN_HOME": "/v", "VIDEOGEN_STORE": "sqlite:/s/a.db"], "/s/a.db"),
        ])
    func journal(environment: [String: String], path: String) throws {
        #expect(try EnvironmentSettings(environment).store == .sqlite(path))
    }

    @Test("Tasks may be kept in memory")
    func memory() throws {
        #expect(try EnvironmentSettings(["VIDEOGEN_STORE": "memory:", "VIDEOGEN_HOME": "/v"]).store == .memory)
    }

    @Test("Nothing is submitted again by itself, unless a number and sums allow it")
    func resubmission() throws {
        #expect(try EnvironmentSettings([:]).tracker.resubmission == nil)
        let variable = ["VIDEOGEN_RESUBMIT_UNKNOWN": "20/day,5.00USD/day,0.50USD/each"]
        #expect(
            try EnvironmentSettings(variable).tracker.resubmission
                == ResubmissionAllowance(
                    perDay: 20, amountPerDay: Money(micros: 5_000_000), assumedCost: Money(micros: 500_000)))
    }

    @Test("Polls may be made quicker for a test server, and are three seconds apart otherwise")
    func polling() throws {
        #expect(try EnvironmentSettings([:]).tracker.polling.shortest == .seconds(3))
        #expect(
            try EnvironmentSettings(["VIDEOGEN_POLL_INTERVAL": "0.25"]).tracker.polling.shortest == .milliseconds(250))
    }

    @Test(
        "The pace of an account is ten questions a second unless it is given",
        arguments: [(nil, 10, 10), ("250", 250, 250), ("0.5", 0.5, 1)] as [(String?, Double, Int)])
    func pace(text: String?, rate: Double, burst: Int) throws {
        let pace = try EnvironmentSettings(text.map { ["VIDEOGEN_POLL_RATE": $0] } ?? [:]).tracker.pace
        #expect(pace.rate == rate && pace.burst == burst)
    }

    @Test("A gateway is there with its models; its address alone may be meant for other programs")
    func gateways() throws {
        func surfaces(_ environment: [String: String]) throws -> Set<String> {
            Set(try EnvironmentSettings(environment).models.map(\.surface.name))
        }
        let usual: Set<String> = ["highway", "fal", "openrouter", "preview"]
        #expect(try surfaces([:]) == usual)
        // A host that may not be spoken to, and nobody is about to.
        #expect(try surfaces(["OPENAI_BASE_URL": "http://192.168.1.5:8000/v1"]) == usual)
        #expect(try surfaces(["VLLM_MODELS": "wan"]) == usual)
        let local = ["VLLM_MODELS": "wan, ltx", "VLLM_BASE_URL": "http://localhost:8000/v1"]
        #expect(try surfaces(local) == usual.union(["vllm"]))
        let models = try EnvironmentSettings(local).models.filter { $0.surface.name == "vllm" }
        #expect(Set(models.map(\.descriptor.model.model)) == ["wan", "ltx"])
        #expect(models.allSatisfy { $0.surface.isCredentialOptional && $0.surface.credential == "VLLM_API_KEY" })
        #expect {
            try surfaces(["OPENAI_BASE_URL": "http://192.168.1.5:8000/v1", "OPENAI_MODELS": "sora-2"])
        } throws: { error in
            (error as? VideoGenerationError)?.message.hasPrefix("OPENAI_BASE_URL") == true
        }
    }

    @Test("Vertex AI is there at a project's address, with its folder")
    func vertex() throws {
        let url = "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1"
        let models = try EnvironmentSettings(["VERTEX_BASE_URL": url, "VERTEX_STORAGE_URI": "gs://b/x/"]).models
            .filter { $0.surface.name == "vertex" }
        #expect(models.count == 9)
        #expect(models.allSatisfy { $0.descriptor.option("storage_uri")?.isRequired == false })
    }
}
