package import Domain

/// All stages of a project and what each needs of the others.
///
/// Invariants: no two outputs overlap, no stages wait for each other, and `stages` stand in
/// topological order: depth first, in the order of the files and of the stages in them.
package struct StageGraph: Hashable, Sendable {
    package let stages: [GraphStage]

    /// The same stages with the places of what they name.
    package let placed: [PlacedStage]

    private let positions: [StageName: Int]

    /// Links the stages of all files of a project.
    ///
    /// Throws all mistakes that only show when all stages are seen together.
    package init(_ files: [StageFile]) throws(InputMistakes) {
        try self.init(files, ignored: .defaults)
    }

    /// As without them, where outputs that the patterns ignore are mistakes.
    init(
        _ files: [StageFile],
        tracked: [TrackedFile] = [],
        ignored: IgnoreRules,
        root: String? = nil
    ) throws(InputMistakes) {
        let all = files.flatMap(\.stages)
        var check = GraphCheck(
            stages: all,
            tracked: tracked,
            files: files.map(\.path),
            ignored: ignored,
            root: root
        )
        let edges = check.edges()
        let order = check.order(edges)
        try check.mistakes.throwIfAny()
        var rank = Array(repeating: 0, count: all.count)
        for (position, index) in order.enumerated() { rank[index] = position }
        placed = order.map { all[$0] }
        stages = order.map { index in
            let upstream = edges[index].map(\.producer).sorted { rank[$0] < rank[$1] }
            return GraphStage(
                definition: all[index].definition,
                upstream: upstream.map { all[$0].name },
                tracked: check.sources[index]
            )
        }
        positions = Dictionary(
            placed.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    package func stage(_ name: StageName) -> GraphStage? {
        positions[name].map { stages[$0] }
    }

    package static func == (left: StageGraph, right: StageGraph) -> Bool {
        left.stages == right.stages && left.placed == right.placed
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(placed)
    }
}
