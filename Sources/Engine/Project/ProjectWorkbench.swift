import Domain
import Executors
import Foundation
import Glibc
import Journal
import Pipelines
import Synchronization

/// The engine's hands in the files of a project.
///
/// It holds the project's lock, so that the lock lasts until the last effect is done.
final class ProjectWorkbench: Workbench {
    private let reading: ProjectReading
    private let lock: EngineLock
    private let tracking: (any StageTracking)?
    /// The recorded environment as last read, with what its file was then.
    private let recorded = Mutex<(stamp: FileStamp, environment: RecordedEnvironment)?>(nil)
    private let owed: OwedLocks
    /// What an earlier engine saved and nobody has written yet.
    private let recalls = Mutex<[StageRecall]>([])

    /// The private folder as it was found.
    private let place: FileStamp?

    private var root: String { reading.root }
    private var files: ProjectFiles { reading.files }

    init(_ reading: ProjectReading, lock: EngineLock, tracking: (any StageTracking)? = nil) {
        self.tracking = tracking
        self.reading = reading
        place = FileStamp(of: reading.folder.path)
        self.lock = lock
        owed = OwedLocks(reading.folder)
    }

    // MARK: - Before a start

    func preparation(
        for pipeline: PipelineName,
        options: StartOptions
    ) throws -> StartPreparation {
        let project = files.recentProject()
        let definition = try reading.definition(of: pipeline, in: project)
        try reading.refuseMistakes(in: project, options: options)
        NameKeeper(folder: reading.folder).keep(project.rootPipeline)
        let contents = try reading.contents(of: definition)
        // DVC writes its locks in place, so that half of one could be read meanwhile.
        let inspector = try files.inspector()
        let plan = try inspector.dvc.hold { try contents.fullPlan(options: options) }
        // A start that finds everything up to date comes to no other place that does this. Where
        // it fails, the next process reads more.
        try? inspector.writeDown()
        return StartPreparation(
            definition: definition,
            plan: plan,
            commit: GitFolder(holding: root)?.commit
        )
    }

    func refuseUnknown(_ stage: StageName, of pipeline: PipelineName) throws {
        let project = files.recentProject()
        let definition = try reading.definition(of: pipeline, in: project)
        guard definition.stage(stage) == nil else {
            return NameKeeper(folder: reading.folder).keep(project.rootPipeline)
        }
        throw Refusal(.unknownStage, "Pipeline '\(pipeline)' has no stage '\(stage)'.")
    }

    func promotionRules() throws -> PromotionRules { try reading.promotionRules() }

    func basis(of command: PromotionCommand) throws -> PromotionState.Basis {
        let rules = try reading.promotionRules()
        switch command {
        case .request(let id, let alias, _, _):
            return .init(rules: rules, evidence: try reading.evidence(of: id, for: alias))
        case .approve(let id, _, _, _):
            // What is asked for again may not be there any more; that is for the decision to say.
            let request = try reading.promotions().first { $0.id == id }?.request
            let evidence = request.flatMap { request in
                try? reading.evidence(of: request.version, for: request.alias)
            }
            return .init(rules: rules, evidence: evidence)
        case .refuse, .withdraw, .undo, .rollBack, .force: return .init(rules: rules)
        }
    }

    func check(
        _ stage: StageDefinition,
        of pipeline: PipelineDefinition,
        options: StartOptions
    ) throws -> StageCheck {
        try files.refuseInner(stage)
        let inspector = try files.inspector()
        return try inspector.dvc.hold(underWay: true) {
            // What DVC makes just now must not pass for a change by hand.
            try inspector.dvc.refuseBusy(stage)
            return try check(stage, of: pipeline, options: options, inspector)
        }
    }

    private func check(
        _ stage: StageDefinition,
        of pipeline: PipelineDefinition,
        options: StartOptions,
        _ inspector: StageInspector
    ) throws -> StageCheck {
        // A stage that reads data of a `.dvc` file reads it as that file will say.
        let own = pipeline.stage(stage.name).map { [$0] } ?? []
        if !options.leavesSources {
            try inspector.takeSources(own.trackedSources, isForced: options.force)
        }
        let check = try inspector.check(stage.name, of: pipeline, isForced: options.force)
        guard !check.loses.isEmpty else { return check }
        // What looks changed by hand may be what a failed attempt left.
        return try inspector.check(
            stage.name,
            of: pipeline,
            isForced: options.force,
            leftovers: leftovers(of: stage, in: pipeline.name)
        )
    }

    var isAway: Bool { FileStamp(of: reading.folder.path) != place || lock.isLost }

    func knows(_ attempt: AttemptID) -> Bool {
        Disk.status(of: folder(of: attempt)) != nil
    }

    func makeReady(_ starting: AttemptStarting, stage: StageDefinition) throws -> StageLaunch {
        let attempt = starting.attempt
        try files.refuseInner(stage)
        let surroundings = StageSurroundings(
            root: root,
            folder: reading.folder,
            configuration: try files.configuration(),
            person: reading.environment
        )
        let recorded = try recordedEnvironment(surroundings)
        // Outputs are removed only when nothing else can fail that is a person's mistake.
        let secrets = try surroundings.secrets(of: stage)
        try reading.folder.makeFolder(of: attempt)
        let inspector = try files.inspector()
        try inspector.dvc.hold(underWay: true) {
            try inspector.dvc.refuseBusy(stage)
            try withLeftovers(of: stage, in: attempt.run.pipeline) { leftovers in
                _ = try inspector.prepare(
                    stage,
                    isForced: starting.check.isForced,
                    leftovers: leftovers,
                    // A loss that the check saw was allowed by a person, or nothing would start.
                    acceptsLoss: !starting.check.loses.isEmpty
                )
            }
        }
        return try launch(attempt, stage, surroundings, recorded, secrets)
    }

    /// What the first run recorded; read again only where its file changed.
    private func recordedEnvironment(
        _ surroundings: StageSurroundings
    ) throws -> RecordedEnvironment {
        // Taken before the file is read: a change meanwhile is read once more, never missed.
        let stamp = FileStamp(of: reading.folder.environment)
        if let known = recorded.withLock({ $0 }), known.stamp == stamp { return known.environment }
        let environment = try surroundings.record()
        if let stamp { recorded.withLock { $0 = (stamp, environment) } }
        return environment
    }

    private func launch(
        _ attempt: AttemptID,
        _ stage: StageDefinition,
        _ surroundings: StageSurroundings,
        _ recorded: RecordedEnvironment,
        _ secrets: [EnvironmentEntry]
    ) throws -> StageLaunch {
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
        var secretNames = secrets.map(\.name)
        if let tracking, surroundings.trackingPlace(in: environment, workingFolder) == .own {
            let own = try tracking.environment(of: attempt, folder: folder(of: attempt))
            let names = Set(own.entries.map(\.name))
            environment = environment.filter { !names.contains($0.name) } + own.entries
            secretNames += own.secrets
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
            secretNames: secretNames,
            timeout: stage.settings.timeout,
            wantsTerminal: stage.settings.wantsTerminal
        )
    }

    /// Lets DVC know what the command reads and writes, for as long as its watcher lives.
    ///
    /// Where that fails the command runs all the same: DVC would only see too late what changed.
    func didStart(_ stage: StageDefinition, under watcher: ProcessRecord) {
        try? files.inspector().dvc.claim(stage, process: watcher.pid)
    }

    func isCurrent(_ check: StageCheck, of stage: StageDefinition) -> Bool {
        // What cannot be read is told by the next look at it.
        (try? files.inspector().haveInputsStood(stage, check)) ?? false
    }

    func discard(_ attempt: AttemptID) -> Bool {
        let folder = folder(of: attempt)
        guard Disk.status(of: folder) != nil else { return true }
        guard case .neverStarted = AttemptFolder(path: folder).look() else { return false }
        return FolderLook.remove(folder) == nil
    }

    // MARK: - After an end

    func restore(
        _ stage: StageDefinition,
        of pipeline: PipelineName,
        mayLose: Bool
    ) throws -> [FileFact] {
        let inspector = try files.inspector()
        return try inspector.dvc.hold(underWay: true) {
            try inspector.dvc.refuseBusy(stage)
            return try restore(stage, of: pipeline, mayLose: mayLose, inspector)
        }
    }

    private func restore(
        _ stage: StageDefinition,
        of pipeline: PipelineName,
        mayLose: Bool,
        _ inspector: StageInspector
    ) throws -> [FileFact] {
        do {
            return try inspector.restore(stage)
        } catch StageProblem.wouldLose {
            return try inspector.restore(
                stage,
                leftovers: leftovers(of: stage, in: pipeline),
                acceptsLoss: mayLose
            )
        }
    }

    func save(_ taking: StageTaking) throws -> [FileFact] {
        let inspector = try files.inspector()
        return try inspector.dvc.hold(underWay: true) {
            try save(taking, inspector)
        }
    }

    /// Outputs of a stage that ended while no engine was there may be others by now: somebody, or
    /// DVC, may have made them anew since.
    private func refuseChanged(_ taking: StageTaking, _ inspector: StageInspector) throws {
        let now = Double(Disk.now()) / 1e9
        guard let endedAt = taking.endedAt,
            now - endedAt.timeIntervalSince1970 > Self.lateAfter
        else { return }
        let changed = try taking.stage.outputs.map(\.path).filter { path in
            let time = try inspector.modificationTime(of: taking.stage.resolve(path))
            // What lies ahead of now is from before the clock was set back.
            guard let time, time.timeIntervalSince1970 <= now else { return false }
            return time.timeIntervalSince(endedAt) > Self.endSlack
        }
        guard changed.isEmpty else {
            throw StageProblem.changedAfterEnd(taking.stage.name, changed)
        }
    }

    /// After these seconds what a stage left is looked at before it is taken for its own.
    private static let lateAfter = 2.0
    /// How far, in seconds, a file's time and that of the stage's end may lie apart.
    private static let endSlack = 0.5

    private func save(_ taking: StageTaking, _ inspector: StageInspector) throws -> [FileFact] {
        let order = taking.pipeline.index.names
        guard let check = taking.check else {
            return try inspector.commit(taking.stage, order: order).outputs
        }
        if case .frozen(let changes) = check.verdict {
            let isForced = changes.contains { $0.subject == .forced }
            return try inspector.acceptFrozen(taking.stage, isForced: isForced)
        }
        try refuseChanged(taking, inspector)
        let outputs = try inspector.save(
            taking.stage,
            check: check,
            order: order,
            isDeferred: true
        )
        try owed.note()
        return outputs
    }

    func settle() throws {
        // What is owed stays owed to the next engine.
        guard owed.isOwed, !lock.isLost else { return }
        let inspector = try files.inspector()
        try owed.settle { try write(inspector) }
    }

    func end() throws {
        guard !lock.isLost else { return }
        let settled = Result { try settle() }
        // What was read is worth keeping also where a lock cannot be written.
        try files.inspector().writeDown()
        try settled.get()
    }

    func recall(_ stages: () throws -> [StageRecall]) throws {
        guard owed.isOwed else { return }
        let stages = try stages()
        recalls.withLock { $0 = stages }
        try settle()
    }

    /// Takes up what was saved before; true where all of it was.
    ///
    /// A lock that cannot be read keeps nobody from writing others, and is told by every look at
    /// it; its entries are taken up as soon as it can.
    private func recall(with inspector: StageInspector) -> Bool {
        let stages = recalls.withLock(\.self)
        let left = stages.filter { stage in
            let recalled: Void? = try? inspector.recall(
                stage.stage,
                check: stage.check,
                outputs: stage.outputs,
                savedBefore: stage.endedAt,
                order: stage.pipeline.index.names
            )
            return recalled == nil
        }
        recalls.withLock { $0 = left }
        return left.isEmpty
    }

    func flush() throws {
        if lock.isLost { throw lock.loss }
        let inspector = try files.inspector()
        try owed.settle {
            let isAll = try write(inspector)
            try inspector.flush()
            return isAll
        }
    }

    /// Writes the lock entries that wait, and says whether that is all; DVC may then go on with
    /// what ended.
    private func write(_ inspector: StageInspector) throws -> Bool {
        let isAll = recall(with: inspector)
        try inspector.dvc.hold(underWay: true) { try inspector.writeLocks() }
        // Claims of processes that are gone count for nothing; they are only untidy.
        try? inspector.dvc.sweep()
        return isAll
    }

    // MARK: - Files

    func folder(of attempt: AttemptID) -> String {
        reading.folder.folder(of: attempt)
    }

    func takeBack(_ edit: FileEdit) throws {
        let inspector = try files.inspector()
        let stages = files.recentProject().pipelines.compactMap(\.definition).flatMap(\.stages)
        let builder = try stages.first { try inspector.wasBuilt($0.definition, on: edit) }
        if let builder {
            throw Refusal(
                .changedSince,
                "'\(builder.name)' ran with the edited '\(edit.path)' since, so undoing would only"
                    + " part them. Edit it by hand, and run again."
            )
        }
        try FileReplacement(root: root, path: edit.path)
            .perform(expecting: edit.after, with: edit.before)
    }

    func putBack(_ edit: FileEdit) throws {
        try FileReplacement(root: root, path: edit.path)
            .perform(expecting: edit.before, with: edit.after)
    }

    // MARK: - What runs know

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
}

extension StageCheck {
    /// A person asked for the run in any case.
    fileprivate var isForced: Bool {
        guard case .runs(let changes) = verdict else { return false }
        return changes.contains { $0.subject == .forced }
    }
}
