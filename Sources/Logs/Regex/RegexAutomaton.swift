/// A machine that reads each byte once: the states of a ``RegexProgram`` taken together, made when
/// they are first needed.
///
/// Time is linear in the text whatever the pattern. Memory is bounded: when there are too many
/// states they are thrown away and made anew. A match is known one byte later, because an edge of
/// a word or line depends on the byte behind it; the newline, and the end of the text, stand for
/// the end of a line.
///
/// Not safe for several threads: each has its own.
final class RegexAutomaton {
    /// How matches are found.
    enum Mode {
        /// Whether there is one, wherever it starts.
        case search
        /// The one that starts here, as Perl would choose it.
        case anchored
    }

    /// Transitions: the state at 0 or above, or one of the special values below it.
    private var table: [Int32] = []
    private let classes: [UInt8]
    private let stride: Int
    private let program: RegexProgram
    private let mode: Mode
    private let interrupted: () -> Bool

    /// What a state stands for.
    private struct Key: Hashable {
        var steps: [Int32]
        var isLineStart: Bool
        var isAfterWord: Bool
        /// A match ended before the byte that led here.
        var hasMatched: Bool
    }

    private var keys: [Key] = []
    private var states: [Key: Int32] = [:]
    private var seen: [Int32]
    private var round: Int32 = 0
    private var stack: [Int32] = []
    private var starts: [Int32?] = [nil, nil, nil, nil]
    /// Whether the work was given up because nobody wants it any more.
    private(set) var isInterrupted = false

    static let unknown: Int32 = -1
    private static let mostStates = 4_000
    private static let newline = Byte.newline

    init(_ program: RegexProgram, _ mode: Mode, interrupted: @escaping () -> Bool) {
        self.program = program
        self.mode = mode
        self.interrupted = interrupted
        seen = [Int32](repeating: 0, count: program.steps.count)
        classes = Self.classes(of: program)
        stride = Int(classes.max() ?? 0) + 1
    }

    /// Bytes that no step tells apart are one class.
    private static func classes(of program: RegexProgram) -> [UInt8] {
        var edges = Set<Int>([Int(newline), Int(newline) + 1])
        for case .read(let range, _) in program.steps {
            edges.insert(Int(range.lowerBound))
            edges.insert(Int(range.upperBound) + 1)
        }
        if program.hasWordEdge {
            edges.formUnion([0x30, 0x3A, 0x41, 0x5B, 0x5F, 0x60, 0x61, 0x7B])
        }
        var number = 0
        return (0..<256).map { byte in
            if byte > 0 && edges.contains(byte) { number += 1 }
            return UInt8(number)
        }
    }

    // MARK: - Reading states

    /// The state in which reading begins.
    func start(isLineStart: Bool, isAfterWord: Bool) -> Int32 {
        let slot = (isLineStart ? 1 : 0) + (isAfterWord ? 2 : 0)
        if let known = starts[slot] { return known }
        let state = state(startKey(isLineStart: isLineStart, isAfterWord: isAfterWord))
        starts[slot] = state
        return state
    }

    /// Lends the transitions: at a state plus the class of a byte stands where the byte leads.
    @inline(__always)
    func withTables(_ body: (UnsafePointer<Int32>, UnsafePointer<UInt8>) -> Void) {
        table.withUnsafeBufferPointer { table in
            classes.withUnsafeBufferPointer { classes in
                guard let table = table.baseAddress, let classes = classes.baseAddress else {
                    return
                }
                body(table, classes)
            }
        }
    }

    /// Special states are stored as `-2 - state`; this gives the state.
    static func plain(_ value: Int32) -> Int32 { value < 0 ? -2 - value : value }

    func hasMatched(_ state: Int32) -> Bool { keys[Int(state) / stride].hasMatched }
    func isDead(_ state: Int32) -> Bool {
        mode == .anchored && keys[Int(state) / stride].steps.isEmpty
    }

    /// Where `byte` leads from `state`, made if it is not in the table yet.
    ///
    /// May throw all states away; the value returned is good, those from before are not.
    func next(from state: Int32, _ byte: UInt8) -> Int32 {
        let known = table[Int(state) + Int(classes[Int(byte)])]
        if known != Self.unknown { return known }
        let key = target(of: keys[Int(state) / stride], byte)
        if keys.count >= Self.mostStates {
            forget()
            return marked(self.state(key))
        }
        let value = marked(self.state(key))
        table[Int(state) + Int(classes[Int(byte)])] = value
        return value
    }

    private func marked(_ state: Int32) -> Int32 {
        hasMatched(state) || isDead(state) ? -2 - state : state
    }

    private func forget() {
        keys.removeAll(keepingCapacity: true)
        states.removeAll(keepingCapacity: true)
        table.removeAll(keepingCapacity: true)
        starts = [nil, nil, nil, nil]
        if interrupted() { isInterrupted = true }
    }

    private func state(_ key: Key) -> Int32 {
        if let known = states[key] { return known }
        let state = Int32(keys.count * stride)
        keys.append(key)
        states[key] = state
        table.append(contentsOf: repeatElement(Self.unknown, count: stride))
        return state
    }

    // MARK: - Making states

    private func startKey(isLineStart: Bool, isAfterWord: Bool) -> Key {
        var steps: [Int32] = []
        beginRound()
        reach(mode == .search ? program.searchStart : program.start, nil, &steps)
        return Key(
            steps: ordered(steps),
            isLineStart: isLineStart,
            isAfterWord: isAfterWord,
            hasMatched: false
        )
    }

    private func target(of key: Key, _ byte: UInt8) -> Key {
        let ready = resolved(key, before: byte)
        var steps: [Int32] = []
        var hasMatched = false
        beginRound()
        search: for number in ready {
            switch program.steps[Int(number)] {
            case .match:
                hasMatched = true
                // What comes later in the list is less preferred than this match.
                if mode == .anchored { break search }
            case .read(let range, let next):
                if byte != Self.newline, range.contains(byte) { reach(next, nil, &steps) }
            case .fork, .check:
                break
            }
        }
        if byte == Self.newline {
            guard mode == .search else {
                return Key(
                    steps: [],
                    isLineStart: false,
                    isAfterWord: false,
                    hasMatched: hasMatched
                )
            }
            var key = startKey(isLineStart: true, isAfterWord: false)
            key.hasMatched = hasMatched
            return key
        }
        return Key(
            steps: ordered(steps),
            isLineStart: false,
            isAfterWord: program.hasWordEdge && Byte.isWord(byte),
            hasMatched: hasMatched
        )
    }

    /// The steps of a state once it is known which byte comes, with its checks decided.
    private func resolved(_ key: Key, before byte: UInt8) -> [Int32] {
        let hasChecks = key.steps.contains { number in
            if case .check = program.steps[Int(number)] { true } else { false }
        }
        guard hasChecks else { return key.steps }
        let isWord = byte != Self.newline && Byte.isWord(byte)
        let place = Surroundings(
            isLineStart: key.isLineStart,
            isLineEnd: byte == Self.newline,
            isWordEdge: key.isAfterWord != isWord
        )
        var steps: [Int32] = []
        beginRound()
        for number in key.steps { reach(number, place, &steps) }
        return steps
    }

    private struct Surroundings {
        let isLineStart: Bool
        let isLineEnd: Bool
        let isWordEdge: Bool

        func satisfies(_ assertion: RegexAssertion) -> Bool {
            switch assertion {
            case .lineStart: isLineStart
            case .lineEnd: isLineEnd
            case .wordEdge: isWordEdge
            case .noWordEdge: !isWordEdge
            }
        }
    }

    private func beginRound() {
        round += 1
        if round == .max {
            for index in seen.indices { seen[index] = 0 }
            round = 1
        }
    }

    /// Adds what can be reached from `first` without reading, in the order of preference.
    ///
    /// Checks stay in the list as long as `place` is not known.
    private func reach(_ first: Int32, _ place: Surroundings?, _ steps: inout [Int32]) {
        stack.append(first)
        while let number = stack.popLast() {
            guard seen[Int(number)] != round else { continue }
            seen[Int(number)] = round
            switch program.steps[Int(number)] {
            case .fork(let preferred, let other):
                stack.append(other)
                stack.append(preferred)
            case .check(let assertion, let next):
                if let place {
                    if place.satisfies(assertion) { stack.append(next) }
                } else {
                    steps.append(number)
                }
            case .read, .match:
                steps.append(number)
            }
        }
    }

    private func ordered(_ steps: [Int32]) -> [Int32] {
        mode == .search ? steps.sorted() : steps
    }
}
