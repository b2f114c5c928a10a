/// A stage with the stages that must come before it.
package struct GraphStage: Hashable, Codable, Sendable {
    package let definition: StageDefinition
    /// Direct predecessors inside the pipeline, in the pipeline's order.
    package let upstream: [StageName]
    /// The `.dvc` files whose data it reads.
    package let tracked: [ProjectPath]

    private enum CodingKeys: String, CodingKey {
        case definition, upstream, tracked
    }

    package init(
        definition: StageDefinition,
        upstream: [StageName],
        tracked: [ProjectPath] = []
    ) {
        self.definition = definition
        self.upstream = upstream
        self.tracked = tracked
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        definition = try container.decode(StageDefinition.self, forKey: .definition)
        upstream = try container.decode([StageName].self, forKey: .upstream)
        tracked = try container.decodeIfPresent([ProjectPath].self, forKey: .tracked) ?? []
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(definition, forKey: .definition)
        try container.encode(upstream, forKey: .upstream)
        if !tracked.isEmpty { try container.encode(tracked, forKey: .tracked) }
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
    /// Where each of `stages` stands.
    package let index: StageIndex

    private enum CodingKeys: String, CodingKey {
        case name, file, level, stages
    }

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
        index = StageIndex(stages)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try container.decode(PipelineName.self, forKey: .name),
            file: try container.decode(ProjectPath.self, forKey: .file),
            level: try container.decode(AutomationLevel.self, forKey: .level),
            stages: try container.decode([GraphStage].self, forKey: .stages)
        )
    }

    package static func == (left: PipelineDefinition, right: PipelineDefinition) -> Bool {
        left.name == right.name && left.file == right.file && left.level == right.level
            && left.stages == right.stages
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(file)
        hasher.combine(level)
        hasher.combine(stages)
    }

    /// The `.dvc` files whose data stages read, each once.
    package var trackedFiles: [ProjectPath] {
        var seen: Set<ProjectPath> = []
        return stages.flatMap(\.tracked).filter { seen.insert($0).inserted }
    }

    package func stage(_ name: StageName) -> GraphStage? {
        index.position(of: name).map { stages[$0] }
    }

    /// All stages before the given ones, without them, in the pipeline's order.
    ///
    /// What is above a frozen stage is not looked for through it: it does not run anyway.
    package func upstream(of names: Set<StageName>) -> [StageName] {
        let given = marks(of: names)
        var wanted = given
        for position in stages.indices.reversed()
        where wanted[position] && !stages[position].definition.isFrozen {
            for above in index.predecessors[position] { wanted[above] = true }
        }
        return stages.indices.filter { wanted[$0] && !given[$0] }.map { stages[$0].name }
    }

    /// All stages after the given ones, without them, in the pipeline's order.
    ///
    /// A frozen stage does not follow what is above it.
    package func downstream(of names: Set<StageName>) -> [StageName] {
        let given = marks(of: names)
        var reached = given
        for position in stages.indices
        where !stages[position].definition.isFrozen
            && index.predecessors[position].contains(where: { reached[$0] })
        {
            reached[position] = true
        }
        return stages.indices.filter { reached[$0] && !given[$0] }.map { stages[$0].name }
    }

    private func marks(of names: Set<StageName>) -> [Bool] {
        var marks = Array(repeating: false, count: stages.count)
        for name in names {
            if let position = index.position(of: name) { marks[position] = true }
        }
        return marks
    }
}
