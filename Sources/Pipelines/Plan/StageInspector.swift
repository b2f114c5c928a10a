package import Domain
package import Foundation

/// Looks at the stages of a project by content, and takes what they made.
///
/// Everything here waits for the disk: call it on a thread that may wait. Calls for different
/// stages may run at the same time.
package final class StageInspector: Sendable {
    /// The absolute path of the project's root.
    package let root: String
    package let settings: CacheSettings

    let folder: RawPath
    let reader: ContentReader
    /// What earlier runs made.
    package let cache: ObjectCache
    let runs: RunCache
    /// Keeps out of the way of DVC's own processes.
    package let dvc: DVCLocks
    let locks: LockStore
    let tracked: TrackedStore
    let parameters: ParameterStore
    let ignore: GitIgnore

    /// Takes the project at `root`.
    ///
    /// The cache is where DVC's settings put it, unless `settings` say otherwise.
    package init(root: String, settings: CacheSettings? = nil) throws {
        let settings = try settings ?? CacheSettings.read(root: root)
        self.root = root
        self.settings = settings
        folder = RawPath(root)
        reader = ContentReader(root: folder)
        cache = ObjectCache(settings, reader: reader)
        runs = RunCache(settings)
        dvc = DVCLocks(root: root, isNeeded: settings.isDVC)
        locks = LockStore(root: folder)
        tracked = TrackedStore(root: folder)
        parameters = ParameterStore()
        ignore = GitIgnore(root: folder, ignoresGit: settings.ignoresGit)
    }

    // MARK: - Looking

    /// Fails where the lock of a stage file cannot be read.
    package func checkLock(of file: ProjectPath) throws {
        _ = try locks.lock(for: file)
    }

    /// What would run in a pipeline, and why; changes nothing.
    ///
    /// Only the stages of `selection` are looked at, all without it; the outputs of the others
    /// count as they are. `forced` stages run in any case. `leftovers` are the outputs that failed
    /// attempts left, so that they do not pass for changes by hand. A lock that cannot be read
    /// fails the plan, unless all stages it is read for are forced.
    package func plan(
        _ pipeline: PipelineDefinition,
        selection: Set<StageName>? = nil,
        forced: Set<StageName> = [],
        leftovers: [StageName: [FileFact]] = [:]
    ) throws -> Plan {
        let view = ProjectView(root: folder, reader: reader, parameters: parameters)
        let chosen = pipeline.stages.filter { selection?.contains($0.name) ?? true }
        view.read(chosen.flatMap { $0.definition.allPaths })
        let sources = try looks(at: chosen.trackedSources, view)
        var planner = Planner(pipeline: pipeline, inspector: self, view: view, sources: sources)
        for stage in chosen {
            try planner.add(
                stage,
                isForced: forced.contains(stage.name),
                leftovers: leftovers[stage.name] ?? []
            )
        }
        return Plan(
            pipeline: pipeline.name,
            stages: planner.checks,
            sources: sources.flatMap(\.changes),
            renewals: try renewals(of: forced.isEmpty ? [] : chosen, forced: forced)
        )
    }

    /// What becomes of the locks of forced stages that cannot be read.
    private func renewals(
        of stages: [GraphStage],
        forced: Set<StageName>
    ) throws -> [LockRenewal] {
        let files = stages.filter { forced.contains($0.name) }.map(\.definition.place.file)
        return try Set(files).sorted().compactMap { try locks.renewal(for: $0) }
    }

    /// Looks at one stage of a pipeline, as it is now; goes through no other one.
    package func check(
        _ stage: StageName,
        of pipeline: PipelineDefinition,
        isForced: Bool = false,
        leftovers: [FileFact] = []
    ) throws -> StageCheck {
        guard let own = pipeline.stage(stage) else {
            throw StageProblem.blocked(stage, ["'\(stage)' is no stage of '\(pipeline.name)'."])
        }
        let view = ProjectView(root: folder, reader: reader, parameters: parameters)
        view.read(own.definition.allPaths)
        var planner = Planner(pipeline: pipeline, inspector: self, view: view)
        return try planner.add(own, isForced: isForced, leftovers: leftovers)
    }

    /// The outputs of a stage as they are now, those that are not there without a hash.
    package func outputs(of stage: StageDefinition) throws -> [FileFact] {
        let view = ProjectView(root: folder, reader: reader, parameters: parameters)
        view.read(stage.outputs.map { stage.resolve($0.path) })
        return try stage.outputs.map { output in
            FileFact(output.path, try view.content(stage.resolve(output.path)))
        }
    }

    /// When a file, or the newest file of a folder, was changed last; nil where nothing is.
    package func modificationTime(of path: ProjectPath) throws -> Date? {
        let path = folder.appending(path.text)
        guard let status = try FileStatus.of(path) else { return nil }
        var newest = status.modifiedAt
        if status.isFolder {
            var ignored = IgnoreLookup(root: folder)
            let items = try FolderListing(of: path, &ignored).items
            newest = items.map(\.status.modifiedAt).max() ?? newest
        }
        return Date(timeIntervalSince1970: Double(newest) / 1e9)
    }

    /// Writes the lock entries that wait.
    package func writeLocks() throws {
        try locks.writeWaiting()
    }

    /// It came to know what the next process would have to find out again.
    package var hasNews: Bool { reader.hasNews }

    /// Writes down what was read of files, so that the next process need not read them again.
    package func writeDown() throws {
        try reader.writeDown()
    }

    /// Returns once every object and lock entry taken so far survives a power cut.
    package func flush() throws {
        try cache.flush()
        try locks.flush()
    }
}

extension StageDefinition {
    /// A path of this stage seen from the project's root.
    package func resolve(_ path: String) -> ProjectPath {
        StagePath.resolve(path, in: folder)
    }

    fileprivate var allPaths: [ProjectPath] {
        dependencies.map(resolve) + outputs.map { resolve($0.path) }
    }
}

extension Sequence<GraphStage> {
    /// The `.dvc` files whose data these stages read, each once; a frozen one reads none.
    package var trackedSources: [ProjectPath] {
        var seen: Set<ProjectPath> = []
        return filter { !$0.definition.isFrozen }.flatMap(\.tracked)
            .filter { seen.insert($0).inserted }
    }
}

extension PipelineDefinition {
    /// The dependencies that no stage of the pipeline makes, each once, in the pipeline's order.
    package var sources: [ProjectPath] {
        var made = PathTree<Void>()
        for stage in stages {
            for output in stage.definition.outputs {
                made.insert((), at: stage.definition.resolve(output.path))
            }
        }
        var seen: Set<ProjectPath> = []
        return stages.flatMap { stage in
            stage.definition.dependencies.map(stage.definition.resolve)
        }.filter { made.overlapping($0).isEmpty && seen.insert($0).inserted }
    }
}
