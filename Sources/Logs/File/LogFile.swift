import Glibc
import Synchronization

/// One attempt's log, read while it is being written.
///
/// Opening costs the same for every size: nothing is read until lines are asked for, and lines are
/// found from where they stand. Everything is read with `pread` into bounded buffers, never mapped,
/// so that a log that shrinks under a reader gives short answers and no signal.
///
/// All calls may come from any thread. They read the disk, so a screen makes them on the thread on
/// which it reads. The size is the one that ``growth()`` saw last: what one drawing shows does not
/// change halfway.
package final class LogFile: Sendable {
    let descriptor: Descriptor
    let times: LogTimes
    private let state: Mutex<State>

    private struct State {
        var extent: LogExtent
        var generation = 0
        var index = LineIndex()
        var redraws = RedrawMemory()
        /// A stretch without a newline that is too long to be folded.
        var headless = 0..<0

        mutating func forgetRedraws() {
            redraws = RedrawMemory()
            headless = 0..<0
        }
    }

    /// Reads the log behind `descriptor`, and when its lines were written from `timesDescriptor`.
    ///
    /// Both descriptors belong to the new value and are closed with it.
    package init(descriptor: CInt, timesDescriptor: CInt? = nil) {
        let log = Descriptor(descriptor)
        let times = LogTimes(timesDescriptor.map(Descriptor.init))
        self.descriptor = log
        self.times = times
        state = Mutex(State(extent: LogExtent(size: log.size, gap: times.header.gap)))
    }

    /// Opens the log at `path`, and its times at `timesPath` where there are any.
    ///
    /// Without `timesPath` a file `times` in the same folder is used. A log that cannot be opened
    /// is an error; missing times only mean that lines have none.
    package convenience init(path: String, timesPath: String? = nil) throws(LogFileError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { throw LogFileError(path: path, errno: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw LogFileError(path: path, errno: nil)
        }
        let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[...$0] } ?? ""
        let beside = timesPath ?? folder + "times"
        let times = open(beside, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        self.init(descriptor: descriptor, timesDescriptor: times >= 0 ? times : nil)
    }

    // MARK: - Size

    /// The size and the gap, as ``growth()`` saw them last.
    package var extent: LogExtent { state.withLock { $0.extent } }

    /// The number of bytes, as ``growth()`` saw it last.
    package var size: Int { extent.size }

    /// Bytes that never reached the log, because the disk was full.
    package var droppedBytes: Int { times.header.droppedBytes }

    /// Looks at the file again and says what became of it.
    ///
    /// Costs a few system calls. A short stretch of new bytes is counted into the line index at
    /// once; a long one waits for ``LogIndexer``.
    package func growth() -> LogGrowth {
        let now = LogExtent(size: descriptor.size, gap: times.header.gap)
        let before = state.withLock { state in
            let before = state.extent
            state.extent = now
            if now.size < before.size {
                state.generation += 1
                state.index = LineIndex()
                state.forgetRedraws()
            } else if now.gap != before.gap {
                state.forgetRedraws()
            }
            return before
        }
        _ = extendIndex(byAtMost: 4 * LogLimits.indexBlockBytes)
        if now.size < before.size { return .truncated(to: now.size) }
        if now == before { return .unchanged }
        return .grew(from: before.size, to: now.size)
    }

    // MARK: - Line numbers

    /// Counts the line ends of up to `limit` more bytes and says whether any whole block is left.
    ///
    /// Returns `true` while there is more to count. Bounded work: about 0.2 s for 1 GB.
    package func extendIndex(byAtMost limit: Int) -> Bool {
        var left = limit
        while left > 0 {
            let (block, size, generation) = state.withLock {
                ($0.index.nextBlock, $0.extent.size, $0.generation)
            }
            guard block.upperBound <= size else { return false }
            let count = lineEnds(in: block)
            state.withLock { state in
                guard state.generation == generation else { return }
                state.index.append(count, for: block)
            }
            left -= block.count
        }
        return true
    }

    /// How far the line index has come, from 0 to 1.
    package var indexFraction: Double {
        state.withLock { $0.index.fraction(of: $0.extent.size) }
    }

    /// The number of the line that holds `offset`, counted from 1.
    ///
    /// Approximate where the index has not come yet; `nil` behind a gap, because nobody counted
    /// the lines that were dropped there.
    package func number(at offset: Int) -> LineNumber? {
        let (index, extent) = state.withLock { ($0.index, $0.extent) }
        if let gap = extent.gap, offset >= gap.start { return nil }
        let offset = min(max(0, offset), extent.size)
        guard let checkpoint = index.checkpoint(before: offset) else {
            return LineNumber(value: 1 + estimate(before: offset, index), isApproximate: true)
        }
        let rest = lineEnds(in: checkpoint.offset..<offset)
        return LineNumber(value: 1 + checkpoint.lines + rest, isApproximate: false)
    }

    /// Where line `number` starts, or `nil` where the index has not come yet or no line has it.
    package func offset(ofLine number: Int) -> Int? {
        let (index, extent) = state.withLock { ($0.index, $0.extent) }
        guard number > 1 else { return number == 1 ? 0 : nil }
        guard let checkpoint = index.checkpoint(beforeLine: number - 1) else { return nil }
        let end = min(extent.gap?.start ?? extent.size, extent.size)
        let stop = min(end, checkpoint.offset + LogLimits.indexBlockBytes)
        guard checkpoint.offset < stop else { return nil }
        var left = number - 1 - checkpoint.lines
        let bytes = descriptor.bytes(checkpoint.offset..<stop)
        for (place, byte) in bytes.enumerated() where byte == Byte.newline {
            left -= 1
            if left == 0 {
                let start = checkpoint.offset + place + 1
                return start < end ? start : nil
            }
        }
        return nil
    }

    /// How many lines there are, approximate until the index has come to the end.
    ///
    /// `nil` when a gap makes the number unknowable.
    package var lineCount: LineNumber? {
        let extent = extent
        guard extent.gap == nil else { return nil }
        guard extent.size > 0 else { return LineNumber(value: 0, isApproximate: false) }
        return number(at: extent.size - 1)
    }

    private func estimate(before offset: Int, _ index: LineIndex) -> Int {
        if let density = index.linesPerByte { return Int(density * Double(offset)) }
        let sample = max(0, offset - LogLimits.pieceBytes)..<offset
        let ends = max(1, lineEnds(in: sample))
        return Int(Double(ends) / Double(max(1, sample.count)) * Double(offset))
    }

    private func lineEnds(in range: Range<Int>) -> Int {
        descriptor.bytes(range).withUnsafeBytes { Bytes.count(Byte.newline, in: $0) }
    }

    // MARK: - Lines that redraw themselves

    func remembered(_ place: Int) -> RedrawMemory? {
        state.withLock { $0.redraws.covers(place) ? $0.redraws : nil }
    }

    func remember(_ redraws: RedrawMemory) {
        state.withLock { $0.redraws = redraws }
    }

    /// Whether it is known that the line's start is too far before `place` to be folded.
    func isFarFromHead(_ place: Int) -> Bool {
        let headless = state.withLock { $0.headless }
        let isNear = place - headless.lowerBound < LogLimits.foldedBytes / 2
        return place > headless.lowerBound && place <= headless.upperBound && !isNear
    }

    func rememberHeadless(_ range: Range<Int>) {
        state.withLock { $0.headless = range }
    }
}
