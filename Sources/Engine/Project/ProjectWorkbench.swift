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
        let contents = try reading.contents(of: definition)
        return StartPreparation(
            definition: definition,
            plan: try contents.fullPlan(options: options),
            commit: GitFolder(holding: root)?.commit
        )
    }

    func check(
        _ stage: StageDefinition,
        of run: RunID,
        options: StartOptions
    ) throws -> StageCheck {
        let inspector = try files.inspector()
        let pipeline = try definition(of: run, holding: stage)
        let check = try inspector.check(stage.name, of: pipeline, isForced: options.force)
        guard !check.loses.isEmpty else { return check }
        // What looks changed by hand may be what a failed attempt left.
        return try inspector.check(
            stage.name,
            of: pipeline,
            isForced: options.force,
            leftovers: leftovers(of: stage, in: run.pipeline)
        )
    }

    func makeReady(_ starting: AttemptStarting, stage: StageDefinition) throws -> StageLaunch {
        let attempt = starting.attempt
        let surroundings = StageSurroundings(
            root: root,
            folder: reading.folder,
            configuration: try files.configuration(),
            person: reading.environment
        )
        let recorded = try surroundings.record()
        // Outputs are removed only when nothing else can fail that is a person's mistake.
        let secrets = try surroundings.secrets(of: stage)
        try reading.folder.makeFolder(of: attempt)
        let inspector = try files.inspector()
        try withLeftovers(of: stage, in: attempt.run.pipeline) { leftovers in
            _ = try inspector.prepare(
                stage,
                isForced: starting.check.isForced,
                leftovers: leftovers,
                // A loss that the check saw was allowed by a person, or nothing would start.
                acceptsLoss: !starting.check.loses.isEmpty
            )
        }
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
        do {
            return try inspector.restore(stage)
        } catch StageProblem.wouldLose {
            let run = try savingRun(of: stage)
            return try inspector.restore(
                stage,
                leftovers: run.map { try leftovers(of: stage, in: $0.id.pipeline) } ?? [],
                acceptsLoss: run?.stage(stage.name)?.options.mayLose ?? false
            )
        }
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
        if let check, !byHand {
            if case .frozen = check.verdict {
                facts = try inspector.acceptFrozen(stage)
            } else {
                facts = try inspector.save(stage, check: check, order: order)
            }
        } else {
            facts = try inspector.commit(stage, order: order).outputs
        }
        // One flush for all that a run made, when nothing more of it is under way.
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

    // MARK: - What runs know

    /// The definition of a run's pipeline; that of the files where the stage is the same there.
    private func definition(
        of run: RunID,
        holding stage: StageDefinition
    ) throws -> PipelineDefinition {
        let current = files.project().pipeline(run.pipeline)?.definition
        if let current, current.stage(stage.name)?.definition == stage { return current }
        guard let definition = try reading.journal()?.run(run)?.run.definition else {
            throw Refusal(.unknownRun, "Run \(run) is not in the journal.")
        }
        return definition
    }

    /// Tries without knowing what failed attempts left, since that takes long to find out.
    private func withLeftovers(
        of stage: StageDefinition,
        in pipeline: PipelineName,
        _ body: ([FileFact]) throws -> Void
    ) throws {
        do {
            try body([])
        } catch StageProblem.wouldLose {
            try body(try leftovers(of: stage, in: pipeline))
        }
    }

    private func leftovers(
        of stage: StageDefinition,
        in pipeline: PipelineName
    ) throws -> [FileFact] {
        let inspector = try files.inspector()
        return try Leftovers(root: root, folder: reading.folder, inspector: inspector)
            .facts(of: stage, runs: reading.earlierRuns(of: pipeline))
    }

    /// The open run that takes the outputs of this stage now.
    private func savingRun(of stage: StageDefinition) throws -> Run? {
        for pipeline in files.project().pipelines
        where pipeline.definition?.stage(stage.name) != nil {
            let newest = try reading.journal()?.runs(of: pipeline.name, limit: 1).first?.run
            if let newest, newest.stage(stage.name)?.phase == .saving { return newest }
        }
        return nil
    }
}

extension StageCheck {
    /// A person asked for the run in any case.
    fileprivate var isForced: Bool {
        guard case .runs(let changes) = verdict else { return false }
        return changes.contains { $0.subject == .forced }
    }
}
