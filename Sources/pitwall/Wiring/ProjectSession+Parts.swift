import ArgumentParser
import Domain
import Engine

extension ProjectSession {
    /// A pipeline, and the stages that are meant in it.
    private typealias Group = (pipeline: PipelineDefinition, stages: [StageName])

    /// What a command asks of one pipeline, or of several.
    ///
    /// Stages of one command may belong to several pipelines, and all that follows from them may
    /// be anywhere. Where a pipeline is named, everything is meant in that one.
    func parts(
        of wanted: SelectionArguments,
        in name: String?
    ) throws -> [PipelinePart] {
        if wanted.allPipelines {
            guard name == nil else {
                throw ValidationError("--all-pipelines and --pipeline: use one of them.")
            }
            return PipelinePart.whole(try allDefinitions())
        }
        guard name == nil, !wanted.stages.isEmpty else {
            let pipeline = try pipeline(name, holding: wanted.stages, withRun: false)
            let names = try stages(wanted.stages, of: pipeline)
            return try [
                PipelinePart(
                    pipeline: definition(of: pipeline),
                    selection: wanted.selection(of: names)
                )
            ]
        }
        let groups = try groups(of: wanted.stages)
        if wanted.downstream {
            return PipelinePart.below(
                groups.flatMap(\.stages),
                homes: groups.map(\.pipeline),
                among: try reading.pipelines().compactMap(\.definition)
            )
        }
        return PipelinePart.chosen(groups, by: wanted.selection)
    }

    /// What would run of the parts of a command, each stage in the first plan that holds it.
    func plans(of parts: [PipelinePart], _ options: StartOptions) throws -> [Plan] {
        var progress = PartProgress()
        var plans: [Plan] = []
        for part in parts {
            guard let selection = progress.rest(of: part) else { continue }
            progress.takeWhole(part)
            let plan = try reading.plan(
                of: part.pipeline.name,
                selection: selection,
                options: options
            )
            let (sources, renewals) = (plans.flatMap(\.sources), plans.flatMap(\.renewals))
            plans.append(
                Plan(
                    pipeline: plan.pipeline,
                    stages: plan.stages,
                    sources: plan.sources.filter { !sources.contains($0) },
                    renewals: plan.renewals.filter { !renewals.contains($0) }
                )
            )
        }
        return plans
    }

    private func allDefinitions() throws -> [PipelineDefinition] {
        let all = try reading.pipelines()
        guard !all.isEmpty else { throw Refusal(.unknownStage, "There is no pipeline here.") }
        return try all.map(definition)
    }

    private func definition(of pipeline: PipelineSnapshot) throws(Refusal) -> PipelineDefinition {
        guard let definition = pipeline.definition else {
            throw Refusal(.badInput, pipeline.mistakes.joined(separator: "\n"))
        }
        return definition
    }

    /// Which stages are meant in which pipeline; all of them in that of the first, where it holds
    /// them.
    private func groups(of addresses: [String]) throws -> [Group] {
        var groups: [Group] = []
        for address in addresses {
            let (pipeline, names) = try meaning(of: address, after: groups.first?.pipeline)
            let known = groups.firstIndex { $0.pipeline.name == pipeline.name }
            let index = known ?? groups.endIndex
            if known == nil { groups.append((pipeline, [])) }
            groups[index].stages += names.filter { !groups[index].stages.contains($0) }
        }
        let all = groups.flatMap(\.stages)
        guard let first = groups.first?.pipeline, all.allSatisfy({ first.stage($0) != nil }) else {
            return groups
        }
        return [(first, all)]
    }

    private func meaning(
        of address: String,
        after first: PipelineDefinition?
    ) throws -> Group {
        do {
            let pipeline = try pipeline(nil, holding: [address], withRun: false)
            return (try definition(of: pipeline), try stages([address], of: pipeline))
        } catch {
            // A bare name that several pipelines know may be meant in the one named before.
            let names = first.map { stages(at: address, in: $0) } ?? []
            guard let first, !names.isEmpty else { throw error }
            return (first, names)
        }
    }
}
