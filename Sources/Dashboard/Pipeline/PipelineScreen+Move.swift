import Domain
import Plotting
import Terminal

extension PipelineScreen {
    /// Moves: in the stages the cursor, along edges or rows; in the other panes the lines.
    static func move(_ action: Action, _ state: PipelineState, in model: inout Model) {
        switch state.screen.pane {
        case .stages: moveCursor(action, state, in: &model)
        case .details, .log: scroll(state.screen.pane, by: action, state, in: &model)
        }
    }

    private static func moveCursor(
        _ action: Action,
        _ state: PipelineState,
        in model: inout Model
    ) {
        let rows = state.stages
        guard !rows.isEmpty else { return }
        let current = state.selectedIndex ?? 0
        let arrangement = arrangement(state, in: &model)
        if arrangement.picture != nil, let member = member(action, from: current, state) {
            select(rows[member].name, state, in: &model)
            return
        }
        if let picture = arrangement.picture, let shape = state.shape,
            let node = shape.node(of: current), let target = target(of: action, node, in: picture)
        {
            // At the graph's edge the cursor stays where it is.
            guard target != node, let stage = shape.stage(in: target, rows) else { return }
            select(rows[stage].name, state, in: &model)
            return
        }
        let page = max(1, (arrangement.stages?.height ?? 4) - 4)
        let target =
            switch action {
            case .up, .left: current - 1
            case .down, .right: current + 1
            case .first: 0
            case .last: rows.count - 1
            case .pageUp: current - page
            case .pageDown: current + page
            case .halfPageUp: current - max(1, page / 2)
            case .halfPageDown: current + max(1, page / 2)
            default: current
            }
        select(rows[min(max(0, target), rows.count - 1)].name, state, in: &model)
    }

    /// The next stage of a fan-out, up or down; nil at its ends, where the movement leaves it.
    private static func member(
        _ action: Action,
        from current: Int,
        _ state: PipelineState
    ) -> Int? {
        guard action == .up || action == .down, let members = state.shape?.members(with: current),
            let index = members.firstIndex(of: current)
        else { return nil }
        let next = index + (action == .down ? 1 : -1)
        return members.indices.contains(next) ? members[next] : nil
    }

    /// The node that a movement leads to; nil where the movement is not along edges.
    private static func target(of action: Action, _ node: Int, in picture: GraphPicture) -> Int? {
        switch action {
        case .left: picture.move(from: node, .left) ?? node
        case .right: picture.move(from: node, .right) ?? node
        case .up: picture.move(from: node, .up) ?? node
        case .down: picture.move(from: node, .down) ?? node
        case .first: picture.first
        case .last: picture.last
        default: nil
        }
    }

    /// Scrolls the details down, or the log's tail up, by an action's lines.
    private static func scroll(
        _ pane: PipelineModel.Pane,
        by action: Action,
        _ state: PipelineState,
        in model: inout Model
    ) {
        let page = max(1, paneHeight(pane, state, in: &model) - 2)
        let lines: Int
        switch action {
        case .up: lines = -1
        case .down: lines = 1
        case .halfPageUp: lines = -max(1, page / 2)
        case .halfPageDown: lines = max(1, page / 2)
        case .pageUp: lines = -page
        case .pageDown: lines = page
        case .first: lines = -Self.allLines
        case .last: lines = Self.allLines
        default: return
        }
        scroll(pane, by: lines, state, in: &model)
    }

    /// More lines than any pane has.
    private static let allLines = 1 << 20

    /// Scrolls a pane; the stages' own cursor stays where it is.
    static func scroll(
        _ pane: PipelineModel.Pane,
        by lines: Int,
        _ state: PipelineState,
        in model: inout Model
    ) {
        let height = paneHeight(pane, state, in: &model)
        switch pane {
        case .stages: scrollStages(by: lines, state, in: &model)
        case .details:
            let width = paneWidth(pane, state, in: &model)
            let count = DetailsPane.lines(state, model, width: width).count
            let most = max(0, count - height)
            state.change(in: &model) {
                $0.detailsTop = min(max(0, min($0.detailsTop, most) + lines), most)
            }
        case .log:
            let count = state.selectedAttempt.flatMap { model.tails[$0]?.lines.count } ?? 0
            let most = max(0, count - height)
            state.change(in: &model) {
                $0.tailBack = min(max(0, min($0.tailBack, most) - lines), most)
            }
        }
    }

    private static func scrollStages(
        by lines: Int,
        _ state: PipelineState,
        in model: inout Model
    ) {
        let arrangement = arrangement(state, in: &model)
        guard let rect = arrangement.stages else { return }
        if let picture = arrangement.picture {
            return pan(y: lines, picture, arrangement, rect, state, in: &model)
        }
        var list = ListState(selection: state.selectedIndex ?? 0, top: state.screen.listTop)
        let height = Panel.content(of: rect).height - 1
        list.scroll(by: lines, count: state.stages.count, height: height)
        let name = list.selected(of: state.stages.count).map { state.stages[$0].name }
        state.change(in: &model) { screen in
            screen.listTop = list.top
            if let name, name != screen.cursor { screen.go(to: name) }
            screen.isFollowing = false
        }
    }

    /// Moves the graph's window sideways by half its width.
    static func panSideways(_ action: Action, _ state: PipelineState, in model: inout Model) {
        let arrangement = arrangement(state, in: &model)
        guard let rect = arrangement.stages, let picture = arrangement.picture else { return }
        let half = Panel.content(of: rect).width / 2
        let x = action == .scrollLeft ? -half : half
        pan(x: x, picture, arrangement, rect, state, in: &model)
    }

    private static func pan(
        x: Int = 0,
        y: Int = 0,
        _ picture: GraphPicture,
        _ arrangement: PipelineArrangement,
        _ rect: Rect,
        _ state: PipelineState,
        in model: inout Model
    ) {
        let window = StageGraphView.window(
            of: Panel.content(of: rect),
            hasNote: arrangement.hasNote
        )
        state.change(in: &model) { screen in
            screen.viewport.pan(x: x, y: y, of: picture.size, in: window.size)
            screen.isPanned = true
        }
    }

    // MARK: - Where things stand

    static func arrangement(
        _ state: PipelineState,
        in model: inout Model
    ) -> PipelineArrangement {
        var layouts = state.screen.layouts
        let arrangement = PipelineArrangement(state, model, in: model.bodySize, cache: &layouts)
        state.change(in: &model) { $0.layouts = layouts }
        return arrangement
    }

    private static func inside(
        _ pane: PipelineModel.Pane,
        _ state: PipelineState,
        in model: inout Model
    ) -> Rect? {
        let arrangement = arrangement(state, in: &model)
        switch pane {
        case .stages: return arrangement.stages.map { Panel.content(of: $0) }
        case .details: return arrangement.details.map { DetailsPane.content(of: $0) }
        case .log:
            return arrangement.log.map {
                TailPane.content(of: $0, isBoxed: arrangement.isLogBoxed)
            }
        }
    }

    private static func paneHeight(
        _ pane: PipelineModel.Pane,
        _ state: PipelineState,
        in model: inout Model
    ) -> Int {
        inside(pane, state, in: &model)?.height ?? 0
    }

    private static func paneWidth(
        _ pane: PipelineModel.Pane,
        _ state: PipelineState,
        in model: inout Model
    ) -> Int {
        inside(pane, state, in: &model)?.width ?? 0
    }
}
