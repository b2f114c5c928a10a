import Terminal

/// What the mouse does: it selects and scrolls; a second click on the same thing goes in.
enum Pointer {
    static func handle(_ event: MouseEvent, in model: inout Model) -> [Request] {
        switch event.action {
        case .press(.left): return press(at: event.place, in: &model)
        case .wheelUp: return scroll(.up, at: event.place, in: &model)
        case .wheelDown: return scroll(.down, at: event.place, in: &model)
        default: return []
        }
    }

    private static func press(at place: Point, in model: inout Model) -> [Request] {
        guard let region = model.regions.last(where: { $0.rect.contains(place) }) else { return [] }
        if region.id.name == RegionID.hintName || region.id.name == RegionID.helpName {
            return pressHint(region.id, in: &model)
        }
        if !model.overlays.isEmpty { return pressOverlay(region.id, in: &model) }
        if region.id.name == RegionID.tabName {
            let actions = Dashboard.tabActions
            guard actions.indices.contains(region.id.index) else { return [] }
            return Keyboard.carryOut(actions[region.id.index], in: &model)
        }
        return Dispatch.screen(at: model.place).click(region.id, in: &model)
    }

    /// A hint answers to a click as its key would.
    private static func pressHint(_ id: RegionID, in model: inout Model) -> [Request] {
        guard model.overlays.isEmpty else { return [] }
        if id.name == RegionID.helpName { return Keyboard.carryOut(.keys, in: &model) }
        let hints = Hints.entries(model)
        guard hints.indices.contains(id.index) else { return [] }
        return Keyboard.carryOut(hints[id.index].action, in: &model)
    }

    /// Selects an answer, a file or an entry; selecting never acts.
    private static func pressOverlay(_ id: RegionID, in model: inout Model) -> [Request] {
        guard id.name == RegionID.choiceName, let overlay = model.overlays.last else { return [] }
        switch overlay {
        case .menu(var menu):
            menu.cursor = id.index
            Overlays.replace(.menu(menu), in: &model)
        case .choose(var choice):
            choice.cursor = id.index
            Overlays.replace(.choose(choice), in: &model)
        case .columns(var columns):
            columns.select(id.index)
            Overlays.replace(.columns(columns), in: &model)
        case .confirm(var confirmation):
            confirmation.choice = id.index
            Overlays.replace(.confirm(confirmation), in: &model)
        case .palette(var palette):
            palette.cursor = id.index
            Overlays.replace(.palette(palette), in: &model)
        case .help, .plan, .why, .trace, .prompt: break
        }
        return []
    }

    /// Lines that one notch of the wheel scrolls.
    private static let wheelLines = 3

    private static func scroll(
        _ action: Action,
        at place: Point,
        in model: inout Model
    ) -> [Request] {
        if !model.overlays.isEmpty {
            guard let key = model.settings.keyMap.keys(of: action).first else { return [] }
            return Overlays.press(key, in: &model)
        }
        if case .pipeline = model.place {
            let region = model.regions.last { $0.rect.contains(place) }?.id
            let lines = action == .up ? -wheelLines : wheelLines
            PipelineScreen.wheel(lines, on: region, in: &model)
            return []
        }
        let screen = Dispatch.screen(at: model.place)
        guard screen.availability(of: action, in: model) == .yes else { return [] }
        return (0..<wheelLines).flatMap { _ in screen.perform(action, in: &model) }
    }
}

extension RegionID {
    static let hintName = "hint"
    static let helpName = "help"
    static let tabName = "tab"
    static let choiceName = "choice"
}
