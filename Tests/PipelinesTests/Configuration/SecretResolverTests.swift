import Domain
import Foundation
import Pipelines
import Testing

/// Answers without running anything.
private struct FixedCommand: SecretCommand {
    let answer: Result<[UInt8], SecretCommandFailure>

    func output(of command: String, in folder: String, limit: Int) throws -> [UInt8] {
        try answer.get()
    }
}

@Suite("Secrets")
struct SecretResolverTests {
    private static let place = SourcePlace(file: "pitwall.yaml", line: 3, column: 3)

    private func value(
        _ source: SecretDefinition.Source,
        answer: Result<[UInt8], SecretCommandFailure> = .success([]),
        environment: [EnvironmentEntry] = [],
        root: String = "/nonexistent"
    ) -> String {
        let resolver = SecretResolver(
            root: root,
            environment: environment,
            command: FixedCommand(answer: answer)
        )
        do {
            let secret = SecretDefinition(name: "TOKEN", source: source, place: Self.place)
            return try resolver.value(of: secret)
        } catch {
            return error.description
        }
    }

    @Test("lose the line's end after them, and nothing else")
    func values() throws {
        let folder = try SampleFolder()
        try folder.write("token", " se cret\nsecond\r\n")
        #expect(value(.file("token"), root: folder.path) == " se cret\nsecond")
        let home = [EnvironmentEntry(name: "HOME", value: folder.path)]
        #expect(value(.file("~/token"), environment: home) == " se cret\nsecond")
        let mine = [EnvironmentEntry(name: "MINE", value: "v")]
        #expect(value(.environment("MINE"), environment: mine) == "v")
        #expect(value(.command("x"), answer: .success(Array("v\n\n".utf8))) == "v\n")
    }

    @Test("say why they cannot be had, and never what they are")
    func failures() {
        let prefix = "The secret 'TOKEN' "
        let advice = " Run it by hand in the project's folder to see why."
        #expect(
            value(.environment("MINE"))
                == prefix + "is to come from the variable 'MINE', which is not set."
                + " Set it and try again."
        )
        #expect(
            value(.file("token"))
                == prefix + "is to come from the file 'token': there is no such file."
        )
        #expect(
            value(.command("x"), answer: .failure(.exited(.exited(2))))
                == prefix + "cannot be had: its command ended with exit 2." + advice
        )
        #expect(
            value(.command("x"), answer: .failure(.timedOut(.seconds(60))))
                == prefix + "cannot be had: its command took longer than 60 s." + advice
        )
        #expect(value(.command("x"), answer: .success([10])) == prefix + "is empty.")
        #expect(
            value(.command("x"), answer: .success([0x68, 0])) == prefix
                + "holds bytes that no variable can hold. Use text."
        )
        #expect(
            value(.command("x"), answer: .success([UInt8](repeating: 65, count: 65_537)))
                == prefix + "is longer than 64 KB."
        )
    }
}

@Suite("The command of a secret")
struct ShellSecretCommandTests {
    private func output(_ command: String, timeout: Duration = .seconds(20)) throws -> String {
        let environment = [
            EnvironmentEntry(name: "PATH", value: "/usr/bin:/bin"),
            EnvironmentEntry(name: "X", value: "1 2"),
        ]
        let shell = ShellSecretCommand(environment: environment, timeout: timeout)
        let bytes = try shell.output(of: command, in: "/usr", limit: 1_000)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("runs in the project's folder with its environment, without input")
    func plain() throws {
        #expect(try output("pwd; echo \"$X\"; cat; echo lost >&2") == "/usr\n1 2\n")
    }

    @Test(
        "tells how it ended",
        arguments: [("exit 3", 3), ("kill -9 $$", 137)] as [(String, Int32)]
    )
    func ends(command: String, code: Int32) {
        #expect {
            try output(command)
        } throws: { error in
            guard case SecretCommandFailure.exited(let status) = error else { return false }
            return status.code == code
        }
    }

    @Test("is stopped with all it started when its time is up", .timeLimit(.minutes(5)))
    func timeout() {
        let limit = Duration.milliseconds(200)
        #expect(throws: SecretCommandFailure.timedOut(limit)) {
            try output("echo half; sleep 600 | cat", timeout: limit)
        }
    }

    @Test("is stopped when it prints without end", .timeLimit(.minutes(5)))
    func endless() throws {
        #expect(try output("yes").utf8.count > 1_000)
    }
}
