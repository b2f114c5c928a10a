import Domain
import Plotting
import Terminal

extension PipelineScreen {
    /// Puts together what drawing needs and what changed since the last message: the tables of
    /// stages, the graph's layout, and the part of it that is seen.
    static func prepare(_ model: inout Model) {
        for pipeline in model.project?.pipelines ?? [] { prepareTable(pipeline, in: &model) }
        guard let state = PipelineState(model), let table = state.table else { return }
        if state.screen.shape?.table.isMade(of: table.definition) != true {
            state.change(in: &model) { $0.shape = StageShape(table) }
        }
        guard let state = PipelineState(model) else { return }
        if state.isPast, state.screen.past == nil { state.change(in: &model) { $0.past = table } }
        if !state.isPast, state.screen.past != nil { state.change(in: &model) { $0.past = nil } }
        show(state, in: &model)
    }

    private static func prepareTable(_ pipeline: PipelineSnapshot, in model: inout Model) {
        let plan = model.plans[pipeline.name]
        let run = pipeline.newestRun?.run
        let known = model.pipelines[pipeline.name]?.present
        guard let definition = pipeline.definition else {
            if known != nil { model.pipelines[pipeline.name]?.present = nil }
            return
        }
        if let known, known.isMade(of: definition, run, plan) { return }
        model.pipelines[pipeline.name, default: PipelineModel()].present =
            StageTable(definition, run, plan)
    }

    /// Moves the window no further than the cursor needs.
    private static func show(_ state: PipelineState, in model: inout Model) {
        let arrangement = arrangement(state, in: &model)
        guard let rect = arrangement.stages, let selected = state.selectedIndex else { return }
        let inside = Panel.content(of: rect)
        switch arrangement.view {
        case .graph:
            guard let picture = arrangement.picture, let node = state.shape?.node(of: selected)
            else { return }
            let window = StageGraphView.window(of: inside, hasNote: arrangement.hasNote)
            state.change(in: &model) { screen in
                if screen.isPanned {
                    screen.viewport.pan(of: picture.size, in: window.size)
                } else {
                    let rect = picture.rect(of: node, width: window.width)
                    screen.viewport.show(rect, of: picture.size, in: window.size)
                }
            }
        case .list, .gantt:
            let height = inside.height - (arrangement.view == .list ? 1 : Gantt.axisRows)
            let list = ListState(selection: selected, top: state.screen.listTop)
            let window = list.window(count: state.stages.count, height: height)
            state.change(in: &model) { $0.listTop = window.lowerBound }
        }
    }
}
