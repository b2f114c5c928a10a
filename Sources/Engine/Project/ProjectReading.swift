package import Domain
import Executors
import Foundation
import Glibc
import Journal
import Pipelines
import Synchronization

/// Everything about a project that can be read: its files, its journal and its logs.
///
/// Reading runs nothing, writes nothing and makes no folder. It may be used from any thread.
package final class ProjectReading: Reading {
    private struct Known {
        var journal: (file: JournalFile, reader: JournalReader)?
        var series: (file: JournalFile, reader: SeriesReader)?
        var view = JournalView()
        var ages: [PipelineName: PipelineAges] = [:]
        var recorded: (stamp: FileStamp, environment: RecordedEnvironment)?
    }

    /// The absolute root folder, with links resolved.
    package let root: String

    let folder: PrivateFolder
    let files: ProjectFiles
    /// The environment of the person's process.
    let environment: [EnvironmentEntry]
    private let actor: Actor
    private let known = Mutex(Known())

    /// Finds the project of a folder, or that of the current one.
    ///
    /// A folder that is named is the root itself. `environment` is that of this process unless
    /// given.
    package init(folder: String?, environment: [EnvironmentEntry]? = nil) throws {
        do {
            if let folder {
                root = try ProjectRoot.named(folder)
            } else {
                root = try ProjectRoot.find(from: ".")
            }
        } catch {
            throw Refusal(.badInput, "\(error)")
        }
        let environment = environment ?? .ofThisProcess
        self.environment = environment
        self.folder = PrivateFolder(root: root)
        files = ProjectFiles(root: root, environment: environment)
        actor = .person(OSUser.name)
    }

    /// The absolute path of the project's private folder, which may not be there yet.
    package var privateFolder: String { folder.path }

    /// The name of another user who opened the project; nil where nobody has, or it was opened by
    /// the user of this process.
    package var foreignOwner: String? {
        guard let owner = Disk.status(of: folder.path)?.st_uid, owner != geteuid() else {
            return nil
        }
        return OSUser.name(of: owner)
    }

    /// Why nothing of the project can be read; nil where it can, or another user's engine may read
    /// it for whoever asks.
    package var closed: Refusal? {
        guard foreignOwner == nil, let closed = ClosedFolder(onTheWayTo: root) else { return nil }
        return Refusal(.badInput, "'\(closed.path)' \(closed.words)")
    }

    /// That the project is not where it was found; nil where it is.
    package var gone: Refusal? {
        guard Disk.status(of: root) == nil else { return nil }
        return Refusal(
            .worldFailed,
            "'\(root)' was moved or removed. Stages that run go on; go to where the project is now."
        )
    }

    /// Why there is no engine to use where another user opened the project; nil where nobody has.
    package var absence: Refusal? {
        foreignOwner.map { owner in
            folder.closed
                ?? Refusal(
                    .badInput,
                    "'\(folder.path)' belongs to \(owner), who opened this project, and no engine "
                        + "of \(owner)'s runs. Start one as \(owner), or work in a copy of the "
                        + "project."
                )
        }
    }

    /// The file that every commit to the journal touches.
    package var journalPath: String { folder.journalLog }

    /// The file in which the engine says what it cannot write.
    package var enginePath: String { folder.engine }

    // MARK: - The project

    package func project() throws -> ProjectSnapshot { try project(for: actor) }

    /// The project as a person sees it, who can take back only what was that person's own.
    func project(for person: Actor) throws -> ProjectSnapshot {
        let project = files.project()
        var mistakes = project.configurationMistakes?.lines ?? []
        var journal: JournalReader?
        var knowsRuns = true
        do {
            journal = try self.journal()
        } catch let error as JournalError {
            // The definitions can still be read, and the person told what is wrong.
            mistakes.append(error.text)
            knowsRuns = false
        } catch let refusal as Refusal {
            mistakes.append(refusal.text)
            knowsRuns = false
        }
        var view = known.withLock { $0.view }
        // Before the journal: what is written meanwhile must not read as waiting.
        let trouble = trouble()
        if let journal { try view.advance(in: journal) }
        let pipelines = try project.pipelines.map { pipeline in
            snapshot(
                of: pipeline,
                try journal.map { try view.standing(of: pipeline.name, in: $0) },
                trouble,
                for: person
            )
        }
        keep(view)
        return ProjectSnapshot(
            position: view.position,
            name: project.name,
            root: root,
            pipelines: pipelines,
            mistakes: mistakes,
            lockMistakes: lockMistakes(of: project),
            isUnopened: !folder.exists,
            knowsRuns: knowsRuns,
            trouble: trouble,
            found: project.found,
            tracking: trackingPlace(project.configuration),
            sources: project.sources,
            requests: try journal?.promotions().filter(\.state.isOpen) ?? []
        )
    }

    /// The pipelines as their files define them, without their runs.
    ///
    /// To read the newest run of a large pipeline takes longer than all its files.
    package func pipelines() -> [PipelineSnapshot] {
        files.project().pipelines.map { pipeline in
            PipelineSnapshot(
                name: pipeline.name,
                file: pipeline.file,
                definition: pipeline.definition,
                mistakes: pipeline.mistakes?.lines ?? [],
                newestRun: nil,
                breakpoints: [],
                dataChangedAt: nil,
                modelMadeAt: nil,
                undo: nil
            )
        }
    }

    private func snapshot(
        of pipeline: ProjectPipeline,
        _ standing: JournalView.Standing?,
        _ trouble: WriteTrouble?,
        for person: Actor
    ) -> PipelineSnapshot {
        let newest = standing?.newest.map { truth($0, trouble) }
        let control = standing?.control
        let ages = pipeline.definition.map { self.ages(of: $0, newest?.position) }
        return PipelineSnapshot(
            name: pipeline.name,
            file: pipeline.file,
            definition: pipeline.definition,
            mistakes: pipeline.mistakes?.lines ?? [],
            newestRun: newest,
            breakpoints: control?.breakpoints ?? [],
            dataChangedAt: ages?.dataChangedAt,
            modelMadeAt: ages?.modelMadeAt,
            undo: control?.undoable.last { $0.actor == person }?.words
        )
    }

    /// Keeps what was read for the next reading, unless another thread has read further.
    private func keep(_ view: JournalView) {
        known.withLock { known in
            if view.position >= known.view.position { known.view = view }
        }
    }

    private func ages(of definition: PipelineDefinition, _ position: Position?) -> PipelineAges {
        let key = PipelineAges.Key(definition: definition, position: position)
        if let ages = known.withLock({ $0.ages[definition.name] }), ages.holds(for: key) {
            return ages
        }
        let ages = PipelineAges(key, root: root)
        known.withLock { $0.ages[definition.name] = ages }
        return ages
    }

    // MARK: - The journal

    package func runs(of pipeline: PipelineName, limit: Int) throws -> [RunSnapshot] {
        let trouble = trouble()
        return try journal()?.runs(of: pipeline, limit: limit).map { truth($0, trouble) } ?? []
    }

    package func run(_ id: RunID) throws -> RunSnapshot? {
        let trouble = trouble()
        return try journal()?.run(id).map { truth($0, trouble) }
    }

    /// The runs that are not over, also of pipelines that are no more.
    package func unfinishedRuns() throws -> [Run] {
        let trouble = trouble()
        return try journal()?.unfinishedRuns().map { truth($0, trouble).run } ?? []
    }

    package func activity(_ query: ActivityQuery) throws -> [JournalEntry] {
        try journal()?.activity(query) ?? []
    }

    /// The journal's reader; nil as long as there is no journal.
    ///
    /// Fails where nobody can tell, since the folder is closed to whoever runs this.
    func journal() throws -> JournalReader? {
        if let refusal = folder.closed { throw refusal }
        guard folder.exists else { return nil }
        guard let file = JournalFile(of: folder.journal) else {
            if let strange = AttemptFolders(folder: folder).strangeJournal { throw strange }
            // What a project had begun is never taken for nothing.
            if let lost = AttemptFolders(folder: folder).lostJournal { throw lost }
            return nil
        }
        if let journal = known.withLock({ $0.journal }), journal.file == file {
            return journal.reader
        }
        let reader = try JournalReader(path: folder.journal)
        known.withLock { known in
            known.journal = (file, reader)
            known.view = JournalView()
        }
        return reader
    }

    /// A run in which nothing shows as running that does not run.
    ///
    /// Without an engine the journal still says what stood when the last one ended, and with one
    /// that cannot write what stood before that; the attempts' own folders know better.
    private func truth(_ snapshot: RunSnapshot, _ trouble: WriteTrouble?) -> RunSnapshot {
        guard snapshot.run.isActive else { return snapshot }
        let isHeld = EngineLock.isHeld(folder: folder.path)
        if isHeld, trouble == nil { return snapshot }
        let find = { [folder] (attempt: AttemptID) in
            AttemptFolder(path: folder.folder(of: attempt)).look()
        }
        var run = snapshot.run
        if !isHeld { run = run.withoutEngine(find: find) }
        if isHeld, let trouble { run = run.waiting(for: trouble, find: find) }
        return RunSnapshot(
            run: run,
            position: snapshot.position,
            usual: snapshot.usual,
            recent: snapshot.recent
        )
    }

    // MARK: - Tracking

    package func tracking(_ query: TrackingQuery) throws -> TrackingAnswer {
        let series = try series()
        if case .history(let query) = query { return .history(try series?.history(query) ?? []) }
        if case .curve(let query) = query { return .history(try series?.curve(query) ?? []) }
        if case .files(let query) = query { return .files(try files(query)) }
        guard let journal = try journal() else { return .nothing(for: query) }
        return try journal.tracking(query, series: series)
    }

    package func promotions() throws -> [Promotion] { try journal()?.promotions() ?? [] }

    package func registry(_ query: RegistryQuery) throws -> [RegisteredModel] {
        try journal()?.registry(query) ?? []
    }

    /// The reader of metric points; nil as long as there are none.
    private func series() throws -> SeriesReader? {
        if let refusal = folder.closed { throw refusal }
        guard folder.exists, let file = JournalFile(of: folder.series) else { return nil }
        if let series = known.withLock({ $0.series }), series.file == file { return series.reader }
        let reader = try SeriesReader(path: folder.series)
        known.withLock { $0.series = (file, reader) }
        return reader
    }

    /// The environment of stages, where one was recorded; read again only where it changed.
    func recordedEnvironment() -> RecordedEnvironment? {
        guard let stamp = FileStamp(of: folder.environment) else { return nil }
        if let found = known.withLock({ $0.recorded }), found.stamp == stamp {
            return found.environment
        }
        guard let environment = RecordedEnvironment(in: folder) else { return nil }
        known.withLock { $0.recorded = (stamp, environment) }
        return environment
    }

    // MARK: - Logs

    package func log(of attempt: AttemptID) throws -> LogDescriptors {
        let folder = folder.folder(of: attempt)
        func descriptor(_ name: String) -> Int32? {
            let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
            let file = open(folder + "/" + name, flags)
            return file < 0 ? nil : file
        }
        return LogDescriptors(log: descriptor("log"), times: descriptor("times"))
    }

    /// The absolute path of an attempt's log.
    package func logPath(of attempt: AttemptID) -> String {
        folder.folder(of: attempt) + "/log"
    }

    // MARK: - Edits

    /// What an edit of a file changed, for people: `train.rate 0.1 → 0.05`.
    package func describeEdit(
        _ path: ProjectPath,
        _ before: String,
        _ after: String
    ) -> [String] {
        EditWords.lines(path, before, after)
    }
}

/// Which file the journal is, so that a new one in its place is noticed.
private struct JournalFile: Hashable {
    let device: UInt64
    let inode: UInt64

    /// Nil where there is no journal, or one that was only just made and is still empty.
    init?(of path: String) {
        guard let status = Disk.status(of: path), status.st_mode & S_IFMT == S_IFREG,
            status.st_size > 0
        else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}

extension PipelineControl.Undoable {
    /// What would be taken back.
    fileprivate var words: String {
        switch self {
        case .edit(let edit, _): "edit of \(edit.path)"
        case .skip(_, let stage, _): "skip of \(stage)"
        }
    }
}
