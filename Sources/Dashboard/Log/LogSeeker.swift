import Logs
import Terminal

/// Goes to the next match or trouble, within the lines that are shown.
struct LogSeeker {
    private let file: LogFile
    private let filter: SearchPattern?

    init(_ file: LogFile, within filter: SearchPattern?) {
        self.file = file
        self.filter = filter
    }

    func match(_ seek: LogSeek, in search: LogSearch) -> LogFound? {
        let shown = filter.map(PatternHighlighter.init)
        return around(seek) { from in
            var place = from
            while let result = step(seek.direction, from: place, in: search) {
                if isShown(result.lineStart, shown) { return (result.offset, result, nil) }
                place = result.offset
            }
            return nil
        }
        .map { found in
            LogFound(
                offset: found.place.offset,
                ordinal: found.place.result.flatMap(search.ordinal(of:)),
                wentAround: found.wentAround
            )
        }
    }

    func trouble(_ seek: LogSeek, by finder: TroubleFinder) -> LogFound? {
        let shown = filter.map(PatternHighlighter.init)
        return around(seek) { from in
            var place = from
            while let trouble = step(seek.direction, from: place, by: finder) {
                for line in [trouble.messageOffset, trouble.offset] where isShown(line, shown) {
                    let offset = filter == nil ? trouble.offset : line
                    return (offset, nil, SafeText(untrusted: trouble.message))
                }
                place = trouble.offset
            }
            return nil
        }
        .map { found in
            LogFound(
                offset: found.place.offset,
                message: found.place.message,
                wentAround: found.wentAround
            )
        }
    }

    private typealias Found = (offset: Int, result: SearchResult?, message: SafeText?)

    private func around(
        _ seek: LogSeek,
        _ search: (Int) -> Found?
    ) -> (place: Found, wentAround: Bool)? {
        if let place = search(seek.from) { return (place, false) }
        guard seek.goesAround else { return nil }
        return search(seek.direction == .forward ? -1 : .max).map { ($0, true) }
    }

    private func step(
        _ direction: LineDirection,
        from place: Int,
        in search: LogSearch
    ) -> SearchResult? {
        direction == .forward ? search.next(after: place) : search.previous(before: place)
    }

    private func step(
        _ direction: LineDirection,
        from place: Int,
        by finder: TroubleFinder
    ) -> Trouble? {
        direction == .forward ? finder.next(after: place) : finder.previous(before: place)
    }

    private func isShown(_ lineStart: Int, _ filter: PatternHighlighter?) -> Bool {
        guard let filter else { return true }
        let line = file.lines(from: lineStart, count: 1, .forward).first
        return line.map { !filter.matches(in: $0.bytes, atMost: 1).isEmpty } ?? false
    }
}
