import Domain
import Terminal

/// Screen 1: what waits for a person, then every pipeline.
enum OverviewScreen: Screen {
    static func availability(of action: Action, in model: Model) -> Availability {
        let count = model.project?.pipelines.count ?? 0
        switch action {
        case .up, .down, .first, .last, .pageUp, .pageDown, .halfPageUp, .halfPageDown:
            return count > 0 ? .yes : .no("There is no pipeline yet.")
        case .open:
            return model.currentPipeline == nil ? .no("There is no pipeline yet.") : .yes
        case .nextTrouble, .previousTrouble:
            return troubles(model).isEmpty ? .no("Nothing is in trouble.") : .yes
        default: return .absent
        }
    }

    static func perform(_ action: Action, in model: inout Model) -> [Request] {
        let names = model.project?.pipelines.map(\.name) ?? []
        let current = model.currentPipeline.flatMap(names.firstIndex(of:)) ?? 0
        switch action {
        case .up: select(current - 1, of: names, in: &model)
        case .down: select(current + 1, of: names, in: &model)
        case .first, .pageUp, .halfPageUp: select(0, of: names, in: &model)
        case .last, .pageDown, .halfPageDown: select(names.count - 1, of: names, in: &model)
        case .open: return open(model.currentPipeline, in: &model)
        case .nextTrouble, .previousTrouble: return goToTrouble(action, in: &model)
        default: break
        }
        return []
    }

    static func click(_ region: RegionID, in model: inout Model) -> [Request] {
        let pipelines = model.project?.pipelines ?? []
        switch region.name {
        case pipelineRegion:
            guard pipelines.indices.contains(region.index) else { return [] }
            let name = pipelines[region.index].name
            let isAgain = model.currentPipeline == name
            model.overview.cursor = name
            return isAgain ? open(name, in: &model) : []
        case waitingRegion:
            let items = Dashboard.waiting(model)
            guard items.indices.contains(region.index) else { return [] }
            return open(items[region.index].pipeline, at: items[region.index].stage, in: &model)
        default: return []
        }
    }

    static let pipelineRegion = "pipeline"
    static let waitingRegion = "waiting"

    /// Goes into a pipeline, and to a stage of it.
    static func open(
        _ name: PipelineName?,
        at stage: StageName? = nil,
        in model: inout Model
    ) -> [Request] {
        guard let name else { return [] }
        if let stage { model.pipelines[name, default: PipelineModel()].cursor = stage }
        model.overview.cursor = name
        model.enter(.pipeline(name))
        return Dashboard.planRequests(name, model)
    }

    private static func select(_ index: Int, of names: [PipelineName], in model: inout Model) {
        guard !names.isEmpty else { return }
        model.overview.cursor = names[min(max(0, index), names.count - 1)]
    }

    private static func troubles(_ model: Model) -> [WaitingItem] {
        Dashboard.waiting(model).filter { $0.status == .failed }
    }

    private static func goToTrouble(_ action: Action, in model: inout Model) -> [Request] {
        let troubles = troubles(model)
        let item = action == .nextTrouble ? troubles.first : troubles.last
        return open(item?.pipeline, at: item?.stage, in: &model)
    }
}
