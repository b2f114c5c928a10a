import Domain
import Foundation
import Terminal

/// Facts of a pipeline in a few words, for the breadcrumb line.
enum PipelineFacts {
    /// From this width on there is room for all words.
    private static let wide = 110

    /// Where the person is.
    static func way(_ state: PipelineState, _ model: Model) -> StyledText {
        // However long the name is, how things stand beside it is what counts.
        let room = max(16, model.size.width / 3)
        let name = SafeText(untrusted: state.pipeline.name.text).truncated(to: room, .middle)
        var text = StyledText(name, .title)
        if state.isPast {
            text += pastWords(state)
        } else if let run = state.run {
            text.append(SafeText(untrusted: " › run \(run.id.number)"))
        }
        // What happened needs the room of what is the same at every moment.
        guard state.screen.moment == nil else { return text }
        text.append(" · working tree", .muted)
        let level = state.pipeline.definition?.level ?? .manual
        let isWide = model.size.width >= wide
        let words =
            isWide ? " · level \(level.rawValue) \(level.words)" : " · level \(level.rawValue)"
        text.append(SafeText(untrusted: words), .muted)
        return text
    }

    /// What is shown is over: unmistakable, and with the way back.
    private static func pastWords(_ state: PipelineState) -> StyledText {
        let newest = state.pipeline.newestRun?.run.id.number ?? 0
        let number = state.run?.id.number ?? state.screen.shownRun ?? newest
        var text = StyledText(untrusted: " › run \(number) of \(newest)", .text)
        if let moment = state.screen.moment {
            let count = moment.history.entries.count
            text.append(SafeText(untrusted: ", event \(moment.index + 1) of \(count)"))
        }
        return text + " " + StyledText(" the past ", Style(.warning, on: nil, [.bold, .reverse]))
    }

    /// What goes on and what comes next, at the right; the most that fits beside the way.
    static func head(_ state: PipelineState, _ model: Model, besides way: Int) -> StyledText {
        let room = model.size.width - way - 4
        if let moment = state.screen.moment { return words(of: moment, model, room) }
        if state.isPast { return past(state, model, room) }
        var text = standing(state, model)
        for part in [next(state), monitoring(state, model)] where !part.isEmpty {
            let longer = text + StyledText(" · ", .faint) + part
            if longer.width <= room { text = longer }
        }
        return text
    }

    private static func standing(_ state: PipelineState, _ model: Model) -> StyledText {
        guard let run = state.run else { return StyledText(model.noRunWords, .muted) }
        var text = run.status.words
        guard run.isActive, let started = started(run) else { return text }
        text.append(" " + Times.stopwatch(model.now.timeIntervalSince(started)))
        if let left = remaining(state, model) {
            text.append(SafeText(untrusted: ", ~ \(left.words) left"), Style(.estimate))
        }
        return text
    }

    /// The way back from the past; the first to go where there is little room.
    private static let back =
        StyledText("  ") + StyledText(".", .keyHint) + StyledText(" returns to now", .muted)

    /// How an earlier run ended, and how long ago.
    private static func past(
        _ state: PipelineState,
        _ model: Model,
        _ room: Int
    ) -> StyledText {
        guard let run = state.run else { return StyledText("reading it…", .muted) }
        let ended = run.endedAt.map { Times.age($0, at: model.now) }
        let age = ended.map { $0 == "now" ? "just now" : $0 + " ago" } ?? ""
        let whole = run.status.words + StyledText(" " + age, .muted)
        return [whole + back, whole].first { $0.width <= room } ?? run.status.words
    }

    /// What happened at that moment, and when.
    ///
    /// Where there is little room, first the way back gives way, then the date; then the words are
    /// cut, but the time stays.
    private static func words(
        of moment: RunMoment,
        _ model: Model,
        _ room: Int
    ) -> StyledText {
        let zone = model.settings.timeZone
        let time = LocalTime(moment.entry.at, in: zone)
        let isToday = time.day == LocalTime(model.now, in: zone).day
        let what = moment.entry.event.line
        let clock = StyledText(untrusted: " " + time.secondText, .muted)
        let date = isToday ? .empty : StyledText(untrusted: " " + time.dateText, .muted)
        let forms = [what + date + clock + back, what + date + clock, what + clock]
        return forms.first { $0.width <= room }
            ?? what.truncated(to: max(0, room - clock.width)) + clock
    }

    private static func next(_ state: PipelineState) -> StyledText {
        guard let table = state.table, let next = table.nextStep else { return .empty }
        let row = table.rows[next]
        let name = row.title.truncated(to: 20, .middle)
        return StyledText("next ", .muted) + StyledText(name, Style(.step))
            + (row.isStale ? StyledText(", stale", Style(.warning)) : .empty)
    }

    /// Level 0 monitors nothing, and says so.
    private static func monitoring(_ state: PipelineState, _ model: Model) -> StyledText {
        guard state.pipeline.definition?.level == .manual else { return .empty }
        guard let data = state.pipeline.dataChangedAt, model.size.width >= wide else {
            return StyledText("not monitored", .muted)
        }
        let age = Times.age(data, at: model.now)
        let words: SafeText = age == "now" ? "data is new" : "data " + age + " old"
        return StyledText("not monitored; " + words, .muted)
    }

    private static func started(_ run: Run) -> Date? {
        run.stages.filter(\.isActive).compactMap { $0.attempts.last?.startedAt }.min()
    }

    /// What is left of the stages that are asked for: as they tell, else as they usually take.
    private static func remaining(_ state: PipelineState, _ model: Model) -> Duration? {
        guard let snapshot = state.snapshot else { return nil }
        var seconds = 0.0
        for row in state.stages where row.run?.isActive == true {
            if row.run?.status == .running {
                guard let left = StageProgress(row, state, model)?.remaining else { return nil }
                seconds += left.seconds
            } else {
                guard let usual = snapshot.usual[row.name] else { return nil }
                seconds += usual.seconds
            }
        }
        return .seconds(seconds)
    }
}

extension Event {
    /// What happened, on one line: `train: failed with exit status 1`; the run is not named.
    var line: StyledText {
        let stages = touchedStages?.stages ?? []
        let subject =
            stages.count == 1 ? "\(stages[0].short): " : run == nil ? "\(words.subject): " : ""
        return StyledText(untrusted: subject + words.text, words.status?.style ?? .text)
    }
}
