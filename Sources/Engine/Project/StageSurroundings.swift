import Domain
import Glibc
import Pipelines

/// The shell and environment of a project's stages.
struct StageSurroundings {
    let root: String
    let folder: PrivateFolder
    let configuration: Configuration
    /// The environment of the process of the person who steps.
    let person: [EnvironmentEntry]

    /// Names whose values are never written down.
    private var secretNames: Set<String> {
        let names = configuration.secrets.flatMap { secret -> [String] in
            if case .environment(let source) = secret.source { return [secret.name, source] }
            return [secret.name]
        }
        return Set(names)
    }

    /// What was recorded, which the first run does.
    func record() throws -> RecordedEnvironment {
        if let recorded = RecordedEnvironment(in: folder) { return recorded }
        let fresh = RecordedEnvironment(of: person, withoutSecrets: secretNames)
        try fresh.write(in: folder)
        return fresh
    }

    /// What is recorded, or would be if a stage ran now; writes nothing.
    func preview() -> RecordedEnvironment {
        RecordedEnvironment(in: folder)
            ?? RecordedEnvironment(of: person, withoutSecrets: secretNames)
    }

    /// What differs between the recorded environment and the person's, by name.
    func differences(of recorded: RecordedEnvironment) -> [String] {
        recorded.differences(from: person, withoutSecrets: secretNames)
    }

    /// The shell DVC would take: the person's, else `/bin/sh`.
    func shell(_ recorded: RecordedEnvironment) -> String {
        guard let shell = recorded.value("SHELL"), shell.hasPrefix("/"), access(shell, X_OK) == 0
        else { return "/bin/sh" }
        return shell
    }

    /// The values of a stage's secrets; waits for the commands that print them.
    func secrets(of stage: StageDefinition) throws -> [EnvironmentEntry] {
        let wanted = try stage.settings.secrets.map { name in
            guard let secret = configuration.secrets.first(where: { $0.name == name }) else {
                throw Refusal(
                    .badInput,
                    "'\(stage.name)' needs the secret '\(name)', which pitwall.yaml does not "
                        + "declare any more."
                )
            }
            return secret
        }
        guard !wanted.isEmpty else { return [] }
        let resolver = SecretResolver(
            root: root,
            environment: person,
            command: ShellSecretCommand(environment: person)
        )
        return try resolver.values(of: wanted)
    }

    /// The whole environment of a stage run.
    func environment(
        of stage: StageDefinition,
        run: RunID,
        recorded: RecordedEnvironment,
        secrets: [EnvironmentEntry]
    ) -> [EnvironmentEntry] {
        StageEnvironment.entries(
            base: recorded.overlaid(by: person),
            pass: configuration.shell.pass,
            run: run,
            stage: stage.name,
            root: root,
            secrets: secrets
        )
    }

    /// Where a stage logs to that has an environment and runs in a folder.
    func trackingPlace(
        in environment: [EnvironmentEntry],
        _ workingFolder: String
    ) -> TrackingPlace {
        TrackingLook(
            configuration.tracking,
            environment: environment,
            folders: workingFolder == root ? [root] : [root, workingFolder],
            hadServer: access(folder.port, F_OK) == 0
        ).place
    }

    /// The absolute working folder of a stage.
    func workingFolder(of stage: StageDefinition) -> String {
        stage.folder.text.isEmpty ? root : root + "/" + stage.folder.text
    }
}
