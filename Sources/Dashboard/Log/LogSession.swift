import Domain
import Logs
import Synchronization
import Terminal

/// An open log with the searches in it.
///
/// Asked on the reader's thread. What may read the whole log goes to threads of its own and is
/// delivered later, so that nothing else has to wait for it.
final class LogSession: Sendable {
    typealias Deliver = @Sendable (LogQuery, LogAnswer) -> Void

    /// A log up to this size is searched at once; it takes a few milliseconds.
    private static let quickBytes = 2 << 20

    let file: LogFile
    private let attempt: AttemptID
    private let deliver: Deliver
    private let jobs = LogJobs()
    private let state = Mutex(State())

    private struct State {
        var find: Search?
        var filter: Search?
        var trouble: TroubleFinder?
        var indexer: LogIndexer?

        subscript(purpose: Purpose) -> Search? {
            get { purpose == .find ? find : filter }
            set { if purpose == .find { find = newValue } else { filter = newValue } }
        }
    }

    /// What a search is for; there is one of each.
    private enum Purpose {
        case find
        case filter
    }

    private struct Search {
        let pattern: LogPattern
        let search: LogSearch
    }

    init(_ file: LogFile, of attempt: AttemptID, deliver: @escaping Deliver) {
        self.file = file
        self.attempt = attempt
        self.deliver = deliver
    }

    deinit {
        stop(keeping: nil)
        state.withLock { $0.indexer }?.cancel()
    }

    func answer(_ query: LogQuery) throws -> LogAnswer {
        _ = file.growth()
        countLines()
        switch query {
        case .page(_, let request): return try page(request, for: query)
        case .status: return .status(status)
        case .seek(_, let seek): return try find(seek, for: query)
        case .copy(_, let start, let last, let filter):
            let pattern = try filter?.compiled()
            return .copied(LogCopy(of: file, from: start, through: last, filter: pattern))
        case .stop(_, let filter):
            stop(keeping: filter)
            return .stopped
        }
    }

    var status: LogStatus {
        let (find, filter, trouble) = state.withLock { ($0.find, $0.filter, $0.trouble) }
        var status = LogStatus()
        status.size = file.size
        status.lineCount = file.lineCount
        status.lostBytes = file.droppedBytes
        status.find = find?.search.status
        status.filter = filter?.search.status
        status.trouble = trouble?.search?.status
        return status
    }

    /// Numbers lines in the background where the log is too large to do so at once.
    private func countLines() {
        guard file.indexFraction < 1 else { return }
        let indexer = state.withLock { state in
            if let indexer = state.indexer { return indexer }
            let indexer = LogIndexer(file) { [weak self] in self?.report() }
            state.indexer = indexer
            return indexer
        }
        indexer.catchUp()
    }

    private func report() { deliver(.status(attempt), .status(status)) }

    // MARK: - Pages

    private func page(_ request: LogPageRequest, for query: LogQuery) throws -> LogAnswer {
        // What is being typed need not be an expression yet.
        let marked = try? (request.find ?? request.filter)?.compiled()
        guard let filter = request.filter else {
            var reader = LogPageReader(file, marking: marked)
            let lines = reader.window(request)
            let page = LogPage(
                lines: lines,
                isAtStart: lines.first.map { $0.offset == 0 } ?? true,
                isAtEnd: lines.last.map { $0.end >= file.size } ?? true,
                status: status
            )
            return .page(page)
        }
        let search = try search(for: filter, to: .filter, from: 0)
        return quickly(search.pattern, query) { [file, weak self] in
            var reader = LogPageReader(file, marking: marked)
            let (lines, isAtStart, isAtEnd) = reader.window(request, of: search)
            let status = self?.status ?? LogStatus()
            return .page(
                LogPage(lines: lines, isAtStart: isAtStart, isAtEnd: isAtEnd, status: status)
            )
        }
    }

    // MARK: - Searches

    private func find(_ seek: LogSeek, for query: LogQuery) throws -> LogAnswer {
        let seeker = LogSeeker(file, within: try seek.filter?.compiled())
        switch seek.target {
        case .match(let pattern):
            let search = try search(for: pattern, to: .find, from: max(0, seek.from))
            return quickly(search.pattern, query) { .found(seeker.match(seek, in: search)) }
        case .trouble:
            let finder = finder()
            return quickly(nil, query) { .found(seeker.trouble(seek, by: finder)) }
        }
    }

    /// The search for a pattern, begun where it is new, with what was added to the log since.
    private func search(
        for pattern: LogPattern,
        to purpose: Purpose,
        from anchor: Int
    ) throws -> LogSearch {
        if let known = state.withLock({ $0[purpose] }), known.pattern == pattern {
            known.search.start()
            return known.search
        }
        let compiled = try pattern.compiled()
        let search = LogSearch(file, for: compiled, from: anchor) { [weak self] in self?.report() }
        let old = state.withLock { state in
            defer { state[purpose] = Search(pattern: pattern, search: search) }
            return state[purpose]
        }
        old?.search.cancel()
        search.start()
        return search
    }

    private func finder() -> TroubleFinder {
        let finder = state.withLock { state in
            let finder = state.trouble ?? TroubleFinder(file)
            state.trouble = finder
            return finder
        }
        // Takes in what was added to the log, and makes further steps quick.
        finder.search?.start()
        return finder
    }

    func stop(keeping filter: LogPattern?) {
        let ended = state.withLock { state -> [LogSearch] in
            var ended = [state.find?.search, state.trouble?.search]
            state.find = nil
            state.trouble = nil
            if let search = state.filter, search.pattern != filter {
                ended.append(search.search)
                state.filter = nil
            }
            return ended.compactMap(\.self)
        }
        for search in ended { search.cancel() }
    }

    /// Does the work here where that is quick, else on the other thread.
    private func quickly(
        _ pattern: SearchPattern?,
        _ query: LogQuery,
        _ work: @escaping @Sendable () -> LogAnswer
    ) -> LogAnswer {
        if file.size <= Self.quickBytes, pattern?.isSlow != true { return work() }
        let isTaken = jobs.run { [deliver] in deliver(query, work()) }
        return isTaken ? .pending : .failed("Too many searches wait. Try again in a moment.")
    }
}
