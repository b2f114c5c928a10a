import Domain
import Plotting
import Terminal

/// The stages as a graph: boxes where they fit, else pills; a fan-out is one node.
enum StageGraphView {
    typealias Cache = GraphLayoutCache<StageName>

    static func draw(
        _ state: PipelineState,
        _ model: Model,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        // A hit in nearly every frame: update laid the graph out when its shape changed.
        var cache = state.screen.layouts
        let graph = StageGraph(state, model)
        let picture = graph.picture(in: rect.size, level: state.screen.level, cache: &cache)
        let selected = graph.selected
        var viewport = GraphViewport()
        if let selected {
            viewport.show(
                picture.rect(of: selected, width: rect.width),
                of: picture.size,
                in: rect.size
            )
        }
        let free = Size(
            width: max(0, rect.width - picture.size.width),
            height: max(0, rect.height - picture.size.height)
        )
        let place = picture.level == .list
            ? rect : rect.inset(left: min(2, free.width / 2), top: min(1, free.height / 2))
        canvas.within(place) { canvas in
            picture.draw(on: &canvas, viewport: viewport, selected: selected)
        }
    }

    /// Lays the graph out, so that drawing finds it done.
    static func prepare(_ state: PipelineState, _ model: Model, cache: inout Cache) {
        _ = StageGraph(state, model).picture(
            in: Size(width: model.size.width, height: model.size.height),
            level: state.screen.level,
            cache: &cache
        )
    }

    /// The stage that a movement along the edges leads to, by its number; nil where there is none.
    static func target(of action: Action, from index: Int, _ model: Model) -> Int? {
        guard let state = PipelineState(model) else { return nil }
        let graph = StageGraph(state, model)
        guard let node = graph.node(of: index) else { return nil }
        var cache = state.screen.layouts
        let level: GraphLevel = state.screen.level ?? .box
        let picture = graph.picture(in: .zero, level: level, cache: &cache)
        let target: Int? =
            switch action {
            case .left: picture.move(from: node, .left)
            case .right: picture.move(from: node, .right)
            case .up: picture.move(from: node, .up)
            case .down: picture.move(from: node, .down)
            case .first: picture.first
            case .last: picture.last
            default: nil
            }
        // At the graph's edge the cursor stays where it is.
        return graph.firstStage(of: target ?? node)
    }
}

/// The nodes and edges of a pipeline as it stands, with its fan-outs folded.
struct StageGraph {
    private let state: PipelineState
    private let stages: [GraphStage]
    private let folding: GraphFolding
    private let nodes: [GraphNode]

    init(_ state: PipelineState, _ model: Model) {
        self.state = state
        stages = state.definition?.stages ?? []
        let numbers = Dictionary(
            stages.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let edges = stages.enumerated().flatMap { index, stage in
            stage.upstream.compactMap { name in
                numbers[name].map { GraphEdge(from: $0, to: index) }
            }
        }
        folding = GraphFolding(names: stages.map(\.name.short), edges: edges)
        let stages = stages
        nodes = folding.groups.map { group in
            StageNode.node(of: group, stages.map(\.name), state, model)
        }
    }

    var selected: Int? {
        state.selected.flatMap { name in
            stages.firstIndex { $0.name == name }.map { folding.groupOf[$0] }
        }
    }

    func node(of stage: Int) -> Int? {
        folding.groupOf.indices.contains(stage) ? folding.groupOf[stage] : nil
    }

    func firstStage(of node: Int) -> Int? { folding.groups[node].members.first }

    func picture(
        in size: Size,
        level: GraphLevel?,
        cache: inout StageGraphView.Cache
    ) -> GraphPicture {
        let keys = folding.groups.map { StageName($0.name) }
        let wanted = nodes.count > GraphPicture.drawnNodesLimit ? GraphLevel.list : level
        if let wanted {
            return GraphPicture(
                nodes, edges: folding.edges, keys: keys, level: wanted, cache: &cache
            )
        }
        let box = GraphPicture(
            nodes, edges: folding.edges, keys: keys, level: .box, cache: &cache
        )
        let fits = box.size.width <= size.width && box.size.height <= size.height
        if fits || size == .zero { return box }
        let pill = GraphPicture(
            nodes, edges: folding.edges, keys: keys, level: .pill, cache: &cache
        )
        // Where neither fits, pills show more of the whole, and the window follows the cursor.
        return pill
    }
}

/// How a stage, or a fan-out of them, looks as a node.
enum StageNode {
    static func node(
        of group: GraphFolding.Group,
        _ names: [StageName],
        _ state: PipelineState,
        _ model: Model
    ) -> GraphNode {
        let members = group.members.map { names[$0] }
        let statuses = members.map(state.status(of:))
        let worst = zip(members, statuses).max { $0.1.severity < $1.1.severity }
        let status = worst?.1 ?? .planned
        var node = GraphNode(
            title: SafeText(untrusted: group.name),
            glyph: Glyph(status.glyph),
            style: status.style,
            isGhost: status == .planned || status == .yourStep || status == .queued,
            severity: status.severity
        )
        if group.isFanOut {
            node.strip = statuses.map { status in
                GraphNode.Member(
                    glyph: Glyph(status.glyph),
                    style: status.style,
                    severity: status.severity
                )
            }
            node.badge = StyledText(untrusted: "×\(members.count)", .muted)
        } else if let name = members.first {
            fill(&node, with: name, status, state, model)
        }
        return node
    }

    private static func fill(
        _ node: inout GraphNode,
        with name: StageName,
        _ status: Status,
        _ state: PipelineState,
        _ model: Model
    ) {
        if let progress = StageProgress(name, state, model) {
            node.progress = GraphNode.Progress(
                progress.fraction,
                isEstimate: progress.isEstimate
            )
        }
        if state.pipeline.breakpoints.contains(name) { node.badge = Status.paused.mark }
        let time = StageTime.words(of: name, state, model)
        if state.isStale(name) {
            node.lines = [StyledText("stale", Style(.warning))]
        } else if status == .yourStep {
            node.lines = [StyledText("your step", status.style)]
        } else if !time.isEmpty {
            node.lines = [StyledText(time, .muted)]
        } else {
            node.lines = [StyledText(untrusted: status.rawValue, .faint)]
        }
    }
}

extension Status {
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
