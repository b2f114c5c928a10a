import Domain
import Terminal

/// Screen 1: what waits for a person, then every pipeline.
enum OverviewScreen: Screen {
    static let pipelineRegion = "pipeline"
    static let waitingRegion = "waiting"

    /// What the cursor can stand on, from top to bottom.
    static func rows(_ model: Model) -> [OverviewModel.Row] {
        Dashboard.waiting(model).map(\.row)
            + (model.project?.pipelines ?? []).map { .pipeline($0.name) }
    }

    /// What the cursor stands on: where the person put it, else what is most urgent.
    static func selected(_ model: Model) -> OverviewModel.Row? {
        let rows = rows(model)
        guard let cursor = model.overview.cursor else { return rows.first }
        if rows.contains(cursor) { return cursor }
        // What waited is over: its pipeline is what the person was at.
        return cursor.pipeline.flatMap { name in rows.first { $0 == .pipeline(name) } }
            ?? rows.first
    }

    static func availability(of action: Action, in model: Model) -> Availability {
        let isEmpty = model.project?.pipelines.isEmpty ?? true
        switch action {
        case .up, .down, .first, .last, .pageUp, .pageDown, .halfPageUp, .halfPageDown, .open:
            return isEmpty ? .no("There is no pipeline yet.") : .yes
        case .nextPane, .previousPane:
            return Dashboard.waiting(model).isEmpty ? .no("There is only one list.") : .yes
        case .nextTrouble, .previousTrouble:
            return troubles(model).isEmpty ? .no("Nothing is in trouble.") : .yes
        default: return .absent
        }
    }

    static func perform(_ action: Action, in model: inout Model) -> [Request] {
        let rows = rows(model)
        let current = selected(model).flatMap(rows.firstIndex(of:)) ?? 0
        switch action {
        case .up: select(current - 1, of: rows, in: &model)
        case .down: select(current + 1, of: rows, in: &model)
        case .first, .pageUp, .halfPageUp: select(0, of: rows, in: &model)
        case .last, .pageDown, .halfPageDown: select(rows.count - 1, of: rows, in: &model)
        case .nextPane, .previousPane:
            let firstPipeline = Dashboard.waiting(model).count
            select(current < firstPipeline ? firstPipeline : 0, of: rows, in: &model)
        case .open: return open(selected(model), in: &model)
        case .nextTrouble, .previousTrouble: return goToTrouble(action, in: &model)
        default: break
        }
        return []
    }

    /// A click selects; another one on the same row goes in.
    static func click(_ region: RegionID, in model: inout Model) -> [Request] {
        let rows = rows(model)
        let first = Dashboard.waiting(model).count
        let index: Int
        switch region.name {
        case waitingRegion: index = region.index
        case pipelineRegion: index = first + region.index
        default: return []
        }
        guard rows.indices.contains(index) else { return [] }
        if selected(model) == rows[index] { return open(rows[index], in: &model) }
        select(index, of: rows, in: &model)
        return []
    }

    /// Goes into a pipeline, and to the stage that waits.
    private static func open(_ row: OverviewModel.Row?, in model: inout Model) -> [Request] {
        guard let row else { return [] }
        model.overview.cursor = row
        if case .request(let id) = row { return ModelsScreen.show(id, in: &model) }
        guard let pipeline = row.pipeline else { return [] }
        if let stage = row.stage {
            model.pipelines[pipeline, default: PipelineModel()].go(to: stage)
        }
        model.enter(.pipeline(pipeline))
        return Dashboard.planRequests(pipeline, model) + PipelineScreen.tailRequests(model)
    }

    private static func select(
        _ index: Int,
        of rows: [OverviewModel.Row],
        in model: inout Model
    ) {
        guard !rows.isEmpty else { return }
        model.overview.cursor = rows[min(max(0, index), rows.count - 1)]
    }

    private static func troubles(_ model: Model) -> [WaitingItem] {
        Dashboard.waiting(model).filter { $0.status == .failed }
    }

    /// Goes round the troubles; `enter` goes in.
    private static func goToTrouble(_ action: Action, in model: inout Model) -> [Request] {
        let troubles = troubles(model).map(\.row)
        let current = selected(model).flatMap(troubles.firstIndex(of:))
        let step = action == .nextTrouble ? 1 : -1
        let index = current.map { ($0 + step + troubles.count) % troubles.count }
        model.overview.cursor = troubles[index ?? (step > 0 ? 0 : troubles.count - 1)]
        return []
    }
}
