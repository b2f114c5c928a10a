import Domain
import Foundation
import Pipelines
import Testing

@Suite("A stage's environment")
struct EnvironmentTests {
    private static let base = [
        EnvironmentEntry(name: "PATH", value: "/bin"),
        EnvironmentEntry(name: "HOME", value: "/h/ana"),
        EnvironmentEntry(name: "PYTHONUNBUFFERED", value: ""),
        EnvironmentEntry(name: "HOME", value: "/h/eva"),
        EnvironmentEntry(name: "", value: "x"),
        EnvironmentEntry(name: "A=B", value: "x"),
    ]
    private static let told = [
        EnvironmentEntry(name: "DVC_ROOT", value: "/p"),
        EnvironmentEntry(name: "DVC_STAGE", value: "etl/dvc.yaml:load"),
    ]
    private static let ours = [
        EnvironmentEntry(name: "PITWALL_RUN_ID", value: "loans/4"),
        EnvironmentEntry(name: "PITWALL_STAGE", value: "etl/dvc.yaml:load"),
        EnvironmentEntry(name: "PYTHONUNBUFFERED", value: "1"),
    ]

    private func entries(
        pass: [String]?,
        secrets: [EnvironmentEntry] = []
    ) -> [EnvironmentEntry] {
        StageEnvironment.entries(
            base: Self.base,
            pass: pass,
            run: RunID("loans", 4),
            stage: "etl/dvc.yaml:load",
            root: "/p",
            secrets: secrets
        )
    }

    @Test("is the person's, with what Pitwall and DVC tell a stage, sorted by name")
    func everything() {
        let home = EnvironmentEntry(name: "HOME", value: "/h/eva")
        let path = EnvironmentEntry(name: "PATH", value: "/bin")
        #expect(entries(pass: nil) == Self.told + [home, path] + Self.ours)
    }

    @Test("holds only the names that pass, and the secrets")
    func passed() {
        let path = EnvironmentEntry(name: "PATH", value: "/bin")
        let token = EnvironmentEntry(name: "TOKEN", value: "s")
        #expect(entries(pass: []) == Self.told + Self.ours)
        #expect(
            entries(pass: ["PATH", "NONE"], secrets: [token])
                == Self.told + [path] + Self.ours + [token]
        )
    }
}

@Suite("shell: before")
struct ShellSettingsTests {
    private func run(_ script: String, in folder: SampleFolder) throws -> (String, Int32) {
        let command = ShellSecretCommand(environment: [], timeout: .seconds(20))
        do {
            let bytes = try command.output(of: script, in: folder.path, limit: 4_096)
            return (String(decoding: bytes, as: UTF8.self), 0)
        } catch SecretCommandFailure.exited(let status) {
            return ("", status.code)
        }
    }

    @Test("runs in the root before the script, which runs in its own folder")
    func order() throws {
        let folder = try SampleFolder()
        try folder.makeFolder("it's\u{301} etl")
        try folder.write("env.sh", "X=5\n")
        let script = ShellSettings(before: ". ./env.sh").script(
            "echo $X; pwd",
            root: folder.path,
            folder: folder.path + "/it's\u{301} etl"
        )
        let (output, code) = try run(script, in: folder)
        #expect(code == 0)
        #expect(output == "5\n\(folder.path)/it's\u{301} etl\n")
    }

    @Test(
        "keeps the script from running when it fails",
        arguments: ["false", "exit 7", "(exit 7)"]
    )
    func failure(before: String) throws {
        let folder = try SampleFolder()
        let script = ShellSettings(before: before).script(
            "touch ran",
            root: folder.path,
            folder: folder.path
        )
        let (_, code) = try run(script, in: folder)
        #expect(code == (before == "false" ? 1 : 7))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/ran"))
    }

    @Test("leaves a script alone where there is none")
    func none() {
        #expect(ShellSettings().script("x", root: "/p", folder: "/p/q") == "x")
    }
}
