import Domain
import Logs
package import Terminal

extension LogScreen {
    /// Whether an action applies to the log as it is shown.
    package static func availability(of action: Action, in model: Model) -> Availability {
        guard let log = model.log else { return .absent }
        switch action {
        case .up, .down, .first, .last, .halfPageUp, .halfPageDown, .pageUp, .pageDown, .copy,
            .mark:
            return log.lines.isEmpty ? .no("There are no lines yet.") : .yes
        case .left, .right, .scrollLeft, .scrollRight:
            let key = keyText(.nextView, in: model)
            return log.view == .cut ? .yes : .no("Lines are wrapped; \(key) cuts them instead.")
        case .find, .filter, .nextTrouble, .previousTrouble:
            return log.presence == .open ? .yes : .no("There is no text yet.")
        case .findNext, .findPrevious:
            let key = keyText(.find, in: model)
            return log.find == nil ? .no("Nothing was looked for yet; \(key) finds.") : .yes
        case .nextView, .now: return .yes
        case .open: return log.filter == nil ? .absent : .yes
        case .escape: return hasInnermost(log) ? .yes : .absent
        case .eventBack:
            return log.attempt.number > 1 ? .yes : .no("This is the first attempt.")
        case .eventForward:
            let count = LogSubject(log.attempt, in: model).count
            return log.attempt.number < count ? .yes : .no("This is the newest attempt.")
        default: return .absent
        }
    }

    private static func hasInnermost(_ log: LogModel) -> Bool {
        log.mark != nil || log.find != nil || log.current != nil || log.seeking != nil
            || log.filter != nil
    }

    private static func keyText(_ action: Action, in model: Model) -> String {
        let key = model.settings.keyMap.keys(of: action).first
        return key?.description ?? ActionTable.entry(of: action).label.string
    }

    /// Carries an action out at once, and gives what it wants to read.
    package static func perform(_ action: Action, in model: inout Model) -> [Request] {
        switch action {
        case .eventBack, .eventForward:
            guard let number = model.log?.attempt.number else { return [] }
            return switchAttempt(to: action == .eventBack ? number - 1 : number + 1, in: &model)
        case .copy: return copy(in: &model)
        case .mark:
            toggleMark(in: &model)
            return []
        case .find, .filter:
            let filter = model.log?.filter?.text ?? ""
            model.log?.field = action == .find ? LogField(.find) : LogField(.filter, text: filter)
            return keepPlace(&model)
        default: break
        }
        let isLive = model.log.map { LogSubject($0.attempt, in: model).isLive } ?? false
        return change(&model) { log, geometry in
            perform(action, on: &log, geometry, isLive: isLive)
        }
    }

    /// The bar that comes or goes takes a row: the end stays in sight.
    static func keepPlace(_ model: inout Model) -> [Request] { resized(&model) }

    private static func perform(
        _ action: Action,
        on log: inout LogModel,
        _ geometry: LogGeometry,
        isLive: Bool
    ) -> [LogQuery] {
        switch action {
        case .up: return log.move(by: -1, geometry)
        case .down: return log.move(by: 1, geometry)
        case .halfPageUp: return log.move(by: -max(1, geometry.height / 2), geometry)
        case .halfPageDown: return log.move(by: max(1, geometry.height / 2), geometry)
        case .pageUp: return log.move(by: -max(1, geometry.height - 1), geometry)
        case .pageDown: return log.move(by: max(1, geometry.height - 1), geometry)
        case .first: return goToStart(of: &log, geometry)
        case .last, .now: return goToEnd(of: &log, geometry, follows: isLive)
        case .left: log.moveSideways(by: -sidewaysStep, geometry)
        case .right: log.moveSideways(by: sidewaysStep, geometry)
        case .scrollLeft: log.moveSideways(by: -geometry.width / 2, geometry)
        case .scrollRight: log.moveSideways(by: geometry.width / 2, geometry)
        case .findNext, .findPrevious:
            guard let find = log.find else { return [] }
            return log.step(to: .match(find), action == .findNext ? .forward : .backward)
        case .nextTrouble: return log.step(to: .trouble, .forward)
        case .previousTrouble: return log.step(to: .trouble, .backward)
        case .nextView: nextView(of: &log, geometry)
        case .open: return log.setFilter(nil, geometry)
        case .escape: return log.leaveInnermost(geometry) ?? []
        default: break
        }
        return []
    }

    private static func goToStart(of log: inout LogModel, _ geometry: LogGeometry) -> [LogQuery] {
        log.isFollowing = false
        guard log.isAtStart else { return log.ask(.around(0), .offset(0), geometry) }
        log.top = LogPlace(offset: log.lines.first?.offset ?? 0)
        log.cursor = log.top
        return []
    }

    private static func goToEnd(
        of log: inout LogModel,
        _ geometry: LogGeometry,
        follows: Bool
    ) -> [LogQuery] {
        log.isFollowing = follows
        if log.isAtEnd { log.goToEnd(geometry) }
        return log.ask(.tail, .last, geometry)
    }

    private static func nextView(of log: inout LogModel, _ geometry: LogGeometry) {
        let all = LogModel.View.allCases
        let index = all.firstIndex(of: log.view) ?? 0
        log.view = all[(index + 1) % all.count]
        log.left = 0
        if log.isFollowing { log.goToEnd(geometry) } else { log.place(geometry) }
    }

    /// Copies the marked range, or the line under the cursor.
    private static func copy(in model: inout Model) -> [Request] {
        change(&model) { log, _ in
            let start = min(log.mark ?? log.cursor.offset, log.cursor.offset)
            let last = max(log.mark ?? log.cursor.offset, log.cursor.offset)
            log.mark = nil
            return [.copy(log.attempt, from: start, through: last, filter: log.filter)]
        }
    }

    /// Marks where a range begins, or takes the mark away.
    package static func toggleMark(in model: inout Model) {
        guard let log = model.log, !log.lines.isEmpty else { return }
        model.log?.isFollowing = false
        model.log?.mark = log.mark == nil ? log.cursor.offset : nil
    }
}

// MARK: - Fields

extension LogScreen {
    /// Gives a key to the field to find or filter; nil where none is open.
    package static func pressInField(_ key: Key, in model: inout Model) -> [Request]? {
        guard case .log = model.place, var field = model.log?.field else { return nil }
        let action = model.settings.keyMap.action(for: key)
        if key.code == .escape || action == .interrupt && key.text == nil {
            model.log?.field = nil
            return keepPlace(&model) + remark(&model)
        }
        if key.code == .enter { return accept(field, in: &model) }
        field.field.press(key)
        field.mistake = nil
        model.log?.field = field
        return remark(&model)
    }

    /// Takes pasted text into the field; false where none is open.
    package static func pasteInField(_ paste: Paste, in model: inout Model) -> Bool {
        guard case .log = model.place, model.log?.field != nil else { return false }
        model.log?.field?.field.insert(pasted: paste.text)
        model.log?.field?.mistake = nil
        return true
    }

    /// Reads the window anew where other text is to be marked in it.
    private static func remark(_ model: inout Model) -> [Request] {
        change(&model) { log, geometry in
            log.marking == log.markedFind ? [] : log.refresh(geometry)
        }
    }

    private static func accept(_ field: LogField, in model: inout Model) -> [Request] {
        let text = field.field.text
        if !text.isEmpty {
            do {
                _ = try LogPattern(text).compiled()
            } catch {
                model.log?.field?.mistake = SafeText(untrusted: error.message)
                return []
            }
        }
        model.log?.field = nil
        let requests = change(&model) { log, geometry in
            switch field.kind {
            case .find:
                if text.isEmpty {
                    return log.marking == log.markedFind ? [] : log.refresh(geometry)
                }
                return log.accept(find: text, geometry)
            case .filter:
                let pattern = text.isEmpty ? nil : LogPattern(text)
                return pattern == log.filter ? [] : log.setFilter(pattern, geometry)
            }
        }
        return requests + keepPlace(&model)
    }
}
