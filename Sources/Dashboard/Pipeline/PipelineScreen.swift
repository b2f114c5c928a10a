import Domain
import Plotting
import Terminal

/// Screen 2: the live graph, the stage under the cursor, the tail of its log.
enum PipelineScreen: Screen {
    static func availability(of action: Action, in model: Model) -> Availability {
        guard let state = PipelineState(model) else { return .absent }
        switch action {
        case .left, .right, .up, .down, .first, .last, .pageUp, .pageDown, .halfPageUp,
            .halfPageDown:
            return state.definition == nil ? .no("There are no stages to go to.") : .yes
        case .nextPane, .previousPane, .nextView, .zoomPane, .now:
            return .yes
        case .open:
            return state.selectedAttempt == nil
                ? .no("This stage has not run yet; it has no log.") : .yes
        case .find: return .yes
        case .findNext, .findPrevious:
            return state.screen.find.isEmpty ? .no("Find something first, with '/'.") : .yes
        case .nextTrouble, .previousTrouble:
            return state.troubles.isEmpty ? .no("No stage is in trouble.") : .yes
        case .previousRun, .nextRun:
            return state.pipeline.newestRun == nil ? .no("There is no run yet.") : .yes
        case .zoomIn, .zoomOut, .fit:
            return state.view(in: model.size) == .graph ? .yes : .no("Only the graph zooms.")
        case .copy: return state.selected == nil ? .no("Go to a stage first.") : .yes
        case .escape:
            return state.screen.isZoomed || state.screen.shownRun != nil ? .yes : .absent
        default: return .absent
        }
    }

    static func perform(_ action: Action, in model: inout Model) -> [Request] {
        guard let state = PipelineState(model) else { return [] }
        switch action {
        case .left, .right, .up, .down, .first, .last, .pageUp, .pageDown, .halfPageUp,
            .halfPageDown:
            move(action, state, in: &model)
        case .nextPane: state.change(in: &model) { $0.pane = $0.pane.next(by: 1) }
        case .previousPane: state.change(in: &model) { $0.pane = $0.pane.next(by: -1) }
        case .nextView:
            let view = state.view(in: model.size).next
            state.change(in: &model) { $0.view = view }
        case .zoomPane: state.change(in: &model) { $0.isZoomed.toggle() }
        case .now:
            state.change(in: &model) { screen in
                screen.isFollowing = true
                screen.shownRun = nil
                screen.follow(state.pipeline)
            }
        case .open:
            guard let attempt = state.selectedAttempt else { return [] }
            return LogScreen.open(attempt, in: &model)
        case .find: model.overlays.append(.prompt(PromptOverlay(.findStage(state.pipeline.name))))
        case .findNext: find(in: &model, forward: true, fromCursor: false)
        case .findPrevious: find(in: &model, forward: false, fromCursor: false)
        case .nextTrouble: goToTrouble(state, forward: true, in: &model)
        case .previousTrouble: goToTrouble(state, forward: false, in: &model)
        case .previousRun: return showRun(state, by: -1, in: &model)
        case .nextRun: return showRun(state, by: 1, in: &model)
        case .zoomIn: state.change(in: &model) { $0.level = .box }
        case .zoomOut: state.change(in: &model) { $0.level = $0.level == .pill ? .list : .pill }
        case .fit: state.change(in: &model) { $0.level = nil }
        case .copy: return state.selected.map { [.copy($0.text)] } ?? []
        case .escape:
            state.change(in: &model) { screen in
                if screen.shownRun != nil { screen.shownRun = nil } else { screen.isZoomed = false }
            }
        default: break
        }
        return []
    }

    static func click(_ region: RegionID, in model: inout Model) -> [Request] {
        guard let state = PipelineState(model), let stages = state.definition?.stages,
            let index = stageIndex(of: region, state, model), stages.indices.contains(index)
        else { return [] }
        let name = stages[index].name
        let isAgain = state.selected == name
        select(name, state, in: &model)
        return isAgain && state.selectedAttempt != nil ? perform(.open, in: &model) : []
    }

    static let stageRegion = "stage"

    /// The stage that a row of the list or a node of the graph stands for.
    private static func stageIndex(
        of region: RegionID,
        _ state: PipelineState,
        _ model: Model
    ) -> Int? {
        switch region.name {
        case stageRegion: region.index
        case GraphPicture.regionName: StageGraph(state, model).firstStage(of: region.index)
        default: nil
        }
    }

    /// Goes to the next stage whose name holds what was asked for.
    static func find(in model: inout Model, forward: Bool, fromCursor: Bool) {
        guard let state = PipelineState(model), let stages = state.definition?.stages else { return }
        let wanted = state.screen.find.lowercased()
        guard !wanted.isEmpty, !stages.isEmpty else { return }
        let current = stages.firstIndex { $0.name == state.selected } ?? 0
        let start = fromCursor ? 0 : 1
        for distance in start..<(stages.count + start) {
            let step = forward ? distance : -distance
            let index = ((current + step) % stages.count + stages.count) % stages.count
            if stages[index].name.text.lowercased().contains(wanted) {
                return select(stages[index].name, state, in: &model)
            }
        }
        model.notice = Notice(
            .information,
            SafeText(untrusted: "No stage has '\(state.screen.find)' in its name.")
        )
    }

    static func select(_ name: StageName, _ state: PipelineState, in model: inout Model) {
        state.change(in: &model) { screen in
            screen.cursor = name
            screen.isFollowing = false
        }
    }

    private static func goToTrouble(
        _ state: PipelineState,
        forward: Bool,
        in model: inout Model
    ) {
        let troubles = state.troubles
        let current = state.selected.flatMap(troubles.firstIndex(of:))
        let index =
            if let current {
                (current + (forward ? 1 : troubles.count - 1)) % troubles.count
            } else {
                forward ? 0 : troubles.count - 1
            }
        select(troubles[index], state, in: &model)
    }

    /// Shows an earlier or a later run; the newest is the live one.
    private static func showRun(
        _ state: PipelineState,
        by step: Int,
        in model: inout Model
    ) -> [Request] {
        guard let newest = state.pipeline.newestRun?.run.id.number else { return [] }
        let shown = state.screen.shownRun ?? newest
        let wanted = min(max(1, shown + step), newest)
        state.change(in: &model) { $0.shownRun = wanted == newest ? nil : wanted }
        return [.read(.runs(state.pipeline.name))]
    }
}

extension PipelineModel.Pane {
    fileprivate func next(by step: Int) -> PipelineModel.Pane {
        let all = PipelineModel.Pane.allCases
        let index = all.firstIndex(of: self) ?? 0
        return all[(index + step + all.count) % all.count]
    }
}

extension PipelineModel.View {
    fileprivate var next: PipelineModel.View {
        let all = PipelineModel.View.allCases
        let index = all.firstIndex(of: self) ?? 0
        return all[(index + 1) % all.count]
    }
}
