/// What a command asks of one pipeline, where it may ask something of several.
///
/// A pipeline holds everything upstream of its stages, so the parts may be run in any order. Those
/// that make what others read come first all the same, so that a stage runs where it belongs.
package struct PipelinePart: Hashable, Sendable {
    package let pipeline: PipelineDefinition
    package let selection: Selection
    /// The stages for which it is a part of its own.
    private let own: Set<StageName>

    /// Takes a part that stands alone.
    package init(pipeline: PipelineDefinition, selection: Selection) {
        self.init(pipeline, selection, own: [])
    }

    private init(_ pipeline: PipelineDefinition, _ selection: Selection, own: [StageName]) {
        self.pipeline = pipeline
        self.selection = selection
        self.own = Set(own)
    }

    /// The stages it is about, also those that need not run.
    package var scope: [StageName] { selection.scope(in: pipeline) ?? [] }

    // MARK: - Making parts

    /// All of every pipeline.
    package static func whole(_ pipelines: [PipelineDefinition]) -> [PipelinePart] {
        inOrder(
            pipelines.map { pipeline in
                let own = pipeline.stages.filter { $0.definition.place.file == pipeline.file }
                return PipelinePart(pipeline, .all, own: own.map(\.name))
            }
        )
    }

    /// Stages of some pipelines, each with the pipeline in which they are meant.
    package static func chosen(
        _ groups: [(pipeline: PipelineDefinition, stages: [StageName])],
        by selection: ([StageName]) -> Selection
    ) -> [PipelinePart] {
        inOrder(groups.map { PipelinePart($0.pipeline, selection($0.stages), own: $0.stages) })
    }

    /// Stages and all that follow from them, in whatever pipeline.
    ///
    /// `homes` are the pipelines in which the stages are meant; they come first among `all`.
    package static func below(
        _ stages: [StageName],
        homes: [PipelineDefinition],
        among all: [PipelineDefinition]
    ) -> [PipelinePart] {
        var covered: Set<StageName> = []
        let others = all.filter { other in !homes.contains { $0.name == other.name } }
        let parts = (homes + others).compactMap { pipeline -> PipelinePart? in
            let names = stages.filter { pipeline.stage($0) != nil }
            let selection = Selection.from(names)
            let added = (selection.scope(in: pipeline) ?? []).filter { !covered.contains($0) }
            guard !added.isEmpty else { return nil }
            covered.formUnion(added)
            return PipelinePart(pipeline, selection, own: added)
        }
        return inOrder(parts)
    }

    // MARK: - Their order

    private static func inOrder(_ parts: [PipelinePart]) -> [PipelinePart] {
        var needs = parts.map { part in parts.map(part.reads(from:)) }
        var ordered: [PipelinePart] = []
        var left = Array(parts.indices)
        while !left.isEmpty {
            // Where they need each other, either may go first.
            let next = left.first { index in !left.contains { $0 != index && needs[index][$0] } }
            let index = next ?? left[0]
            left.removeAll { $0 == index }
            needs[index] = []
            ordered.append(parts[index])
        }
        return ordered
    }

    private func reads(from other: PipelinePart) -> Bool {
        other.own.contains { !own.contains($0) && pipeline.stage($0) != nil }
    }
}
