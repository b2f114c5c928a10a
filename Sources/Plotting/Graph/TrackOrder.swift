/// The order of uprights from left to right: no line doubles back, and few lines cross.
struct TrackOrder {
    private(set) var order: [Int] = []
    private let uprights: [Channel.Upright]
    private let leftEnds: [[Int]]
    private let rightEnds: [[Int]]

    /// Up to so many uprights each is compared with all others; beyond, a rule decides.
    private static let comparedLimit = 160

    init(uprights: [Channel.Upright], rungs: [Channel.Rung]) {
        self.uprights = uprights
        var leftEnds = uprights.map(\.leftRows)
        var rightEnds = uprights.map(\.rightRows)
        for rung in rungs {
            rightEnds[rung.from].append(rung.row)
            leftEnds[rung.to].append(rung.row)
        }
        self.leftEnds = leftEnds
        self.rightEnds = rightEnds
        let followers = TrackOrder.followers(leftEnds, rightEnds, rungs)
        if uprights.count <= TrackOrder.comparedLimit {
            greedy(followers)
        } else {
            byRule(followers)
        }
    }

    private static func followers(
        _ leftEnds: [[Int]],
        _ rightEnds: [[Int]],
        _ rungs: [Channel.Rung]
    ) -> [[Int]] {
        var rightAt: [Int: [Int]] = [:]
        for (index, rows) in rightEnds.enumerated() {
            for row in rows { rightAt[row, default: []].append(index) }
        }
        var followers = leftEnds.enumerated().map { index, rows in
            rows.flatMap { rightAt[$0] ?? [] }.filter { $0 != index }
        }
        // In a rung's own row its source has a right end and its target a left one: the rung
        // orders them the other way round.
        for rung in rungs {
            followers[rung.to].removeAll { $0 == rung.from }
            followers[rung.from].append(rung.to)
        }
        return followers
    }

    private mutating func greedy(_ followers: [[Int]]) {
        let count = uprights.count
        var waits = [Int](repeating: 0, count: count)
        for next in followers.joined() { waits[next] += 1 }
        // What it costs more to have an upright left of all others that are still to come.
        var burden = [Int](repeating: 0, count: count)
        var excess = [Int](repeating: 0, count: count * count)
        for first in 0..<count {
            for second in 0..<first where overlap(first, second) {
                let difference = cost(first, second) - cost(second, first)
                excess[first * count + second] = difference
                excess[second * count + first] = -difference
                burden[first] += difference
                burden[second] -= difference
            }
        }
        var isPlaced = [Bool](repeating: false, count: count)
        for _ in 0..<count {
            let open = (0..<count).filter { !isPlaced[$0] }
            let ready = open.filter { waits[$0] == 0 }
            let choice = (ready.isEmpty ? open : ready).min { burden[$0] < burden[$1] }
            guard let choice else { return }
            isPlaced[choice] = true
            order.append(choice)
            for next in followers[choice] { waits[next] -= 1 }
            for other in open { burden[other] -= excess[other * count + choice] }
        }
    }

    /// Lines that go down: the lowest first; lines that go up: the highest first.
    private mutating func byRule(_ followers: [[Int]]) {
        let count = uprights.count
        var waits = [Int](repeating: 0, count: count)
        for next in followers.joined() { waits[next] += 1 }
        let key = (0..<count).map { index in
            let left = leftEnds[index].reduce(0, +) / max(1, leftEnds[index].count)
            let right = rightEnds[index].reduce(0, +) / max(1, rightEnds[index].count)
            return right >= left ? -left : left
        }
        var ready = (0..<count).filter { waits[$0] == 0 }.sorted { (key[$0], $0) < (key[$1], $1) }
        while !ready.isEmpty {
            var opened: [Int] = []
            for index in ready {
                order.append(index)
                for next in followers[index] {
                    waits[next] -= 1
                    if waits[next] == 0 { opened.append(next) }
                }
            }
            ready = opened.sorted { (key[$0], $0) < (key[$1], $1) }
        }
    }

    private func overlap(_ first: Int, _ second: Int) -> Bool {
        let (a, b) = (uprights[first], uprights[second])
        return a.low <= b.high && b.low <= a.high && !a.isStraight && !b.isStraight
    }

    /// The crossings of two uprights with the first one on the left.
    private func cost(_ first: Int, _ second: Int) -> Int {
        let (a, b) = (uprights[first], uprights[second])
        var sum = 0
        for row in rightEnds[first] where row >= b.low && row <= b.high { sum += 1 }
        for row in leftEnds[second] where row >= a.low && row <= a.high { sum += 1 }
        return sum
    }
}
