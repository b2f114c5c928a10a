import Domain
import Terminal

/// The hint line, made from the action table.
enum Hints {
    /// The entries whose keys are worth showing now, the most useful first.
    static func entries(_ model: Model) -> [ActionEntry] {
        ActionTable.entries
            .filter { entry in
                rank(entry, model) > 0 && entry.scope == .everywhere && entry.action != .keys
                    && Dispatch.availability(of: entry.action, in: model) == .yes
            }
            .sorted { rank($0, model) > rank($1, model) }
    }

    /// On a log its own keys come before those for the stage.
    private static func rank(_ entry: ActionEntry, _ model: Model) -> Int {
        if case .plots = model.place {
            switch entry.action {
            case .back: return 7
            case .zoomPane, .nextPane: return 0
            default: return entry.priority
            }
        }
        guard case .log = model.place else { return entry.priority }
        switch entry.action {
        case .back: return 19
        case .find, .filter, .nextTrouble, .nextView, .now, .eventBack, .eventForward, .copy, .mark:
            return entry.priority + 10
        default: return entry.priority
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
        switch action {
        case .step:
            if let subject = model.subject, let stage = Acts.stepStage(of: subject) {
                return SafeText(untrusted: "step \(stage.short)")
            }
        case .open:
            if case .pipeline = model.place { return "log" }
            if case .plots = model.place {
                return PlotsScreen.screen(model).isZoomed ? "all" : "zoom"
            }
            if model.place == .firstOpen { return "go on" }
        case .undo:
            if let what = model.subject?.pipeline.undo {
                let words = model.size.width < 120 ? what.prefix { $0 != " " } : what[...]
                return SafeText(untrusted: "undo \(words)").truncated(to: 28)
            }
        default: break
        }
        return ActionTable.entry(of: action).label
    }
}
