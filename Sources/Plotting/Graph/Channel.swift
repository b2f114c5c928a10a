/// The lines in the gap between two neighbouring columns.
///
/// A line leaves an item on the left in its row, runs to an *upright*, along it, and on to the
/// row of an item on the right. Items on the left that lead to the same items on the right share
/// one upright, so it is always true that each of its left ends leads to each of its right ends.
/// Where an item on the right is reached from several uprights, *rungs* join those to one
/// upright of its own. Nothing flows from right to left, so that every line can be followed.
struct Channel {
    /// A line up and down with its ends.
    struct Upright {
        var leftRows: [Int] = []
        var rightRows: [Int] = []
        var low = Int.max
        var high = Int.min
        var track = 0

        /// Whether the line runs straight from left to right, so that no upright is needed.
        var isStraight: Bool {
            low == high && leftRows.count == 1 && rightRows.count == 1
        }

        mutating func reach(_ row: Int) {
            low = min(low, row)
            high = max(high, row)
        }
    }

    /// A line from one upright to another one on its right.
    struct Rung {
        let from: Int
        let to: Int
        var row: Int
    }

    /// The way of one link: an upright, or two of them and the rung between.
    struct Way {
        let first: Int
        let rung: Int?
    }

    private(set) var uprights: [Upright] = []
    private(set) var rungs: [Rung] = []

    /// The ways of the links, in the order they were given.
    private(set) var ways: [Way] = []

    private(set) var trackCount = 0

    // Which upright has an end in a row, on the left and on the right; which row has a rung.
    private var leftAt: [Int: Int] = [:]
    private var rightAt: [Int: Int] = [:]
    private var rungAt: [Int: Int] = [:]

    /// Routes links, each from the row of its tail to the row of its head.
    init(links: [(tail: Int, head: Int)]) {
        let tails = Channel.sorted(links.map(\.tail))
        let heads = Channel.sorted(links.map(\.head))
        var headsOf: [Int: [Int]] = [:]
        for link in links { headsOf[link.tail, default: []].append(link.head) }
        var uprightOfHeads: [[Int]: Int] = [:]
        var uprightOfTail: [Int: Int] = [:]
        var uprightsInto: [Int: [Int]] = [:]
        for tail in tails {
            let targets = Channel.sorted(headsOf[tail] ?? [])
            if let known = uprightOfHeads[targets] {
                uprightOfTail[tail] = known
            } else {
                uprightOfHeads[targets] = uprights.count
                uprightOfTail[tail] = uprights.count
                for head in targets { uprightsInto[head, default: []].append(uprights.count) }
                uprights.append(Upright())
            }
            uprights[uprightOfTail[tail] ?? 0].leftRows.append(tail)
        }
        var rungOf: [[Int]: Int] = [:]
        for head in heads {
            let sources = uprightsInto[head] ?? []
            guard sources.count > 1 else {
                uprights[sources[0]].rightRows.append(head)
                continue
            }
            let own = uprightOfHeads[[head]] ?? uprights.count
            if own == uprights.count { uprights.append(Upright()) }
            uprights[own].rightRows.append(head)
            for source in sources where source != own {
                rungOf[[source, head]] = rungs.count
                rungs.append(Rung(from: source, to: own, row: 0))
            }
        }
        for index in uprights.indices { noteEnds(of: index) }
        let splits = untangle()
        placeRungs()
        arrangeTracks()
        ways = links.map { link in
            let first = uprightOfTail[link.tail] ?? 0
            return Way(
                first: first,
                rung: rungOf[[first, link.head]] ?? splits[first] ?? late[first]
            )
        }
    }

    // Splits made while rungs were placed.
    private var late: [Int: Int] = [:]

    private static func sorted(_ rows: [Int]) -> [Int] {
        var unique: [Int] = []
        for row in rows.sorted() where unique.last != row { unique.append(row) }
        return unique
    }

    private mutating func noteEnds(of index: Int) {
        for row in uprights[index].leftRows {
            leftAt[row] = index
            uprights[index].reach(row)
        }
        for row in uprights[index].rightRows {
            rightAt[row] = index
            uprights[index].reach(row)
        }
    }

    /// The uprights that must stand on the right of this one: they end on the right where it
    /// begins on the left.
    private func followers(of index: Int) -> [Int] {
        uprights[index].leftRows.compactMap { rightAt[$0] }.filter { $0 != index }
    }

    private func leaders(of index: Int) -> [Int] {
        uprights[index].rightRows.compactMap { leftAt[$0] }.filter { $0 != index }
    }

    /// Splits uprights until no two wait for each other; returns the rungs made for them.
    private mutating func untangle() -> [Int: Int] {
        var splits: [Int: Int] = [:]
        let count = uprights.count
        var before = (0..<count).map { leaders(of: $0).count }
        var after = (0..<count).map { followers(of: $0).count }
        var isDone = [Bool](repeating: false, count: count)
        var ready = (0..<count).filter { before[$0] == 0 || after[$0] == 0 }
        var left = count
        while left > 0 {
            if ready.isEmpty {
                let core = (0..<count).filter { !isDone[$0] }
                guard let worst = core.max(by: { before[$0] + after[$0] < before[$1] + after[$1] })
                else { break }
                ready.append(worst)
                splits[worst] = split(worst)
            }
            let index = ready.removeLast()
            guard !isDone[index] else { continue }
            isDone[index] = true
            left -= 1
            let head = splits[index].map { rungs[$0].to } ?? index
            for next in followers(of: index) where next < count && !isDone[next] {
                before[next] -= 1
                if before[next] == 0 { ready.append(next) }
            }
            for next in leaders(of: head) where next < count && !isDone[next] {
                after[next] -= 1
                if after[next] == 0 { ready.append(next) }
            }
        }
        return splits
    }

    /// Moves the right ends of an upright to a new one and joins the two by a rung.
    private mutating func split(_ index: Int) -> Int {
        let new = uprights.count
        var second = Upright()
        second.rightRows = uprights[index].rightRows
        uprights[index].rightRows = []
        uprights[index].low = Int.max
        uprights[index].high = Int.min
        uprights.append(second)
        for rung in rungs.indices where rungs[rung].to == index {
            rungs[rung] = Rung(from: rungs[rung].from, to: new, row: rungs[rung].row)
            if rungAt[rungs[rung].row] == rung { uprights[new].reach(rungs[rung].row) }
        }
        for rung in rungs.indices where rungs[rung].from == index {
            if rungAt[rungs[rung].row] == rung { uprights[index].reach(rungs[rung].row) }
        }
        noteEnds(of: index)
        noteEnds(of: new)
        rungs.append(Rung(from: index, to: new, row: 0))
        return rungs.count - 1
    }

    /// Finds each rung a row of its own.
    private mutating func placeRungs() {
        var next = 0
        while next < rungs.count {
            let rung = rungs[next]
            let isTangled = !leaders(of: rung.from).isEmpty && leads(rung.to, to: rung.from)
            if isTangled, late[rung.from] == nil {
                late[rung.from] = split(rung.from)
            }
            let row = freeRow(for: rungs[next])
            rungs[next].row = row
            rungAt[row] = next
            uprights[rungs[next].from].reach(row)
            uprights[rungs[next].to].reach(row)
            next += 1
        }
    }

    /// Whether one upright must, over others, stand on the left of another one.
    private func leads(_ first: Int, to last: Int) -> Bool {
        var isSeen = [Bool](repeating: false, count: uprights.count)
        var stack = [first]
        while let index = stack.popLast() {
            if index == last { return true }
            guard !isSeen[index] else { continue }
            isSeen[index] = true
            stack += followers(of: index)
            stack += rungs.filter { $0.from == index }.map(\.to)
        }
        return false
    }

    /// The row nearest to where the rung's uprights meet in which it disturbs no other line.
    private func freeRow(for rung: Rung) -> Int {
        let from = uprights[rung.from]
        let to = uprights[rung.to]
        let goal = to.rightRows.first ?? to.low
        let middle = min(max(goal, from.low), from.high)
        let step = goal < middle ? -1 : 1
        func isFree(_ row: Int) -> Bool {
            rungAt[row] == nil && (leftAt[row] ?? rung.from) == rung.from
                && (rightAt[row] ?? rung.to) == rung.to
        }
        var distance = 0
        while true {
            if isFree(middle + step * distance) { return middle + step * distance }
            if isFree(middle - step * distance) { return middle - step * distance }
            distance += 1
        }
    }

    private mutating func arrangeTracks() {
        let order = TrackOrder(uprights: uprights, rungs: rungs).order
        let top = uprights.map(\.low).min() ?? 0
        let bottom = uprights.map(\.high).max() ?? 0
        var used = [Int](repeating: 0, count: max(0, bottom - top) + 1)
        for index in order where !uprights[index].isStraight {
            let rows = (uprights[index].low - top)...(uprights[index].high - top)
            let track = used[rows].max() ?? 0
            for row in rows { used[row] = track + 1 }
            uprights[index].track = track
            trackCount = max(trackCount, track + 1)
        }
    }
}
