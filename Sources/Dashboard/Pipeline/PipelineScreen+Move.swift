import Domain
import Terminal

extension PipelineScreen {
    /// Moves the cursor: along edges in the graph, through the rows elsewhere.
    static func move(_ action: Action, _ state: PipelineState, in model: inout Model) {
        guard let stages = state.definition?.stages, !stages.isEmpty else { return }
        let current = stages.firstIndex { $0.name == state.selected } ?? 0
        if state.view(in: model.size) == .graph,
            let target = StageGraphView.target(of: action, from: current, model)
        {
            return select(stages[target].name, state, in: &model)
        }
        let page = max(1, model.size.height / 2)
        let target =
            switch action {
            case .up, .left: current - 1
            case .down, .right: current + 1
            case .first: 0
            case .last: stages.count - 1
            case .pageUp: current - page
            case .pageDown: current + page
            case .halfPageUp: current - page / 2
            case .halfPageDown: current + page / 2
            default: current
            }
        select(stages[min(max(0, target), stages.count - 1)].name, state, in: &model)
    }
}
