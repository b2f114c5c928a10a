import Domain
import Foundation
import Glibc
import Journal
import Pipelines

/// The engine's hands in the files of a project.
///
/// It holds the project's lock, so that the lock lasts until the last effect is done.
final class ProjectWorkbench: Workbench {
    private let reading: ProjectReading
    private let lock: EngineLock

    private var root: String { reading.root }
    private var files: ProjectFiles { reading.files }

    init(_ reading: ProjectReading, lock: EngineLock) {
        self.reading = reading
        self.lock = lock
    }

    // MARK: - Before a start

    func preparation(
        for pipeline: PipelineName,
        options: StartOptions
    ) throws -> StartPreparation {
        let definition = try reading.definition(of: pipeline, in: files.freshProject())
        return StartPreparation(
            definition: definition,
            plan: try reading.fullPlan(of: definition, options: options),
            commit: GitFolder(holding: root)?.commit
        )
    }

    func check(
        _ stage: StageDefinition,
        of run: RunID,
        options: StartOptions
    ) throws -> StageCheck {
        let runs = try earlierRuns(of: run.pipeline)
        // The run's own definition: it may be another one than that of the files by now.
        guard let current = runs.first(where: { $0.id == run }) else {
            throw Refusal(.unknownRun, "Run \(run) is not in the journal.")
        }
        return try files.inspector().check(
            stage.name,
            of: current.definition,
            isForced: options.force,
            leftovers: leftovers(of: stage, runs)
        )
    }

    func makeReady(_ starting: AttemptStarting, stage: StageDefinition) throws -> StageLaunch {
        let attempt = starting.attempt
        let runs = try earlierRuns(of: attempt.run.pipeline)
        let options = runs.first { $0.id == attempt.run }?.stage(stage.name)?.options
        let surroundings = surroundings(files.project().configuration)
        let recorded = try surroundings.record()
        // Outputs are removed only when nothing else can fail that is a person's mistake.
        let secrets = try surroundings.secrets(of: stage)
        try reading.folder.makeFolder(of: attempt)
        _ = try files.inspector().prepare(
            stage,
            isForced: options?.force ?? false,
            leftovers: leftovers(of: stage, runs),
            acceptsLoss: options?.mayLose ?? false
        )
        return launch(attempt, stage, surroundings, recorded, secrets)
    }

    private func launch(
        _ attempt: AttemptID,
        _ stage: StageDefinition,
        _ surroundings: StageSurroundings,
        _ recorded: RecordedEnvironment,
        _ secrets: [EnvironmentEntry]
    ) -> StageLaunch {
        let workingFolder = surroundings.workingFolder(of: stage)
        let shell = surroundings.configuration.shell
        var environment = surroundings.environment(
            of: stage,
            run: attempt.run,
            recorded: recorded,
            secrets: secrets
        )
        if stage.settings.wantsTerminal, !environment.contains(where: { $0.name == "TERM" }) {
            // Its terminal is our own, whatever window the person sits at.
            environment.append(EnvironmentEntry(name: "TERM", value: "xterm-256color"))
        }
        return StageLaunch(
            attempt: attempt,
            folder: folder(of: attempt),
            scripts: stage.command.scripts.map { script in
                shell.script(script, root: root, folder: workingFolder)
            },
            workingFolder: workingFolder,
            shell: surroundings.shell(recorded),
            environment: environment.sorted {
                $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
            },
            secretNames: secrets.map(\.name),
            timeout: stage.settings.timeout,
            wantsTerminal: stage.settings.wantsTerminal
        )
    }

    // MARK: - After an end

    func restore(_ stage: StageDefinition, check: StageCheck) throws -> [FileFact] {
        let inspector = try files.inspector()
        let run = try savingRun(of: stage)
        return try inspector.restore(
            stage,
            leftovers: leftovers(of: stage, run.map { try earlierRuns(of: $0.id.pipeline) } ?? []),
            acceptsLoss: run?.stage(stage.name)?.options.mayLose ?? false
        )
    }

    func save(
        _ stage: StageDefinition,
        check: StageCheck?,
        byHand: Bool
    ) throws -> [FileFact] {
        let inspector = try files.inspector()
        let run = try savingRun(of: stage)
        let order = run?.definition.stages.map(\.name) ?? []
        let facts: [FileFact]
        switch check?.verdict {
        case .frozen: facts = try inspector.acceptFrozen(stage)
        case .some where !byHand:
            guard let check else { return [] }
            facts = try inspector.save(stage, check: check, order: order)
        case .some, nil: facts = try inspector.commit(stage, order: order).outputs
        }
        let isLast = run?.stages.allSatisfy { $0.stage == stage.name || !$0.isActive } ?? true
        if isLast { try inspector.flush() }
        return facts
    }

    // MARK: - Files

    func folder(of attempt: AttemptID) -> String {
        reading.folder.folder(of: attempt)
    }

    func replace(_ path: ProjectPath, expecting expected: String, with text: String) throws {
        try FileReplacement(root: root, path: path).perform(expecting: expected, with: text)
    }

    // MARK: - Private

    func surroundings(_ configuration: Configuration) -> StageSurroundings {
        StageSurroundings(
            root: root,
            folder: reading.folder,
            configuration: configuration,
            person: reading.environment
        )
    }

    private func leftovers(of stage: StageDefinition, _ runs: [Run]) throws -> [FileFact] {
        let inspector = try files.inspector()
        return try Leftovers(root: root, folder: reading.folder, inspector: inspector)
            .facts(of: stage, runs: runs)
    }

    /// The newest runs of a pipeline as the journal has them.
    private func earlierRuns(of pipeline: PipelineName) throws -> [Run] {
        try reading.journal()?.runs(of: pipeline, limit: Leftovers.runLimit).map(\.run) ?? []
    }

    /// The open run that takes the outputs of this stage now.
    private func savingRun(of stage: StageDefinition) throws -> Run? {
        for pipeline in files.project().pipelines {
            let newest = try earlierRuns(of: pipeline.name).first
            if let newest, newest.stage(stage.name)?.phase == .saving { return newest }
        }
        return nil
    }
}
