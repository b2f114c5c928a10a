import Domain
import Pipelines

/// A project in a temporary folder, with shell stages that are run by hand.
final class StageProject {
    let folder: TemporaryFolder
    let inspector: StageInspector

    /// `setUp` makes the folder a project; without it there is an empty `.dvc`.
    init(
        _ stages: String = "",
        setUp: (TemporaryFolder) throws -> Void = { try $0.makeFolder(".dvc") }
    ) throws {
        folder = try TemporaryFolder()
        try setUp(folder)
        inspector = try StageInspector(root: folder.path)
        if !stages.isEmpty { try folder.write("dvc.yaml", stages) }
    }

    /// The pipeline of all stages of the given files.
    func pipeline(_ files: [ProjectPath] = ["dvc.yaml"]) throws -> PipelineDefinition {
        let read = try files.map { try StageFile.read(root: folder.path, path: $0) }
        let graph = try StageGraph(read)
        return PipelineDefinition(name: "p", file: "dvc.yaml", stages: graph.stages)
    }

    func plan(
        _ files: [ProjectPath] = ["dvc.yaml"],
        selection: Set<StageName>? = nil,
        forced: Set<StageName> = [],
        leftovers: [StageName: [FileFact]] = [:]
    ) throws -> [StageName: Verdict] {
        let plan = try inspector.plan(
            pipeline(files),
            selection: selection,
            forced: forced,
            leftovers: leftovers
        )
        return Dictionary(uniqueKeysWithValues: plan.stages.map { ($0.stage, $0.verdict) })
    }

    func check(_ stage: StageName, forced: Bool = false) throws -> StageCheck {
        try inspector.check(stage, of: pipeline(), isForced: forced)
    }

    /// Runs all stages that the plan runs, one after the other, as the engine does.
    @discardableResult
    func run(
        _ files: [ProjectPath] = ["dvc.yaml"],
        forced: Set<StageName> = []
    ) throws -> [StageName] {
        let pipeline = try pipeline(files)
        let order = pipeline.stages.map(\.name)
        var ran: [StageName] = []
        for stage in pipeline.stages.map(\.definition) {
            let isForced = forced.contains(stage.name)
            let check = try inspector.check(stage.name, of: pipeline, isForced: isForced)
            switch check.verdict {
            case .unchanged, .follows, .blocked: continue
            case .frozen: _ = try inspector.acceptFrozen(stage, isForced: isForced)
            case .restores: _ = try inspector.restore(stage)
            case .runs:
                _ = try inspector.prepare(stage, isForced: isForced, acceptsLoss: true)
                for script in stage.command.scripts {
                    let code = try Shell.run(script, in: folder[stage.folder.text].description)
                    guard code == 0 else {
                        throw StageProblem.blocked(stage.name, ["exit \(code)"])
                    }
                }
                _ = try inspector.save(stage, check: check, order: order)
                ran.append(stage.name)
            }
        }
        return ran
    }
}
