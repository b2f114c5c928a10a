/// A stage with the stages that must come before it.
package struct GraphStage: Hashable, Codable, Sendable {
    package let definition: StageDefinition
    /// Direct predecessors inside the pipeline, in the pipeline's order.
    package let upstream: [StageName]

    package init(definition: StageDefinition, upstream: [StageName]) {
        self.definition = definition
        self.upstream = upstream
    }

    package var name: StageName { definition.name }
}

/// The level of automation a pipeline declares.
package enum AutomationLevel: Int, Hashable, Codable, Sendable, Comparable {
    case manual = 0
    case continuousTraining = 1
    case delivery = 2

    /// The words people see beside the number.
    package var words: String {
        switch self {
        case .manual: "manual"
        case .continuousTraining: "continuous training"
        case .delivery: "CI/CD"
        }
    }

    package static func < (left: AutomationLevel, right: AutomationLevel) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// A pipeline: its targets and everything upstream of them.
///
/// Invariants: `stages` stand in topological order, ties as written; every name in an `upstream`
/// is the name of an earlier stage.
package struct PipelineDefinition: Hashable, Codable, Sendable {
    package let name: PipelineName
    /// The `dvc.yaml` that defines it.
    package let file: ProjectPath
    package let level: AutomationLevel
    package let stages: [GraphStage]

    package init(
        name: PipelineName,
        file: ProjectPath,
        level: AutomationLevel = .manual,
        stages: [GraphStage]
    ) {
        self.name = name
        self.file = file
        self.level = level
        self.stages = stages
    }

    package func stage(_ name: StageName) -> GraphStage? {
        stages.first { $0.name == name }
    }

    /// All stages before the given ones, without them, in the pipeline's order.
    package func upstream(of names: Set<StageName>) -> [StageName] {
        var wanted = names
        for stage in stages.reversed() where wanted.contains(stage.name) {
            wanted.formUnion(stage.upstream)
        }
        return stages.map(\.name).filter { wanted.contains($0) && !names.contains($0) }
    }

    /// All stages after the given ones, without them, in the pipeline's order.
    package func downstream(of names: Set<StageName>) -> [StageName] {
        var reached = names
        for stage in stages where !reached.isDisjoint(with: stage.upstream) {
            reached.insert(stage.name)
        }
        return stages.map(\.name).filter { reached.contains($0) && !names.contains($0) }
    }
}
