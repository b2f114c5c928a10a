import Terminal

/// From a key to what it does.
enum Keyboard {
    static func press(_ key: Key, in model: inout Model) -> [Request] {
        model.notice = nil
        if !model.overlays.isEmpty { return Overlays.press(key, in: &model) }
        if let requests = LogScreen.pressInField(key, in: &model) { return requests }
        guard let action = action(for: key, model.settings) else {
            model.notice = Notice(
                .information,
                "Key '\(key)' does nothing here. '?' shows all keys."
            )
            return []
        }
        return carryOut(action, in: &model)
    }

    private static func action(for key: Key, _ settings: Model.Settings) -> Action? {
        let ofReplay = settings.isReplay ? settings.keyMap.action(for: key, in: .replay) : nil
        return ofReplay ?? settings.keyMap.action(for: key)
    }

    /// Carries an action out, or says why it does not apply.
    static func carryOut(_ action: Action, in model: inout Model) -> [Request] {
        switch Dispatch.availability(of: action, in: model) {
        case .yes:
            return Dispatch.perform(action, in: &model)
        case .no(let reason):
            model.notice = Notice(.information, reason)
        case .absent:
            let label = ActionTable.entry(of: action).label
            model.notice = Notice(.information, "'\(label)' does nothing here.")
        }
        return []
    }

    static func paste(_ paste: Paste, in model: inout Model) -> [Request] {
        if Overlays.paste(paste, in: &model) { return [] }
        if LogScreen.pasteInField(paste, in: &model) { return [] }
        model.notice = Notice(.information, "Pasted text goes into text fields only; ignored.")
        return []
    }
}
