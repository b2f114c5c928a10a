import Domain
import Terminal

/// The hint line, made from the action table.
enum Hints {
    /// The entries whose keys are worth showing now, the most useful first.
    static func entries(_ model: Model) -> [ActionEntry] {
        ActionTable.entries
            .filter { entry in
                entry.priority > 0 && entry.scope == .everywhere && entry.action != .keys
                    && Dispatch.availability(of: entry.action, in: model) == .yes
            }
            .sorted { $0.priority > $1.priority }
    }

    static func line(_ model: Model) -> HintLine {
        HintLine(
            entries(model).map { entry in
                let key = model.settings.keyMap.keys(of: entry.action).first
                return HintLine.Hint(
                    SafeText(untrusted: key?.description ?? ":"),
                    label(of: entry.action, in: model),
                    priority: 10 - entry.priority
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
            if model.place == .firstOpen { return "go on" }
        case .undo:
            if let what = model.subject?.pipeline.undo {
                return SafeText(untrusted: "undo \(what)").truncated(to: 28)
            }
        default: break
        }
        return ActionTable.entry(of: action).label
    }
}
