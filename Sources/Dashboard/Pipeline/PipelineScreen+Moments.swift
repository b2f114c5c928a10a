import Domain
import Terminal

extension PipelineScreen {
    static func momentAvailability(
        of action: Action,
        _ state: PipelineState
    ) -> Availability {
        guard state.run != nil else { return .no("There is no run yet.") }
        switch (action, state.screen.moment) {
        case (.eventBack, let moment?):
            return moment.index > 0 ? .yes : .no("The run began with this event.")
        case (.eventBack, nil): return .yes
        default:
            return state.screen.moment == nil
                ? .no("Nothing is later; '[' goes back, event by event.") : .yes
        }
    }

    /// Goes an event back or on; after the last one the run is shown as it stands.
    static func showMoment(
        _ state: PipelineState,
        by step: Int,
        in model: inout Model
    ) -> [Request] {
        guard let moment = state.screen.moment else {
            guard step < 0, let run = state.run?.id else { return [] }
            state.change(in: &model) { $0.eventsBack += 1 }
            return [.read(.history(run))]
        }
        show(moment.later(by: step), state, in: &model)
        return tailRequests(model)
    }

    /// Takes the run's events where the person still waits for them.
    static func take(_ id: RunID, _ history: RunHistory?, in model: inout Model) -> [Request] {
        guard let state = PipelineState(model), state.screen.eventsBack > 0 else { return [] }
        let back = state.screen.eventsBack
        state.change(in: &model) { $0.eventsBack = 0 }
        guard state.run?.id == id, state.screen.moment == nil else { return [] }
        guard let history, history.entries.count > 1 else {
            model.notice = Notice(.information, "The run began with its only event.")
            return []
        }
        let index = max(0, history.entries.count - 1 - back)
        show(RunMoment(history, at: index), state, in: &model)
        return tailRequests(model)
    }

    private static func show(
        _ moment: RunMoment?,
        _ state: PipelineState,
        in model: inout Model
    ) {
        state.change(in: &model) { screen in
            screen.moment = moment
            screen.past = nil
            screen.isFollowing = false
            // The cursor goes with what happens.
            let touched = moment?.entry.event.touchedStages?.stages
            if let touched, touched.count == 1 { screen.go(to: touched[0]) }
        }
    }
}
