import Domain

/// Decides the stages of a pipeline one after the other, each in the light of those above it.
struct Planner {
    /// What the stages below must know of one above.
    private enum Fate {
        /// Its outputs are what they are now.
        case settled
        /// It will run, or may: what it writes is not known yet.
        case undecided
        /// These contents will come back.
        case restoring([ProjectPath: Content])
        case blocked
    }

    private let pipeline: PipelineDefinition
    private let inspector: StageInspector
    private let view: ProjectView
    /// The data that files track, by those files.
    private let sources: [ProjectPath: TrackedLook]
    private var fates: [StageName: Fate] = [:]
    private(set) var checks: [StageCheck] = []

    init(
        pipeline: PipelineDefinition,
        inspector: StageInspector,
        view: ProjectView,
        sources: [TrackedLook] = []
    ) {
        self.pipeline = pipeline
        self.inspector = inspector
        self.view = view
        self.sources = Dictionary(
            sources.map { ($0.file.path, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Decides a stage; those above it that were not decided count as they are.
    @discardableResult
    mutating func add(
        _ stage: GraphStage,
        isForced: Bool,
        leftovers: [FileFact]
    ) throws -> StageCheck {
        let definition = stage.definition
        let above = stage.upstream.compactMap { name -> (StageDefinition, Fate)? in
            guard let fate = fates[name], let other = pipeline.stage(name) else { return nil }
            return (other.definition, fate)
        }
        var waitsFor: [StageName] = []
        var undecided: Set<ProjectPath> = []
        var coming: [ProjectPath: Content] = [:]
        for (other, fate) in above where !definition.isFrozen {
            switch fate {
            case .settled: break
            case .blocked:
                // Nothing is known of what it would have written.
                waitsFor.append(other.name)
            case .undecided:
                waitsFor.append(other.name)
                undecided.formUnion(shared(definition, other))
            case .restoring(let contents):
                for path in shared(definition, other) {
                    if let content = try content(of: path, in: contents) {
                        coming[path] = content
                    } else {
                        if waitsFor.last != other.name { waitsFor.append(other.name) }
                        undecided.insert(path)
                    }
                }
            }
        }
        var look = try inspector.look(
            at: definition,
            view: view,
            coming: coming,
            undecided: undecided,
            isForced: isForced,
            leftovers: leftovers
        )
        let first = look.verdict(
            waitsFor: waitsFor,
            undecided: undecided,
            isForced: isForced,
            missing: { missing($0, of: stage) }
        )
        let isSure = waitsFor.isEmpty && undecided.isEmpty
        let verdict = isSure ? try inspector.recall(&look, insteadOf: first) : first
        fates[stage.name] = fate(of: verdict, look)
        let check = look.check(verdict.with(tracked(of: stage)))
        checks.append(check)
        return check
    }

    /// What files track and the stage reads.
    private func tracked(of stage: GraphStage) -> [TrackedLook] {
        stage.definition.isFrozen ? [] : stage.tracked.compactMap { sources[$0] }
    }

    private func fate(of verdict: Verdict, _ look: StageLook) -> Fate {
        switch verdict {
        case .unchanged, .frozen: return .settled
        case .runs, .follows: return .undecided
        case .blocked: return .blocked
        case .restores:
            let pairs = look.outputs.compactMap { output -> (ProjectPath, Content)? in
                guard let content = look.coming(output) else { return nil }
                return (look.definition.resolve(output.definition.path), content)
            }
            return .restoring(Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
        }
    }

    /// What of a stage, its working folder among it, is written by another one.
    private func shared(_ stage: StageDefinition, _ other: StageDefinition) -> Set<ProjectPath> {
        let made = other.outputs.map { key(other.resolve($0.path)) }
        var read = (stage.dependencies + stage.parameters.map(\.path)).map(stage.resolve)
        if !stage.folder.text.isEmpty { read.append(stage.folder) }
        return Set(
            read.filter { path in
                let path = key(path)
                return made.contains {
                    StagePath.isInside(path, $0) || StagePath.isInside($0, path)
                }
            }
        )
    }

    private func key(_ path: ProjectPath) -> ProjectPath {
        StagePath.key(path, root: inspector.root)
    }

    /// The content at a path once others came back; nil where that cannot be told.
    private func content(
        of path: ProjectPath,
        in contents: [ProjectPath: Content]
    ) throws -> Content? {
        if let content = contents[path] { return content }
        let whole = contents.first { StagePath.isInside(path, $0.key) }
        guard let whole, let manifest = try inspector.cache.manifest(whole.value.hash) else {
            return nil
        }
        let rest = Array(path.text.utf8.dropFirst(whole.key.text.utf8.count + 1))
        let below = manifest.below(RawPath(bytes: rest))
        guard below.entries.isEmpty else {
            return Content(
                hash: below.hash,
                size: Content.unknownSize,
                fileCount: below.entries.count
            )
        }
        return manifest.entries.first { $0.path.bytes == rest }.map {
            Content(hash: ContentHash(file: $0.digest), size: Content.unknownSize)
        }
    }

    /// Why a missing dependency matters, and what to do.
    private func missing(_ dependency: StageLook.Dependency, of stage: GraphStage) -> String {
        let problems = tracked(of: stage).lazy.compactMap { $0.problem(at: dependency.resolved) }
        if let problem = problems.first { return problem }
        let start = "'\(dependency.path)' is missing"
        let producer = pipeline.stages.first { other in
            other.name != stage.name
                && other.definition.outputs.contains { output in
                    let path = other.definition.resolve(output.path)
                    return StagePath.isInside(dependency.resolved, path)
                        || StagePath.isInside(path, dependency.resolved)
                }
        }
        if let producer {
            if case .blocked = fates[producer.name] {
                return "\(start): '\(producer.name)', which makes it, cannot run."
            }
            return "\(start). '\(producer.name)' makes it; run that first."
        }
        let marker = view.path(ProjectPath(dependency.resolved.text + ".dvc"))
        if (try? FileStatus.of(marker))?.isFile == true {
            // That it cannot be looked at is told by the words for a file that is not there.
            return "\(start), and '\(stage.name)' needs it. 'dvc checkout' or 'dvc pull' brings"
                + " it back."
        }
        return "\(start), and no stage makes it. '\(stage.name)' needs it: put it there, or correct"
            + " 'deps'."
    }
}

extension StageLook {
    func check(_ verdict: Verdict) -> StageCheck {
        StageCheck(
            stage: definition.name,
            verdict: verdict,
            inputs: inputs,
            parameters: parameterFacts,
            replacements: verdict == .unchanged ? [] : replacements
        )
    }
}
