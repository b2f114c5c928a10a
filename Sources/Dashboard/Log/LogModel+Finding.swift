import Logs

extension LogModel {
    /// Steps to make that are kept while one is under way.
    private static let queueLimit = 100

    /// Goes to the next match or trouble, or does so when the step under way is made.
    mutating func step(
        to target: LogSeek.Target,
        _ direction: LineDirection
    ) -> [LogQuery] {
        if let seeking, seeking.target == target {
            if seeking.direction == direction {
                queuedSteps = min(queuedSteps + 1, Self.queueLimit)
            }
            return []
        }
        let onMatch = current.flatMap { current in
            cursorLine?.contains(current.offset) == true ? current.offset : nil
        }
        let from: Int
        switch (target, direction) {
        case (.match, .forward): from = onMatch ?? (cursorLine?.end ?? cursor.offset) - 1
        case (.match, .backward): from = onMatch ?? cursor.offset
        case (.trouble, _): from = onMatch ?? cursor.offset
        }
        return seek(target, direction, from: from)
    }

    mutating func seek(
        _ target: LogSeek.Target,
        _ direction: LineDirection,
        from offset: Int,
        goesAround: Bool = true
    ) -> [LogQuery] {
        seekCount += 1
        queuedSteps = 0
        let seek = LogSeek(
            target: target,
            direction: direction,
            from: offset,
            filter: filter,
            goesAround: goesAround,
            number: seekCount
        )
        seeking = seek
        return [.seek(attempt, seek)]
    }

    /// Goes to a place that was found, at once where its line is in the window.
    mutating func take(_ found: LogFound, for seek: LogSeek, _ geometry: LogGeometry) -> [LogQuery]
    {
        seeking = nil
        current = found
        isFollowing = false
        let steps = queuedSteps
        queuedSteps = 0
        if steps > 0 {
            let queries = self.seek(seek.target, seek.direction, from: found.offset)
            queuedSteps = steps - 1
            return queries
        }
        let isKnown = lines.contains { $0.contains(found.offset) } && markedFind == marking
        guard isKnown else {
            return ask(.around(found.offset), .offset(found.offset), geometry)
        }
        reveal(found.offset, geometry)
        return fetchAhead(rows(geometry), geometry)
    }

    /// Looks for what was typed, from the top of the screen on.
    mutating func accept(find text: String, _ geometry: LogGeometry) -> [LogQuery] {
        let pattern = LogPattern(text)
        find = pattern
        current = nil
        let from = isFollowing ? top.offset : cursor.offset
        return refresh(geometry) + seek(.match(pattern), .forward, from: from - 1)
    }

    /// Shows only lines that match; nil shows all again, with the cursor where it is.
    mutating func setFilter(_ pattern: LogPattern?, _ geometry: LogGeometry) -> [LogQuery] {
        let old = filter
        filter = pattern
        var queries: [LogQuery] = old == nil ? [] : [.stop(attempt, keeping: pattern)]
        queries +=
            isFollowing
            ? ask(.tail, .nothing, geometry)
            : ask(.around(cursor.offset), .offset(cursor.offset), geometry)
        return queries
    }

    /// Leaves the innermost of a mark, a search under way, a find and a filter; nil without any.
    mutating func leaveInnermost(_ geometry: LogGeometry) -> [LogQuery]? {
        if mark != nil {
            mark = nil
            return []
        }
        if seeking != nil || find != nil || current != nil {
            seeking = nil
            queuedSteps = 0
            find = nil
            current = nil
            clearMarks()
            return [.stop(attempt, keeping: filter)]
        }
        guard filter != nil else { return nil }
        return setFilter(nil, geometry)
    }
}
