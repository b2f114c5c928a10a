import Synchronization

/// The search for one pattern in one log.
///
/// Threads of its own count the matches of each block of the log, from the place the person looks
/// at to the end and on from the start. Only the counts are kept, a few bytes for each block, so
/// that a pattern that matches everywhere costs no more memory than one that matches nowhere. Calls
/// that ask for matches skip the blocks that have none and search the others again, which takes
/// about a millisecond each; they read the disk and belong on the thread on which a screen reads.
package final class LogSearch: Sendable {
    package let log: LogFile
    package let pattern: SearchPattern
    private let changed: @Sendable () -> Void
    private let isCancelled = Atomic(false)
    private let rarity: ByteRarity
    private let state: Mutex<State>

    private enum Progress: UInt8 {
        case waiting
        case taken
        case counted
    }

    private struct Block {
        var progress = Progress.waiting
        var matches: Int32 = 0
        var lines: Int32 = 0
    }

    private struct State {
        var extent: LogExtent
        var blocks: [Block] = []
        var cursor: Int
        var waiting = 0
        var counted = 0
        var matches = 0
        var lines = 0
        var workers = 0
        var threads: [WorkerThread] = []
        var notice: String?
        /// Counts up when the log was cut, so that late counts are not taken.
        var generation = 0
        var lastChange: ContinuousClock.Instant?
    }

    private static let betweenChanges = Duration.milliseconds(33)

    /// A search that calls `changed` on a thread of its own, at most about 30 times a second and
    /// once at the end.
    ///
    /// `anchor` is where the person looks: the count begins there.
    package init(
        _ log: LogFile,
        for pattern: SearchPattern,
        from anchor: Int = 0,
        changed: @escaping @Sendable () -> Void = {}
    ) {
        self.log = log
        self.pattern = pattern
        self.changed = changed
        let extent = log.extent
        let start = min(max(0, anchor), max(0, extent.size - LogLimits.lineBytes))
        rarity = ByteRarity(sample: log.descriptor.bytes(start..<start + LogLimits.lineBytes))
        var initial = State(extent: extent, cursor: BlockScanner.first(for: start))
        Self.adopt(extent, &initial)
        state = Mutex(initial)
    }

    deinit {
        let threads = state.withLock { $0.threads }
        for thread in threads { thread.detach() }
    }

    // MARK: - Counting

    /// Counts matches on threads of its own, up to the end that ``LogFile/growth()`` saw last.
    ///
    /// Call it again after the log has grown: only what is new is searched.
    package func start(threads: Int = 2) {
        let wanted = state.withLock { state in
            Self.adopt(log.extent, &state)
            let wanted = state.waiting == 0 ? 0 : max(0, threads - state.workers)
            state.workers += wanted
            return wanted
        }
        for _ in 0..<wanted {
            guard let thread = WorkerThread({ [self] in work() }) else {
                state.withLock { $0.workers -= 1 }
                continue
            }
            state.withLock { $0.threads.append(thread) }
        }
    }

    /// Ends all work on this search, that of other callers included.
    package func cancel() {
        isCancelled.store(true, ordering: .relaxed)
    }

    /// Waits until no thread works on the count any more.
    package func wait() {
        while let thread = state.withLock({ $0.threads.popLast() }) { thread.join() }
    }

    /// How far the count has come.
    package var status: SearchStatus {
        let isStopped = isCancelled.load(ordering: .relaxed)
        return state.withLock { state in
            let total = state.blocks.count
            let isDone = (state.counted == total && state.waiting == 0) || isStopped
            return SearchStatus(
                matches: state.matches,
                lines: state.lines,
                fraction: total == 0 ? 1 : Double(state.counted) / Double(total),
                isDone: isDone || state.notice != nil,
                notice: state.notice
            )
        }
    }

    /// Takes in what became of the log.
    private static func adopt(_ extent: LogExtent, _ state: inout State) {
        let before = state.extent
        guard extent != before || state.blocks.isEmpty else { return }
        if extent.size < before.size {
            state.blocks = []
            (state.counted, state.matches, state.lines, state.waiting) = (0, 0, 0, 0)
        }
        if extent.size < before.size || extent.gap != before.gap { state.generation += 1 }
        for number in state.blocks.indices.reversed() {
            guard extent.gap != before.gap || BlockScanner.isOpen(number, at: before.size) else {
                break
            }
            forget(number, &state)
        }
        let added = BlockScanner.count(extent.size) - state.blocks.count
        state.blocks += repeatElement(Block(), count: max(0, added))
        state.waiting += max(0, added)
        state.extent = extent
    }

    private static func forget(_ number: Int, _ state: inout State) {
        let block = state.blocks[number]
        if block.progress == .waiting { return }
        if block.progress == .counted {
            state.counted -= 1
            state.matches -= Int(block.matches)
            state.lines -= Int(block.lines)
        } else {
            // Somebody counts it by the old size: what they bring is not wanted.
            state.generation += 1
        }
        state.blocks[number] = Block()
        state.waiting += 1
    }

    private func work() {
        let scanner = makeScanner()
        while let (number, extent, generation) = take() {
            var count = Block(progress: .counted)
            let end = scanner.scan(number, extent) { _, _, isNewLine in
                count.matches += 1
                if isNewLine { count.lines += 1 }
                return true
            }
            finish(number, count, end, generation)
        }
        changed()
    }

    func makeScanner() -> BlockScanner {
        let matcher = pattern.matcher(rarity) { [unowned self] in
            isCancelled.load(ordering: .relaxed)
        }
        return BlockScanner(log.descriptor, matcher)
    }

    /// The next block to count; a worker that gets none is no worker any more.
    private func take() -> (Int, LogExtent, generation: Int)? {
        let isOver = isCancelled.load(ordering: .relaxed)
        return state.withLock { state in
            guard !isOver, state.waiting > 0, state.notice == nil else {
                state.workers -= 1
                return nil
            }
            for _ in state.blocks.indices {
                let number = state.cursor < state.blocks.count ? state.cursor : 0
                state.cursor = number + 1
                guard state.blocks[number].progress == .waiting else { continue }
                state.blocks[number].progress = .taken
                state.waiting -= 1
                return (number, state.extent, state.generation)
            }
            state.workers -= 1
            return nil
        }
    }

    private func finish(_ number: Int, _ count: Block, _ end: MatchingEnd, _ generation: Int) {
        if case .tooSlow(let offset) = end { stop(at: offset) }
        let isDue = state.withLock { state in
            guard number < state.blocks.count, state.blocks[number].progress == .taken else {
                return false
            }
            guard end == .finished, state.generation == generation else {
                state.blocks[number].progress = .waiting
                state.waiting += 1
                return false
            }
            state.blocks[number] = count
            state.counted += 1
            state.matches += Int(count.matches)
            state.lines += Int(count.lines)
            let now = ContinuousClock.now
            if let last = state.lastChange, now - last < Self.betweenChanges { return false }
            state.lastChange = now
            return true
        }
        if isDue { changed() }
    }

    /// Gives the search up because of one line.
    func stop(at offset: Int) {
        let place: String
        if let number = log.number(at: offset), !number.isApproximate {
            place = "line \(number.value)"
        } else {
            place = "the line at byte \(offset)"
        }
        let seconds = LogLimits.patternTime.components.seconds
        let notice =
            "The pattern took more than \(seconds) s on \(place), so the search was stopped."
        state.withLock { state in
            if state.notice == nil { state.notice = notice }
        }
    }

    // MARK: - What the counts tell

    /// The blocks and the size to look at, and which blocks are known to hold nothing.
    func survey() -> (extent: LogExtent, blockCount: Int) {
        state.withLock { state in
            (state.extent, max(state.blocks.count, BlockScanner.count(state.extent.size)))
        }
    }

    func isKnownEmpty(_ number: Int) -> Bool {
        state.withLock { state in
            guard number < state.blocks.count else { return false }
            let block = state.blocks[number]
            return block.progress == .counted && block.matches == 0
        }
    }

    var isStopped: Bool {
        isCancelled.load(ordering: .relaxed) || state.withLock { $0.notice != nil }
    }

    /// How many matches stand in the blocks before `number`, or `nil` until all are counted.
    func matches(beforeBlock number: Int) -> Int? {
        state.withLock { state in
            var sum = 0
            for block in state.blocks.prefix(number) {
                guard block.progress == .counted else { return nil }
                sum += Int(block.matches)
            }
            return number <= state.blocks.count ? sum : nil
        }
    }
}
