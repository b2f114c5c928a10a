package import Domain
import Logs
package import Terminal

/// The pager over an attempt's log.
///
/// Nothing stands beside the lines, so that selecting with the mouse copies text only.
package enum LogScreen: Screen {
    /// The cells of one step sideways.
    static let sidewaysStep = 8

    /// The cells for lines, by the size of the screen.
    static func geometry(_ model: Model) -> LogGeometry {
        let bar = model.log.map { LogBar.isShown($0) } == true ? 1 : 0
        return LogGeometry(
            width: model.size.width,
            height: model.bodySize.height - LogHeader.rows - bar
        )
    }

    // MARK: - Coming and going

    /// Goes to the log of an attempt: a failed one opens at its first error, others at the end.
    package static func open(_ attempt: AttemptID, in model: inout Model) -> [Request] {
        let subject = LogSubject(attempt, in: model)
        var log = LogModel(attempt, isFollowing: subject.isLive)
        let geometry = geometry(model)
        let queries =
            subject.isFailed
            ? log.seek(.trouble, .forward, from: -1, goesAround: false)
            : log.ask(.tail, .last, geometry)
        model.log = log
        model.enter(.log(attempt))
        return queries.map(request)
    }

    /// Forgets the log when its screen is left.
    package static func close(_ model: inout Model) -> [Request] {
        defer { model.log = nil }
        return model.log.map { [.read(.log(.stop($0.attempt, keeping: nil)))] } ?? []
    }

    /// The other log takes the place of this one, shown in the same way.
    static func switchAttempt(to number: Int, in model: inout Model) -> [Request] {
        guard let old = model.log else { return [] }
        let attempt = AttemptID(old.attempt.run, old.attempt.stage, number)
        if model.place == .log(old.attempt) { _ = model.leave() }
        var requests = open(attempt, in: &model)
        model.log?.view = old.view
        requests.insert(.read(.log(.stop(old.attempt, keeping: nil))), at: 0)
        return requests
    }

    // MARK: - What happens elsewhere

    /// The journal grew: the attempt may have ended.
    package static func grew(_ growth: Growth, in model: inout Model) -> [Request] {
        guard let log = model.log, model.place == .log(log.attempt),
            growth.runs.contains(log.attempt.run)
        else { return [] }
        return logGrew(in: &model)
    }

    /// The log on the screen grew: the end is read anew where it is seen.
    package static func logGrew(in model: inout Model) -> [Request] {
        change(&model) { log, geometry in
            if log.presence != .open || log.isFollowing || log.isAtEnd {
                return log.presence == .missing
                    ? log.ask(.tail, .last, geometry) : log.refresh(geometry)
            }
            return [.status(log.attempt)]
        }
    }

    /// Keeps the end, or the line under the cursor, in sight on another size.
    package static func resized(_ model: inout Model) -> [Request] {
        change(&model) { log, geometry in
            if log.isFollowing { log.goToEnd(geometry) } else { log.place(geometry) }
            return log.fetchAhead(log.rows(geometry), geometry)
        }
    }

    /// Changes the log, if one is open, and gives what it wants to read.
    static func change(
        _ model: inout Model,
        _ body: (inout LogModel, LogGeometry) -> [LogQuery]
    ) -> [Request] {
        let geometry = geometry(model)
        guard var log = model.log else { return [] }
        model.log = nil
        let queries = body(&log, geometry)
        model.log = log
        return queries.map(request)
    }

    private static func request(_ query: LogQuery) -> Request { .read(.log(query)) }

    // MARK: - Drawing

    /// Pipeline, run and stage, and how long the attempt took.
    package static func breadcrumb(of model: Model) -> (left: StyledText, right: StyledText) {
        guard let log = model.log else { return ("log", .empty) }
        let subject = LogSubject(log.attempt, in: model)
        let path = "\(log.attempt.run.pipeline) › run \(log.attempt.run.number)"
        var left = StyledText(untrusted: path + " › ")
        left.append(SafeText(untrusted: log.attempt.stage.short), .adding(.bold))
        left.append(" › log")
        guard let attempt = subject.attempt else { return (left, .empty) }
        let began = LocalTime(attempt.startedAt, in: model.settings.timeZone)
        let now = LocalTime(model.now, in: model.settings.timeZone)
        let day = began.day == now.day ? "" : began.dateText + " "
        var right = "began \(day)\(began.minuteText)"
        if let duration = subject.duration(at: model.now) {
            right += subject.isLive ? ", for \(duration.words)" : ", took \(duration.words)"
        }
        return (left, StyledText(untrusted: right, .muted))
    }

    /// Draws header, lines and bar.
    package static func draw(_ model: Model, on canvas: inout Canvas) {
        guard let log = model.log else { return }
        let (header, rest) = canvas.bounds.splitTop(LogHeader.rows)
        let (body, bar) = rest.splitBottom(LogBar.isShown(log) ? 1 : 0)
        LogHeader.draw(log, model, on: &canvas, in: header)
        canvas.within(body) { LogBody.draw(log, model, on: &$0) }
        canvas.within(bar) { LogBar.draw(log, model, on: &$0) }
    }

    /// Puts the cursor on the row that was clicked.
    package static func click(_ region: RegionID, in model: inout Model) -> [Request] {
        guard region.name == LogBody.regionName else { return [] }
        return change(&model) { log, geometry in
            log.select(screenRow: region.index, geometry)
            return []
        }
    }
}
