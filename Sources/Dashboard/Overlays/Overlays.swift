import Domain
import Terminal

/// How what lies over the screen takes keys.
enum Overlays {
    /// Gives a key to the topmost overlay.
    static func press(_ key: Key, in model: inout Model) -> [Request] {
        guard let overlay = model.overlays.last else { return [] }
        if isWayOut(key, of: overlay, in: model) {
            model.overlays.removeLast()
            return []
        }
        switch overlay {
        case .help(var help):
            scroll(&help.top, by: key, in: model)
            replace(.help(help), in: &model)
        case .why(var sheet):
            scroll(&sheet.top, by: key, in: model)
            replace(.why(sheet), in: &model)
        case .trace(var sheet):
            scroll(&sheet.top, by: key, in: model)
            replace(.trace(sheet), in: &model)
        case .plan(let sheet): return press(key, sheet, in: &model)
        case .menu(let menu): return press(key, menu, in: &model)
        case .choose(let choice): return press(key, choice, in: &model)
        case .confirm(let confirmation): return press(key, confirmation, in: &model)
        case .columns(var columns):
            guard let requests = columns.press(key, in: &model) else {
                replace(.columns(columns), in: &model)
                return []
            }
            model.overlays.removeLast()
            return requests
        case .prompt(let prompt): return press(key, prompt, in: &model)
        case .palette(let palette): return press(key, palette, in: &model)
        }
        return []
    }

    /// Takes pasted text where a text field has the focus.
    static func paste(_ paste: Paste, in model: inout Model) -> Bool {
        switch model.overlays.last {
        case .prompt(var prompt):
            prompt.field.insert(pasted: paste.text)
            replace(.prompt(prompt), in: &model)
            return true
        case .palette(var palette):
            palette.field.insert(pasted: paste.text)
            replace(.palette(palette), in: &model)
            return true
        default: return false
        }
    }

    static func replace(_ overlay: Overlay, in model: inout Model) {
        model.overlays[model.overlays.count - 1] = overlay
    }

    /// Keeps an open question true to what has changed since it was asked.
    static func renew(_ model: inout Model) {
        guard case .confirm(let question) = model.overlays.last, case .quit = question.matter
        else { return }
        var renewed = Confirmation.quit(model.runsOfThisScreen)
        // The answer under the cursor stays under it; one that is gone gives way to the safe one.
        let chosen = question.answers[question.choice].string
        renewed.choice = renewed.answers.firstIndex { $0.string == chosen } ?? 0
        replace(.confirm(renewed), in: &model)
    }

    /// `esc` and `^C` leave everything; `q` and the opening key leave what is only read.
    private static func isWayOut(_ key: Key, of overlay: Overlay, in model: Model) -> Bool {
        let action = model.settings.keyMap.action(for: key)
        if action == .escape || action == .interrupt { return true }
        switch overlay {
        case .help: return action == .back || action == .keys || action == .open
        case .plan: return action == .back || action == .plan
        case .why: return action == .back || action == .why || action == .open
        case .trace: return action == .back || action == .trace || action == .open
        case .menu, .choose, .confirm: return action == .back
        case .columns: return action == .back || action == .order
        case .prompt, .palette: return false
        }
    }

    /// Moves by a line or a page; drawing keeps the value within what there is.
    private static func scroll(_ top: inout Int, by key: Key, in model: Model) {
        let page = max(1, model.size.height - 8)
        switch model.settings.keyMap.action(for: key) {
        case .down: top += 1
        case .up: top = max(0, top - 1)
        case .pageDown, .right: top += page
        case .pageUp, .left: top = max(0, top - page)
        case .halfPageDown: top += page / 2
        case .halfPageUp: top = max(0, top - page / 2)
        case .first: top = 0
        case .last: top = Int(Int16.max)
        default: break
        }
    }

    private static func press(
        _ key: Key,
        _ sheet: PlanSheet,
        in model: inout Model
    ) -> [Request] {
        var sheet = sheet
        switch model.settings.keyMap.action(for: key) {
        case .step:
            guard !model.settings.isReadOnly else { return [] }
            model.overlays.removeLast()
            let plan = sheet.plan
            return [.read(.plan(plan.pipeline, sheet.selection, sheet.options, .start))]
        default:
            if let action = model.settings.keyMap.action(for: key, in: .runMenu),
                Dispatch.availability(of: action, in: model) == .yes
            {
                return Dispatch.perform(action, in: &model)
            }
            scroll(&sheet.top, by: key, in: model)
            replace(.plan(sheet), in: &model)
            return []
        }
    }

    private static func press(
        _ key: Key,
        _ menu: MenuOverlay,
        in model: inout Model
    ) -> [Request] {
        var menu = menu
        let entries = menu.entries(model)
        if let action = model.settings.keyMap.action(for: key, in: menu.scope) {
            model.overlays.removeLast()
            return Keyboard.carryOut(action, in: &model)
        }
        switch model.settings.keyMap.action(for: key) {
        case .down: menu.cursor = min(entries.count - 1, menu.cursor + 1)
        case .up: menu.cursor = max(0, menu.cursor - 1)
        case .open:
            model.overlays.removeLast()
            return Keyboard.carryOut(entries[menu.cursor].action, in: &model)
        default: return []
        }
        replace(.menu(menu), in: &model)
        return []
    }

    private static func press(
        _ key: Key,
        _ choice: FileChoice,
        in model: inout Model
    ) -> [Request] {
        var choice = choice
        switch model.settings.keyMap.action(for: key) {
        case .down: choice.cursor = min(choice.files.count - 1, choice.cursor + 1)
        case .up: choice.cursor = max(0, choice.cursor - 1)
        case .open, .edit:
            model.overlays.removeLast()
            return [.edit(choice.pipeline, choice.files[choice.cursor], line: nil)]
        default: return []
        }
        replace(.choose(choice), in: &model)
        return []
    }

    private static func press(
        _ key: Key,
        _ confirmation: Confirmation,
        in model: inout Model
    ) -> [Request] {
        var confirmation = confirmation
        let count = confirmation.answers.count
        switch model.settings.keyMap.action(for: key) {
        case .right, .down, .nextPane: confirmation.choice = (confirmation.choice + 1) % count
        case .left, .up, .previousPane:
            confirmation.choice = (confirmation.choice + count - 1) % count
        case .open:
            model.overlays.removeLast()
            return confirmation.requests()
        default: return []
        }
        replace(.confirm(confirmation), in: &model)
        return []
    }

    private static func press(
        _ key: Key,
        _ prompt: PromptOverlay,
        in model: inout Model
    ) -> [Request] {
        var prompt = prompt
        if key.code == .enter {
            model.overlays.removeLast()
            if let requests = prompt.accept(in: &model) { return requests }
            prompt.markMistake()
            model.overlays.append(.prompt(prompt))
            if prompt.field.error == nil, model.notice == nil {
                model.notice = Notice(.information, "A word or two are needed here; esc leaves.")
            }
            return []
        }
        prompt.field.press(key)
        replace(.prompt(prompt), in: &model)
        return []
    }

    private static func press(
        _ key: Key,
        _ palette: PaletteOverlay,
        in model: inout Model
    ) -> [Request] {
        var palette = palette
        let entries = palette.entries(model)
        switch key.code {
        case .enter:
            guard entries.indices.contains(palette.cursor) else { return [] }
            model.overlays.removeLast()
            return Keyboard.carryOut(entries[palette.cursor].action, in: &model)
        case .down: palette.cursor = min(max(0, entries.count - 1), palette.cursor + 1)
        case .up: palette.cursor = max(0, palette.cursor - 1)
        default:
            palette.field.press(key)
            palette.cursor = 0
        }
        replace(.palette(palette), in: &model)
        return []
    }
}
