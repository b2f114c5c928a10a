import Domain
import Plotting
import Terminal

/// The nodes and edges of a pipeline as it stands, with its fan-outs folded.
struct StageGraph {
    private let shape: StageShape
    private let nodes: [GraphNode]

    init(_ state: PipelineState, _ shape: StageShape, _ model: Model) {
        self.shape = shape
        let rows = state.stages
        nodes = shape.folding.groups.enumerated().map { index, group in
            let title = shape.titles[index]
            guard !group.isFanOut, let member = group.members.first else {
                return Self.fanOut(title, group.members.map { rows[$0] })
            }
            return Self.node(title, rows[member], state, model)
        }
    }

    func picture(_ level: GraphLevel, _ cache: inout GraphLayoutCache<StageName>) -> GraphPicture {
        GraphPicture(
            nodes,
            edges: shape.folding.edges,
            keys: shape.keys,
            level: level,
            cache: &cache
        )
    }

    // MARK: - Nodes

    private static func node(
        _ title: SafeText,
        _ row: StageTable.Row,
        _ state: PipelineState,
        _ model: Model
    ) -> GraphNode {
        var node = GraphNode(
            title: title,
            glyph: Glyph(row.status.glyph),
            style: row.markStyle,
            lines: [line(row, state, model)],
            isGhost: row.status.isAhead,
            severity: row.status.severity
        )
        if let progress = StageProgress(row, state, model) {
            node.progress = GraphNode.Progress(
                progress.fraction,
                isEstimate: progress.isEstimate
            )
        }
        if state.pipeline.breakpoints.contains(row.name) { node.badge = Status.paused.mark }
        return node
    }

    /// What stands below the name: what is wrong, else how long it took or takes, else its status.
    private static func line(
        _ row: StageTable.Row,
        _ state: PipelineState,
        _ model: Model
    ) -> StyledText {
        if row.isDoubtful { return StyledText(row.word, row.wordStyle) }
        switch row.status {
        case .yourStep, .failed, .cancelled, .skipped, .paused:
            return StyledText(row.word, row.status.style)
        default: break
        }
        if row.run?.wait != nil { return StyledText(row.word, .muted) }
        let time = StageTime.words(of: row, state, model)
        return time.isEmpty ? StyledText(row.word, .faint) : StyledText(time, .muted)
    }

    private static func fanOut(_ title: SafeText, _ rows: [StageTable.Row]) -> GraphNode {
        let worst = rows.max { $0.status.severity < $1.status.severity }
        let status = worst?.status ?? .planned
        return GraphNode(
            title: title,
            glyph: Glyph(status.glyph),
            style: status.style,
            isGhost: rows.allSatisfy(\.status.isAhead),
            strip: rows.map { row in
                GraphNode.Member(
                    glyph: Glyph(row.status.glyph),
                    style: row.markStyle,
                    severity: row.status.severity
                )
            },
            badge: StyledText(untrusted: "×\(rows.count)", .muted),
            severity: status.severity
        )
    }
}

extension StageShape {
    /// The node that a stage is in.
    func node(of stage: Int) -> Int? {
        folding.groupOf.indices.contains(stage) ? folding.groupOf[stage] : nil
    }

    /// The stages that share a node with one, itself among them.
    func members(with stage: Int) -> [Int] {
        node(of: stage).map { folding.groups[$0].members } ?? []
    }

    /// The stage to go to in a node: of a fan-out the one that wants most to be seen.
    func stage(in node: Int, _ rows: [StageTable.Row]) -> Int? {
        guard folding.groups.indices.contains(node) else { return nil }
        let members = folding.groups[node].members
        return members.max {
            (rows[$0].status.severity, $1) < (rows[$1].status.severity, $0)
        }
    }
}

extension Status {
    /// Nothing of it has begun.
    var isAhead: Bool {
        switch self {
        case .planned, .yourStep, .queued: true
        case .running, .done, .unchanged, .skipped, .failed, .cancelled, .paused, .yourDecision,
            .alert, .rollingOut, .gate:
            false
        }
    }

    /// How much a node wants to be seen.
    var severity: Int {
        switch self {
        case .failed: 6
        case .paused, .yourDecision, .alert: 5
        case .running, .rollingOut: 4
        case .yourStep: 3
        case .queued, .cancelled: 2
        case .planned, .skipped, .gate: 1
        case .done, .unchanged: 0
        }
    }
}
