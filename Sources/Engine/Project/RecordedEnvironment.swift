import Domain
import Foundation
import Pipelines

/// The environment that a project's stages run in, recorded at the first run.
struct RecordedEnvironment: Hashable, Codable, Sendable {
    private static let fileLimit = 8 << 20
    private static let currentVersion = 1

    private let version: Int
    /// Sorted by name, each name once.
    let variables: [EnvironmentEntry]

    /// Takes the environment of a person's process.
    ///
    /// Values of declared secrets, and what belongs to one terminal window, are left out.
    init(of environment: [EnvironmentEntry], withoutSecrets secrets: Set<String>) {
        version = Self.currentVersion
        let kept = environment.filter { entry in
            !secrets.contains(entry.name) && !Self.ofOneWindow.contains(entry.name)
        }
        variables = Dictionary(kept.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
            .map { EnvironmentEntry(name: $0.key, value: $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// What was recorded; nil before the first run, and where the file is damaged.
    init?(in folder: PrivateFolder) {
        guard let bytes = Disk.read(folder.environment, limit: Self.fileLimit),
            let found = try? JSONDecoder().decode(Self.self, from: Data(bytes)),
            found.version == Self.currentVersion
        else { return nil }  // A damaged record is recorded anew.
        self = found
    }

    /// Writes it down, for its owner only.
    func write(in folder: PrivateFolder) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let bytes = Array(try encoder.encode(self)) + [0x0A]
        guard let code = Disk.replace(folder.environment, with: bytes, mode: 0o600) else { return }
        if TroubleNote.isLackOfRoom(code) {
            throw FileFailure(.write, RawPath(folder.environment), code)
        }
        throw Refusal(
            .worldFailed,
            "The environment of the stages cannot be written down in '\(folder.environment)': "
                + "\(Disk.words(code))."
        )
    }

    func value(_ name: String) -> String? {
        variables.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// The environment with the `PATH` and virtual environment of the person who steps.
    func overlaid(by person: [EnvironmentEntry]) -> [EnvironmentEntry] {
        let own = person.filter { Self.ofThePerson.contains($0.name) }
        guard !own.isEmpty else { return variables }
        return variables.filter { !Self.ofThePerson.contains($0.name) } + own
    }

    /// Names whose value differs between what is recorded and another environment, apart from
    /// those that come from the person who steps.
    func differences(
        from environment: [EnvironmentEntry],
        withoutSecrets secrets: Set<String>
    ) -> [String] {
        let now = RecordedEnvironment(of: environment, withoutSecrets: secrets)
        let left = Dictionary(variables.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let right = Dictionary(now.variables.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        return Set(left.keys).union(right.keys).subtracting(Self.ofThePerson)
            .filter { left[$0] != right[$0] }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// These belong together: a `PATH` without its virtual environment names another Python.
    private static let ofThePerson: Set<String> = [
        "PATH", "VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_DEFAULT_ENV",
    ]

    private static let ofOneWindow: Set<String> = [
        "_", "PWD", "OLDPWD", "SHLVL", "COLUMNS", "LINES", "TERM", "COLORTERM", "TERM_PROGRAM",
        "TERM_PROGRAM_VERSION", "TERM_SESSION_ID", "TMUX", "TMUX_PANE", "STY", "WINDOW",
        "WINDOWID", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY",
    ]
}

extension [EnvironmentEntry] {
    /// The environment of this process.
    static var ofThisProcess: [EnvironmentEntry] {
        ProcessInfo.processInfo.environment
            .map { EnvironmentEntry(name: $0.key, value: $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
