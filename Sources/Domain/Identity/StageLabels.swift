/// What stages are called among each other: by their name alone, unless another one of them, of
/// another file, has it too.
package struct StageLabels: Hashable, Sendable {
    /// The names that more than one has.
    private let repeated: Set<StageName>

    package init(_ stages: some Sequence<StageName>) {
        var seen: Set<StageName> = []
        repeated = Set(
            stages.map { StageName($0.short) }.filter { !seen.insert($0).inserted }
        )
    }

    /// The labels of a pipeline's stages; costs little where all are of one file.
    package init(_ definition: PipelineDefinition) {
        let files = definition.stages.lazy.map(\.definition.place.file)
        let isOfOne = files.allSatisfy { $0 == files.first }
        self.init(isOfOne ? [] : definition.stages.map(\.name))
    }

    package subscript(_ stage: StageName) -> String {
        let short = stage.short
        return repeated.contains(StageName(short)) ? stage.text : short
    }
}
