package import Domain
import Glibc
import Pipelines

extension ProjectReading {
    /// A shell in a stage's folder and environment, its secrets included.
    package func shell(_ pipeline: PipelineName, _ stage: StageName) throws -> ForegroundLaunch {
        let project = files.project()
        let definition = try definition(of: pipeline, in: project)
        guard let stage = definition.stage(stage)?.definition else {
            throw Refusal(.unknownStage, "Pipeline '\(pipeline)' has no stage '\(stage)'.")
        }
        let surroundings = StageSurroundings(
            root: root,
            folder: folder,
            configuration: project.configuration,
            person: environment
        )
        let workingFolder = surroundings.workingFolder(of: stage)
        guard let status = Disk.status(of: workingFolder), status.st_mode & S_IFMT == S_IFDIR else {
            throw Refusal(
                .notReady,
                "The working folder '\(workingFolder)' of '\(stage.name)' does not exist."
            )
        }
        let recorded = surroundings.preview()
        let newest = try runs(of: pipeline, limit: 1).first?.run.id
        let entries = surroundings.environment(
            of: stage,
            run: newest ?? RunID(pipeline, 0),
            recorded: recorded,
            secrets: try surroundings.secrets(of: stage)
        )
        return ForegroundLaunch(
            program: surroundings.shell(recorded),
            arguments: Self.arguments(surroundings, workingFolder, recorded),
            environment: withTerminal(entries, isInRun: newest != nil),
            folder: workingFolder
        )
    }

    private static func arguments(
        _ surroundings: StageSurroundings,
        _ workingFolder: String,
        _ recorded: RecordedEnvironment
    ) -> [String] {
        guard surroundings.configuration.shell.before != nil else { return ["-i"] }
        let start = "exec \(ShellSettings.quoted(surroundings.shell(recorded))) -i"
        let script = surroundings.configuration.shell.script(
            start,
            root: surroundings.root,
            folder: workingFolder
        )
        return ["-c", script]
    }

    /// A shell sits in the person's own window, unlike a stage, and in no run before the first.
    private func withTerminal(
        _ entries: [EnvironmentEntry],
        isInRun: Bool
    ) -> [EnvironmentEntry] {
        let names = ["TERM", "COLORTERM", "TMUX", "TMUX_PANE", "SSH_TTY", "SSH_CONNECTION"]
        let own = environment.filter { entry in
            names.contains(entry.name) && !entries.contains { $0.name == entry.name }
        }
        return (entries.filter { isInRun || $0.name != "PITWALL_RUN_ID" } + own)
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
