import Testing

@testable import QuoteService

@Suite struct PrecedenceTests {
    /// Parses with a configuration file of this text.
    static func parse(
        _ arguments: [String] = [], _ environment: [String: String] = [:], config: String? = nil
    ) -> Outcome {
        Settings.parse(
            arguments: (config == nil ? [] : ["--config", "q.json5"]) + arguments, environment: environment,
            offering: .everything, reading: { _ throws(ServiceError) in Array((config ?? "").utf8) })
    }

    static func settings(
        _ arguments: [String] = [], _ environment: [String: String] = [:], config: String? = nil
    ) throws -> Settings {
        let outcome = parse(arguments, environment, config: config)
        guard case .run(let settings, _) = outcome else { throw Unexpected(mistakes: outcome.mistakes) }
        return settings
    }

    struct Unexpected: Error { let mistakes: [String] }

    @Test(arguments: [
        (flag: true, variable: true, key: true, window: 2), (true, false, true, 2), (true, false, false, 2),
        (false, true, true, 3), (false, true, false, 3), (false, false, true, 4), (false, false, false, 10),
    ])
    func `a flag beats the environment, which beats the file, which beats the default`(
        _ test: (flag: Bool, variable: Bool, key: Bool, window: Int)
    ) throws {
        let settings = try Self.settings(
            ["-f", "a"] + (test.flag ? ["-w", "2"] : []), test.variable ? ["QUOTED_WINDOW": "3"] : [:],
            config: test.key ? "{ window: 4 }" : "{}")
        #expect(settings.window == test.window)
    }

    @Test func `a list replaces the list of the weaker origin, one option at a time`() throws {
        let config = "{ file: ['c1', 'c2'], connect: 'c:1', output: ['-', 'unix:c'] }"
        let environment = ["QUOTED_FILE": "e1,-,e2"]
        #expect(
            try Self.settings([], [:], config: config).sources
                == [.file(path: "c1"), .file(path: "c2"), .connect(Endpoint(host: "c", port: 1))])
        #expect(
            try Self.settings([], environment, config: config).sources
                == [.connect(Endpoint(host: "c", port: 1)), .file(path: "e1"), .standardInput, .file(path: "e2")])
        #expect(
            try Self.settings(["-f", "f", "-o", "unix:f"], environment, config: config).sources
                == [.connect(Endpoint(host: "c", port: 1)), .file(path: "f")])
        #expect(try Self.settings(["-o", "unix:f"], [:], config: config).outputs == [.unixSocket(path: "f")])
    }

    @Test(arguments: [
        ("true", true), ("1", true), ("yes", true), ("ON", true), ("false", false), ("0", false), ("No", false),
        ("off", false), ("", false),
    ])
    func `a switch in the environment is on or off`(_ test: (value: String, isOn: Bool)) throws {
        #expect(try Self.settings(["-f", "a"], ["QUOTED_FOLLOW": test.value]).follow == test.isOn)
    }

    @Test func `a flag turns off what the environment turned on`() throws {
        #expect(try !Self.settings(["-f", "a", "--follow=false"], ["QUOTED_FOLLOW": "1"]).follow)
        #expect(try Self.settings(["-f", "a", "-q"], ["QUOTED_LOG_LEVEL": "debug"]).logLevel == .error)
    }

    @Test func `every option but those for the moment has a variable`() throws {
        let environment = [
            "QUOTED_FILE": "a", "QUOTED_PACE": "2", "QUOTED_DELIMITER": "tab", "QUOTED_COLUMNS": "price=2,time=1",
            "QUOTED_NO_HEADER": "1", "QUOTED_SYMBOL": "X", "QUOTED_WINDOW": "3", "QUOTED_WARMUP": "partial",
            "QUOTED_DECIMALS": "2", "QUOTED_FORMAT": "json", "QUOTED_NO_OUTPUT_HEADER": "yes",
            "QUOTED_SOCKET_MODE": "600", "QUOTED_SOCKET_GROUP": "g", "QUOTED_MAX_SUBSCRIBERS": "4",
            "QUOTED_HISTORY": "8", "QUOTED_REPLAY": "5", "QUOTED_LAG": "block", "QUOTED_DEQUE": "6",
            "QUOTED_OVERFLOW": "drop-oldest", "QUOTED_ON_BAD_LINE": "stop", "QUOTED_REJECTS": "r",
            "QUOTED_MAX_LINE": "100", "QUOTED_STATE_DIR": "s", "QUOTED_METRICS_FILE": "m",
            "QUOTED_LOG_LEVEL": "warning", "QUOTED_CONNECT": "h:1", "QUOTED_LISTEN": "h:0", "QUOTED_FOLLOW": "on",
            "QUOTED_OUTPUT": "unix:u", "QUOTED_CONFIG": "q.json5", "QUOTED_MAX_FEEDERS": "7", "QUOTED_MAX_SYMBOLS": "9",
            // These do not go with the others.
            "QUOTED_REVERSE": "off", "QUOTED_DEDUP": "off",
        ]
        let named = Set(Option.all.filter { $0.reach != .flag }.map(\.environmentName))
        #expect(Set(environment.keys) == named)
        let outcome = Self.parse([], environment, config: nil)
        // The configuration is read as empty text, which is the one thing wrong here.
        #expect(outcome.mistakes == ["q.json5:1: the file must hold one object, { … }"])
        let settings = try Self.settings([], environment, config: "{}")
        #expect(settings.differences(from: Settings()).count == environment.count - 2)
    }

    @Test func `commands and shortcuts have neither variable nor key`() {
        for option in Option.all where option.command != nil || ["quiet", "verbose"].contains(option.name) {
            #expect(option.reach == .flag)
        }
    }

    @Test func `a wrong variable is named, and ends with the status of configuration`() {
        let outcome = Self.parse(["-f", "a"], ["QUOTED_WINDOW": "0", "QUOTED_WARMUP": "x"])
        #expect(
            outcome.mistakes == [
                "QUOTED_WINDOW: '0' is less than 1; accepted: a whole number from 1 to 65536",
                "QUOTED_WARMUP: 'x' is unknown; accepted: skip or partial",
            ])
        #expect(outcome.status == .configuration)
        #expect(Self.parse(["-f", "a", "--nope"], ["QUOTED_WINDOW": "0"]).status == .usage)
    }

    @Test func `an unknown variable is a warning, and others are none of our business`() {
        let environment = ["QUOTED_WINDWO": "3", "QUOTED_SERVICE_HOST": "10.0.0.1", "WINDOW": "x", "QUOTED_HELP": "1"]
        let warnings = [
            "QUOTED_HELP: no such variable", "QUOTED_SERVICE_HOST: no such variable",
            "QUOTED_WINDWO: no such variable; did you mean QUOTED_WINDOW?",
        ]
        var expected = Settings()
        expected.sources = [.file(path: "a")]
        #expect(Self.parse(["-f", "a"], environment) == .run(expected, warnings: warnings))
    }

    @Test func `the service manager's state directory is the default of its option`() throws {
        let environment = ["STATE_DIRECTORY": "/var/lib/quoted:/var/lib/other"]
        #expect(try Self.settings(["-f", "a"], environment).stateDir == "/var/lib/quoted")
        #expect(try Self.settings(["-f", "a", "--state-dir=s"], environment).stateDir == "s")
        #expect(try Self.settings(["-f", "a"], ["STATE_DIRECTORY": ""]).stateDir == nil)
    }

    @Test func `the file named by the flag is read, not the one in the environment`() {
        var paths: [String] = []
        let outcome = Settings.parse(
            arguments: ["-f", "a", "--config=flag.json5"], environment: ["QUOTED_CONFIG": "variable.json5"],
            offering: .everything,
            reading: { path throws(ServiceError) in
                paths.append(path)
                return Array("{}".utf8)
            })
        #expect(paths == ["flag.json5"])
        #expect(outcome.status == nil)
    }
}
