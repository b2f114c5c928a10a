package import Domain
import Foundation
import Journal
import Pipelines

extension ProjectReading {
    package func plan(
        of pipeline: PipelineName,
        selection: Selection,
        options: StartOptions
    ) throws -> Plan {
        let project = files.project()
        let definition = try definition(of: pipeline, in: project)
        try refuseMistakes(in: project, options: options)
        let contents = try contents(of: definition)
        let full = try contents.fullPlan(options: options)
        let run = contents.openRun ?? Run(preview: definition, plan: full)
        let requested: Set<StageName>
        do {
            requested = Set(try selection.stages(in: run, plan: full, force: options.force))
        } catch {
            guard error.code == .upToDate else { throw error }
            return Plan(pipeline: pipeline, stages: [])
        }
        // What is left out may still run before, and decides about what comes after it.
        let (whole, without) = selection.parts
        var plan = full
        if selection != .all || options.force {
            plan = try contents.plan(
                scope: Set(whole.scope(in: definition) ?? Array(requested)),
                forced: options.force ? requested : []
            )
        }
        // A wide selection also names what it will not start: skipped, or by hand only; and what
        // is on its way from before.
        let shown = plan.stages.filter { check in
            guard !without.contains(check.stage) else { return false }
            return requested.contains(check.stage) || !check.verdict.mayRun
                || run.stage(check.stage)?.isActive == true
        }
        return Plan(
            pipeline: pipeline,
            stages: shown,
            sources: plan.sources,
            renewals: plan.renewals
        )
    }

    /// The contents that a pipeline's verdicts are made of.
    func contents(of definition: PipelineDefinition) throws -> PipelineContents {
        let inspector = try files.inspector()
        let runs = try earlierRuns(of: definition.name)
        let leftovers = Leftovers(root: root, folder: folder, inspector: inspector)
        return PipelineContents(
            definition: definition,
            runs: runs,
            inspector: inspector,
            leftovers: try leftovers.facts(of: definition, runs: runs)
        )
    }

    /// The newest runs of a pipeline, newest first, in which an attempt may have left something.
    ///
    /// Those before one that ended well are left out: every stage of it was settled then.
    func earlierRuns(of pipeline: PipelineName) throws -> [Run] {
        // Whoever cannot look into it can still see what would run.
        guard folder.closed == nil, let journal = try journal() else { return [] }
        // Mostly the newest run was done and left nothing; to read it whole takes long.
        if try journal.isNewestDoneThroughout(of: pipeline) { return [] }
        guard let newest = try journal.runs(of: pipeline, limit: 1).first?.run else { return [] }
        guard newest.end != .done else { return [newest] }
        return try journal.runs(of: pipeline, limit: Leftovers.runLimit).map(\.run)
    }

    /// A pipeline's definition, or a refusal with everything that is wrong.
    func definition(
        of name: PipelineName,
        in project: Project
    ) throws(Refusal) -> PipelineDefinition {
        if let mistakes = project.configurationMistakes {
            throw Refusal(.badInput, mistakes.description)
        }
        guard let pipeline = project.pipeline(name) else {
            let names = project.pipelines.map(\.name.text)
            let choices = names.map { "'\($0)'" }.joined(separator: ", ")
            let hint = NearestWord.hint(for: name.text, among: names)
            let others = names.isEmpty ? " There is none." : " There is \(choices)."
            throw Refusal(
                .unknownPipeline,
                "There is no pipeline '\(name)' in this project.\(hint.isEmpty ? others : hint)"
            )
        }
        switch pipeline.content {
        case .success(let definition): return definition
        case .failure(let mistakes): throw Refusal(.badInput, mistakes.description)
        }
    }
}

/// A pipeline with what its verdicts are made of.
struct PipelineContents {
    let definition: PipelineDefinition
    /// Newest first, as the journal has them.
    let runs: [Run]
    let inspector: StageInspector
    let leftovers: [StageName: [FileFact]]

    /// The run that a start would go on with.
    var openRun: Run? {
        guard let newest = runs.first, newest.end == nil, newest.definition == definition else {
            return nil
        }
        return newest
    }

    /// What a start is decided on: all stages, none of them forced.
    func fullPlan(options: StartOptions) throws -> Plan {
        do {
            return try plan(scope: nil, forced: [])
        } catch let mistakes as InputMistakes {
            guard options.force else { throw Refusal(.badInput, mistakes.description) }
            // A lock that cannot be read is written anew by stages that run in any case.
            return try plan(scope: nil, forced: Set(definition.stages.map(\.name)))
        }
    }

    func plan(scope: Set<StageName>?, forced: Set<StageName>) throws -> Plan {
        try inspector.plan(definition, selection: scope, forced: forced, leftovers: leftovers)
    }
}

extension Verdict {
    /// It runs, or it may.
    fileprivate var mayRun: Bool {
        switch self {
        case .runs, .follows: true
        case .unchanged, .restores, .frozen, .blocked: false
        }
    }
}

extension Run {
    /// The run that a start would open: what is unchanged already stands so.
    fileprivate init(preview definition: PipelineDefinition, plan: Plan) {
        let id = RunID(definition.name, 0)
        // Times of a run that is never kept are seen by nobody.
        let start = Date(timeIntervalSince1970: 0)
        self.init(
            opened: RunOpened(run: id, definition: definition, area: .project, commit: nil),
            by: .engine,
            at: start
        )
        for check in plan.stages where check.verdict == .unchanged {
            let ended = StageEnded(run: id, stage: check.stage, outcome: .unchanged, check: check)
            apply(.stageEnded(ended), by: .engine, at: start)
        }
    }
}
