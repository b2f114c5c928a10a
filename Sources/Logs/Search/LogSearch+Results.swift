/// Matches that were asked for.
package struct SearchResults: Sendable, Hashable {
    /// In the order in which they stand in the log.
    package var results: [SearchResult] = []
    /// Whether there are more in the direction that was asked for.
    package var hasMore = false

    package init(results: [SearchResult] = [], hasMore: Bool = false) {
        self.results = results
        self.hasMore = hasMore
    }
}

extension LogSearch {
    /// What is asked for: every match, or the first of each line.
    package enum Grain: Sendable, Hashable {
        case matches
        case lines
    }

    /// The first match that starts behind `offset`; -1 stands for the log's start.
    package func next(after offset: Int) -> SearchResult? {
        results(after: offset, atMost: 1).results.first
    }

    /// The last match that starts before `offset`.
    package func previous(before offset: Int) -> SearchResult? {
        results(before: offset, atMost: 1).results.last
    }

    /// Does the same as ``next(after:)`` or ``previous(before:)`` on a thread of its own.
    package func seek(
        _ direction: LineDirection,
        from offset: Int,
        found: @escaping @Sendable (SearchResult?) -> Void
    ) {
        let isStarted = WorkerThread.detach { [self] in
            found(direction == .forward ? next(after: offset) : previous(before: offset))
        }
        if !isStarted { found(nil) }
    }

    /// Up to `limit` matches that start behind `offset`, the nearest ones.
    package func results(
        after offset: Int,
        atMost limit: Int,
        _ grain: Grain = .matches
    ) -> SearchResults {
        let limit = min(max(0, limit), LogLimits.matchesPerCall)
        let (extent, count) = survey()
        let scanner = makeScanner()
        var found = SearchResults()
        var number = BlockScanner.first(for: max(0, offset))
        while number < count, !found.hasMore, !isStopped {
            defer { number += 1 }
            guard !isKnownEmpty(number) else { continue }
            scan(number, extent, scanner, grain) { result in
                guard result.offset > offset else { return true }
                found.hasMore = found.results.count == limit
                if !found.hasMore { found.results.append(result) }
                // One is enough to know where to go; more need not be looked for.
                return !found.hasMore && !(limit == 1 && found.results.count == 1)
            }
            if limit == 1, !found.results.isEmpty { break }
        }
        return found
    }

    /// Up to `limit` matches that start before `offset`, the nearest ones.
    package func results(
        before offset: Int,
        atMost limit: Int,
        _ grain: Grain = .matches
    ) -> SearchResults {
        let limit = min(max(0, limit), LogLimits.matchesPerCall)
        let (extent, count) = survey()
        let scanner = makeScanner()
        var found = SearchResults()
        var number = min(count - 1, max(0, offset) / LogLimits.searchBlockBytes)
        while number >= 0, !found.hasMore, !isStopped {
            defer { number -= 1 }
            guard !isKnownEmpty(number) else { continue }
            var here: [SearchResult] = []
            scan(number, extent, scanner, grain) { result in
                guard result.offset < offset else { return false }
                here.append(result)
                // The nearest ones are the last: a block may hold many more than are wanted.
                if here.count > 2 * (limit + 1) { here.removeFirst(here.count - limit - 1) }
                return true
            }
            let wanted = limit - found.results.count
            found.hasMore = here.count > wanted
            found.results = here.suffix(wanted) + found.results
            if limit == 1, found.results.count == 1 { break }
        }
        return found
    }

    /// Which match of the log this is, counted from 1, or `nil` until all before it are counted.
    package func ordinal(of result: SearchResult) -> Int? {
        let (extent, _) = survey()
        let scanner = makeScanner()
        // A line that starts in the block before may reach into the one that holds the match.
        let last = result.offset / LogLimits.searchBlockBytes
        for number in [last, last - 1] where number >= 0 {
            var place = 0
            var isHere = false
            scan(number, extent, scanner, .matches) { other in
                place += 1
                isHere = other.offset == result.offset
                return other.offset < result.offset
            }
            if isHere { return matches(beforeBlock: number).map { $0 + place } }
        }
        return nil
    }

    private func scan(
        _ number: Int,
        _ extent: LogExtent,
        _ scanner: BlockScanner,
        _ grain: Grain,
        _ found: (SearchResult) -> Bool
    ) {
        var lineStart = 0
        let end = scanner.scan(number, extent) { match, near, isNewLine in
            guard isNewLine || grain == .matches else { return true }
            // A match far into a line, or in a long line of redraws: the file knows its start.
            if isNewLine || match.lowerBound - lineStart >= LogLimits.pieceBytes {
                lineStart = near ?? log.lineStart(of: match.lowerBound)
            }
            return found(
                SearchResult(offset: match.lowerBound, length: match.count, lineStart: lineStart)
            )
        }
        if case .tooSlow(let offset) = end { stop(at: offset) }
    }
}
