import Domain
import Terminal

/// Which part of the dashboard an action is for.
enum Dispatch {
    static func screen(at place: Place) -> any Screen.Type {
        switch place {
        case .firstOpen: FirstOpenScreen.self
        case .overview: OverviewScreen.self
        case .pipeline: PipelineScreen.self
        case .log: LogScreen.self
        case .plots: PlotsScreen.self
        case .runs: RunsScreen.self
        case .comparison: ComparisonScreen.self
        case .models: ModelsScreen.self
        case .activity: ActivityScreen.self
        }
    }

    static func availability(of action: Action, in model: Model) -> Availability {
        if model.settings.isReadOnly, ActionTable.entry(of: action).acts {
            return .no(
                model.settings.isReplay
                    ? "This is a replay; nothing acts on the past." : "This screen is read-only."
            )
        }
        if let own = Playing.availability(of: action, in: model) { return own }
        if let owner = model.settings.owner, [.edit, .shell].contains(action) {
            let words = "\(owner) opened this project, and only \(owner) can do that."
            return .no(SafeText(untrusted: words))
        }
        switch action {
        case .overview, .runs, .models, .activity, .back, .escape, .commands, .keys, .mouse,
            .repaint, .suspend, .interrupt:
            return .yes
        case .pipeline:
            return model.currentPipeline == nil ? .no("There is no pipeline yet.") : .yes
        case .plan:
            let own = screen(at: model.place).availability(of: action, in: model)
            if own != .absent { return own }
            guard let subject = model.subject else { return .no("No pipeline is selected.") }
            return subject.pipeline.definition == nil ? .no(Acts.brokenWords) : .yes
        case .plots:
            let own = screen(at: model.place).availability(of: action, in: model)
            if own != .absent { return own }
            if model.place == .firstOpen { return .no("Press enter to open the project first.") }
            guard let subject = model.subject else { return .no("No pipeline is selected.") }
            return subject.pipeline.definition == nil ? .no(Acts.brokenWords) : .yes
        case .why:
            return model.subject?.stage == nil ? .no("Go to a stage first.") : .yes
        default: break
        }
        if model.place == .firstOpen, ActionTable.entry(of: action).acts {
            return .no("Press enter to open the project first.")
        }
        let own = screen(at: model.place).availability(of: action, in: model)
        if own != .absent { return own }
        // What is done to stages is not done to tracked runs and models.
        let isOfMenu = ActionTable.entry(of: action).scope == .actMenu
        if isOfMenu, model.isAtTrackedRuns || model.place == .models { return .absent }
        return Acts.availability(of: action, for: model.subject)
    }

    static func perform(_ action: Action, in model: inout Model) -> [Request] {
        model.hasChosenPlace = model.hasChosenPlace || Dashboard.tabActions.contains(action)
        if let command = Playing.command(of: action, in: model) { return [.play(command)] }
        switch action {
        case .overview: model.jump(to: .overview)
        case .runs, .models, .activity: return jump(action, in: &model)
        case .pipeline:
            if let name = model.currentPipeline {
                model.jump(to: .overview)
                model.enter(.pipeline(name))
                return Dashboard.planRequests(name, model) + PipelineScreen.tailRequests(model)
            }
        case .back:
            if case .log = model.place { return leaveLog(&model) }
            let isTop =
                [.overview, .models, .activity].contains(model.place)
                || model.place == .runs && !model.isVisit
            if isTop || isAtPipeline(model) || !model.leave() { return quit(&model) }
        case .escape: return escape(in: &model)
        case .plots:
            guard let name = model.currentPipeline else { return [] }
            model.enter(.plots(name))
            return [PlotsScreen.request(name)]
        case .commands: model.overlays.append(.palette(PaletteOverlay()))
        case .keys: model.overlays.append(.help(HelpOverlay()))
        case .mouse:
            model.isMouseOn.toggle()
            let words: SafeText =
                model.isMouseOn ? "The mouse is on." : "The mouse is off; select as usual."
            model.notice = Notice(.information, words)
            return [.setMouse(model.isMouseOn)]
        case .repaint: return [.repaint]
        case .suspend: return [.suspend]
        case .interrupt:
            model.notice = Notice(.information, "q quits; nothing was stopped.")
        case .plan:
            guard let subject = model.subject else { return [] }
            let selection = subject.stage.map { Selection.upTo([$0]) } ?? .all
            return [.read(.plan(subject.pipeline.name, selection, StartOptions(), .sheet))]
        case .why:
            guard let stage = model.subject?.stage else { return [] }
            model.overlays.append(.why(WhySheet(stage: stage)))
            return model.currentPipeline.map { Dashboard.planRequests($0, model) } ?? []
        default:
            let screen = screen(at: model.place)
            if screen.availability(of: action, in: model) != .absent {
                return screen.perform(action, in: &model)
            }
            guard let subject = model.subject else { return [] }
            return Acts.perform(action, subject, in: &model)
        }
        return []
    }

    /// To a numbered screen that reads what it shows when it is gone to.
    private static func jump(_ action: Action, in model: inout Model) -> [Request] {
        switch action {
        case .runs:
            model.jump(to: .runs)
            return [RunsScreen.request(model)]
        case .models:
            model.jump(to: .models)
            return [ModelsScreen.request(model)]
        default:
            model.jump(to: .activity)
            return [ActivityScreen.request(model)]
        }
    }

    /// Screens 1 to 6 quit on `back`; the pipeline's screen is one of them.
    private static func isAtPipeline(_ model: Model) -> Bool {
        if case .pipeline = model.place { return true }
        return false
    }

    private static func leaveLog(_ model: inout Model) -> [Request] {
        let requests = LogScreen.close(&model)
        if !model.leave() { model.jump(to: .overview) }
        return requests
    }

    private static func escape(in model: inout Model) -> [Request] {
        let screen = screen(at: model.place)
        if screen.availability(of: .escape, in: model) == .yes {
            return screen.perform(.escape, in: &model)
        }
        if case .log = model.place { return leaveLog(&model) }
        if !model.leave() {
            model.notice = Notice(.information, "This is the first screen; q quits.")
        }
        return []
    }

    private static func quit(_ model: inout Model) -> [Request] {
        let atStake = model.runsOfThisScreen
        if atStake.isEmpty { return [.quit] }
        model.overlays.append(.confirm(.quit(atStake)))
        return []
    }
}
