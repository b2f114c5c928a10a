import Domain
import Terminal

/// The hint line, made from the action table.
enum Hints {
    /// The entries whose keys are worth showing now, the most useful first.
    static func entries(_ model: Model) -> [ActionEntry] {
        let isPast = PipelineState(model)?.isPast == true
        return ActionTable.entries
            .map { (entry: $0, rank: rank($0, model, isPast: isPast)) }
            .filter { entry, rank in
                rank > 0 && isKey(entry, model)
                    && Dispatch.availability(of: entry.action, in: model) == .yes
            }
            .sorted { $0.rank > $1.rank }
            .map(\.entry)
    }

    /// Its key does this here: in menus it would do something else, and a replay has keys of its
    /// own.
    private static func isKey(_ entry: ActionEntry, _ model: Model) -> Bool {
        let keyMap = model.settings.keyMap
        let isReplay = model.settings.isReplay
        switch entry.scope {
        case .everywhere where entry.action == .keys: return false
        case .everywhere:
            let key = keyMap.keys(of: entry.action).first
            return !isReplay || key.flatMap { keyMap.action(for: $0, in: .replay) } == nil
        case .replay: return isReplay
        case .runMenu, .actMenu: return false
        }
    }

    private static func rank(_ entry: ActionEntry, _ model: Model, isPast: Bool) -> Int {
        if let rank = rankInReplay(entry, model) { return rank }
        switch model.place {
        case .plots:
            switch entry.action {
            case .back: return 7
            case .zoomPane, .nextPane: return 0
            default: return entry.priority
            }
        case .log:
            // Its own keys come before those for the stage.
            switch entry.action {
            case .back: return 19
            case .find, .filter, .nextTrouble, .nextView, .now, .eventBack, .eventForward, .copy,
                .mark:
                return entry.priority + 10
            default: return entry.priority
            }
        case .pipeline where isPast && entry.action == .now: return 9
        case .models:
            switch entry.action {
            case .now where model.models.moment != nil: return 9
            case .trace: return 6
            default: return entry.priority
            }
        case .firstOpen, .overview, .pipeline, .runs, .comparison, .activity:
            return entry.priority
        }
    }

    /// The keys that move a replay come before all else.
    private static func rankInReplay(_ entry: ActionEntry, _ model: Model) -> Int? {
        guard Playing.command(of: entry.action, in: model) != nil else { return nil }
        switch entry.action {
        case .playPause: return 29
        case .eventForward: return 28
        case .eventBack: return 27
        default: return 26
        }
    }

    static func line(_ model: Model) -> HintLine {
        if model.log?.field != nil, case .log = model.place {
            return HintLine([
                HintLine.Hint("enter", "accepts", priority: 1), HintLine.Hint("esc", "leaves"),
            ])
        }
        return HintLine(
            entries(model).enumerated().map { index, entry in
                let key = model.settings.keyMap.keys(of: entry.action).first
                return HintLine.Hint(
                    SafeText(untrusted: key?.description ?? ":"),
                    label(of: entry.action, in: model),
                    priority: index
                )
            }
        )
    }

    /// What a key does here, where the screen can say it better than the table.
    static func label(of action: Action, in model: Model) -> SafeText {
        if model.place == .runs, let label = RunsScreen.label(of: action, in: model) {
            return label
        }
        if model.place == .models, let label = ModelsScreen.label(of: action, in: model) {
            return label
        }
        if model.place == .comparison,
            let label = ComparisonScreen.label(of: action, in: model)
        {
            return label
        }
        switch action {
        case .step:
            if let subject = model.subject, let stage = Acts.stepStage(of: subject) {
                return SafeText(untrusted: "step \(stage.short)")
            }
        case .playPause, .eventBack, .eventForward:
            if let label = labelInReplay(of: action, in: model) { return label }
        case .open:
            if case .pipeline = model.place { return "log" }
            if case .plots = model.place {
                return PlotsScreen.screen(model).isZoomed ? "all" : "zoom"
            }
            if model.place == .firstOpen { return "go on" }
        case .trace: if case .pipeline = model.place { return "its runs" }
        case .undo:
            if let what = model.subject?.pipeline.undo {
                let words = model.size.width < 120 ? what.prefix { $0 != " " } : what[...]
                return SafeText(untrusted: "undo \(words)").truncated(to: 28)
            }
        default: break
        }
        return ActionTable.entry(of: action).label
    }

    private static func labelInReplay(of action: Action, in model: Model) -> SafeText? {
        switch Playing.command(of: action, in: model) {
        case .forward: return "step"
        case .back: return "back"
        case .playOrPause:
            switch model.playback?.state {
            case .playing, nil: return "pause"
            case .paused: return "play"
            case .over: return "again"
            }
        case .slower, .faster, nil: return nil
        }
    }
}
