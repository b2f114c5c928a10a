import Domain
import Plotting
import Terminal

extension PipelineScreen {
    static let stageRegion = "stage"
    static let stagesRegion = "pane.stages"
    static let detailsRegion = "pane.details"
    static let logRegion = "pane.log"

    /// A click selects a stage or a pane; another one on the same stage opens its log.
    static func click(_ region: RegionID, in model: inout Model) -> [Request] {
        guard let state = PipelineState(model) else { return [] }
        if let pane = pane(of: region) {
            let isAgain = pane == .log && state.screen.pane == .log
            state.change(in: &model) { $0.pane = pane }
            return isAgain && state.selectedAttempt != nil ? perform(.open, in: &model) : []
        }
        guard let index = stageIndex(of: region, state), state.stages.indices.contains(index)
        else { return [] }
        let name = state.stages[index].name
        let isAgain = state.selected == name && state.screen.pane == .stages
        state.change(in: &model) { $0.pane = .stages }
        let requests = select(name, state, in: &model)
        return isAgain && state.selectedAttempt != nil ? perform(.open, in: &model) : requests
    }

    /// Scrolls the pane under the pointer, whichever has the keys.
    static func wheel(_ lines: Int, on region: RegionID?, in model: inout Model) {
        guard let state = PipelineState(model), let region else { return }
        let pane = pane(of: region) ?? (stageIndex(of: region, state) == nil ? nil : .stages)
        if let pane { scroll(pane, by: lines, state, in: &model) }
    }

    private static func pane(of region: RegionID) -> PipelineModel.Pane? {
        switch region.name {
        case stagesRegion: .stages
        case detailsRegion: .details
        case logRegion: .log
        default: nil
        }
    }

    /// The stage that a row of the list or chart or a node of the graph stands for.
    private static func stageIndex(of region: RegionID, _ state: PipelineState) -> Int? {
        switch region.name {
        case stageRegion: state.screen.listTop + region.index
        case Gantt.regionName: region.index
        case GraphPicture.regionName: state.shape?.stage(in: region.index, state.stages)
        default: nil
        }
    }
}
