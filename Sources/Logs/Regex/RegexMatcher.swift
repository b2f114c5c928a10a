/// Finds what a regular expression matches, in time that is linear in the text.
///
/// One automaton reads forward until some line is known to match. A second one reads that line
/// backward and notes every place where a match can start; a third reads forward from such a place
/// and finds the end that Perl would choose.
final class RegexMatcher: LineMatcher {
    private let plan: RegexPlan
    private let search: RegexAutomaton
    private let starts: RegexAutomaton
    private let ends: RegexAutomaton
    private var finder: LiteralFinder?
    /// Where matches can start in the line at hand, from right to left.
    private var candidates: [Int] = []

    /// How many bytes the third automaton may read for the matches of one line.
    private static let endSteps = 32 << 20

    init(_ plan: RegexPlan, _ rarity: ByteRarity, interrupted: @escaping () -> Bool) {
        self.plan = plan
        search = RegexAutomaton(plan.forward, .search, interrupted: interrupted)
        starts = RegexAutomaton(plan.backward, .search, interrupted: interrupted)
        ends = RegexAutomaton(plan.forward, .anchored, interrupted: interrupted)
        finder = plan.literal.map { LiteralFinder($0, rarity) }
    }

    private var isInterrupted: Bool {
        search.isInterrupted || starts.isInterrupted || ends.isInterrupted
    }

    func match(_ text: UnsafeMutableRawBufferPointer, _ found: (Range<Int>) -> Bool) -> MatchingEnd
    {
        finder?.begin()
        if plan.readsBrokenBytes, finder == nil {
            UTF8Repair.mark(text, with: UTF8Sequences.broken)
        }
        let bytes = UnsafeRawBufferPointer(text)
        var place = 0
        while let line = nextLine(in: text, from: place) {
            let isWanted = matches(in: bytes, line: line, found)
            if isInterrupted { return .interrupted }
            if !isWanted { return .refused }
            place = line.upperBound + 1
        }
        return isInterrupted ? .interrupted : .finished
    }

    // MARK: - Lines

    /// The next line that matches, or that may match.
    private func nextLine(in text: UnsafeMutableRawBufferPointer, from start: Int) -> Range<Int>? {
        let bytes = UnsafeRawBufferPointer(text)
        guard start < bytes.count else { return nil }
        guard finder != nil else {
            return firstMatchEnd(in: bytes, start..<bytes.count).map {
                Self.line(in: bytes, around: $0)
            }
        }
        var place = start
        while let hit = finder?.next(in: bytes, from: place) {
            let line = Self.line(in: bytes, around: hit)
            if plan.readsBrokenBytes {
                let part = UnsafeMutableRawBufferPointer(rebasing: text[line])
                UTF8Repair.mark(part, with: UTF8Sequences.broken)
            }
            if firstMatchEnd(in: bytes, line) != nil { return line }
            if isInterrupted { return nil }
            place = line.upperBound + 1
        }
        return nil
    }

    private static func line(in text: UnsafeRawBufferPointer, around place: Int) -> Range<Int> {
        let start = Bytes.last(Byte.newline, in: text, before: place).map { $0 + 1 } ?? 0
        return start..<(Bytes.first(Byte.newline, in: text, from: place) ?? text.count)
    }

    /// Where the match that ends first ends; `range` is made of whole lines.
    private func firstMatchEnd(in text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
        guard !range.isEmpty || range.upperBound < text.count else { return nil }
        var state = search.start(isLineStart: true, isAfterWord: false)
        var place = range.lowerBound
        while place < range.upperBound {
            Self.run(search, text, &place, range.upperBound, &state)
            guard place < range.upperBound else { break }
            let value = search.next(from: state, text[place])
            state = RegexAutomaton.plain(value)
            if value < 0, search.hasMatched(state) { return place }
            if search.isInterrupted { return nil }
            place += 1
        }
        // A newline at the very end has ended its line; nothing stands behind it.
        if !range.isEmpty, text[range.upperBound - 1] == Byte.newline { return nil }
        let value = search.next(from: state, Byte.newline)
        return value < 0 && search.hasMatched(RegexAutomaton.plain(value)) ? range.upperBound : nil
    }

    /// Reads on while nothing special happens.
    @inline(__always)
    private static func run(
        _ automaton: RegexAutomaton,
        _ text: UnsafeRawBufferPointer,
        _ place: inout Int,
        _ end: Int,
        _ state: inout Int32
    ) {
        guard let bytes = text.baseAddress else { return }
        var current = state
        var index = place
        automaton.withTables { table, classes in
            while index < end {
                let byte = Int(bytes.load(fromByteOffset: index, as: UInt8.self))
                let value = table[Int(current) &+ Int(classes[byte])]
                if value < 0 { break }
                current = value
                index &+= 1
            }
        }
        state = current
        place = index
    }

    /// Reads on from right to left; `place` is behind the next byte.
    @inline(__always)
    private static func runBack(
        _ automaton: RegexAutomaton,
        _ text: UnsafeRawBufferPointer,
        _ place: inout Int,
        _ start: Int,
        _ state: inout Int32
    ) {
        guard let bytes = text.baseAddress else { return }
        var current = state
        var index = place
        automaton.withTables { table, classes in
            while index > start {
                let byte = Int(bytes.load(fromByteOffset: index &- 1, as: UInt8.self))
                let value = table[Int(current) &+ Int(classes[byte])]
                if value < 0 { break }
                current = value
                index &-= 1
            }
        }
        state = current
        place = index
    }

    // MARK: - Matches of a line

    private func matches(
        in text: UnsafeRawBufferPointer,
        line: Range<Int>,
        _ found: (Range<Int>) -> Bool
    ) -> Bool {
        findStarts(in: text, line)
        var steps = 0
        var place = line.lowerBound
        var emptyMatch: Range<Int>?
        var hasMatch = false
        while let start = candidates.popLast(), steps < Self.endSteps {
            guard start >= place else { continue }
            guard let end = end(in: text, line, from: start, &steps) else { continue }
            guard end > start else {
                emptyMatch = emptyMatch ?? start..<start
                continue
            }
            hasMatch = true
            if !found(start..<end) { return false }
            place = end
        }
        // A match of nothing counts once, and only where nothing else does, as for `^$`.
        if !hasMatch, let emptyMatch { return found(emptyMatch) }
        return true
    }

    private func findStarts(in text: UnsafeRawBufferPointer, _ line: Range<Int>) {
        candidates.removeAll(keepingCapacity: true)
        var state = starts.start(isLineStart: true, isAfterWord: false)
        var place = line.upperBound
        while place > line.lowerBound {
            Self.runBack(starts, text, &place, line.lowerBound, &state)
            guard place > line.lowerBound else { break }
            place -= 1
            let value = starts.next(from: state, text[place])
            state = RegexAutomaton.plain(value)
            if value < 0, starts.hasMatched(state) { candidates.append(place + 1) }
            if starts.isInterrupted { return }
        }
        let value = starts.next(from: state, Byte.newline)
        if value < 0, starts.hasMatched(RegexAutomaton.plain(value)) {
            candidates.append(line.lowerBound)
        }
    }

    private func end(
        in text: UnsafeRawBufferPointer,
        _ line: Range<Int>,
        from start: Int,
        _ steps: inout Int
    ) -> Int? {
        let isAfterWord =
            plan.forward.hasWordEdge && start > line.lowerBound && Byte.isWord(text[start - 1])
        var state = ends.start(isLineStart: start == line.lowerBound, isAfterWord: isAfterWord)
        var last: Int?
        var place = start
        while place <= line.upperBound {
            Self.run(ends, text, &place, line.upperBound, &state)
            let byte = place < line.upperBound ? text[place] : Byte.newline
            let value = ends.next(from: state, byte)
            state = RegexAutomaton.plain(value)
            if value < 0 {
                if ends.hasMatched(state) { last = place }
                if ends.isDead(state) { break }
            }
            place += 1
        }
        steps += place - start + 1
        guard var end = last else { return nil }
        // The carriage return of `\r\n` belongs to the line's end, not to what is said.
        if end == line.upperBound, end > start + 1, text[end - 1] == Byte.carriageReturn {
            end -= 1
        }
        return end
    }
}
