extension ColumnOrder {
    /// The crossings between the edges of two items of one column on one side.
    ///
    /// `kept` counts them with the first item above the second, `swapped` the other way round.
    private func pair(_ side: Side, _ first: Int, _ second: Int) -> (kept: Int, swapped: Int) {
        let a = side.starts[first]..<side.starts[first + 1]
        let b = side.starts[second]..<side.starts[second + 1]
        guard !a.isEmpty, !b.isEmpty else { return (0, 0) }
        var total = 0
        for slot in a { total += side.weights[slot] }
        var less = a.lowerBound
        var lessSum = 0
        var notMore = a.lowerBound
        var notMoreSum = 0
        var kept = 0
        var swapped = 0
        for slot in b {
            let place = side.places[slot]
            while less < a.upperBound, side.places[less] < place {
                lessSum += side.weights[less]
                less += 1
            }
            while notMore < a.upperBound, side.places[notMore] <= place {
                notMoreSum += side.weights[notMore]
                notMore += 1
            }
            kept += side.weights[slot] * (total - notMoreSum)
            swapped += side.weights[slot] * lessSum
        }
        return (kept, swapped)
    }

    /// How many crossings the swap of two items would save on both sides; negative when it costs.
    func gain(swapping first: Int, _ second: Int) -> Int {
        let onLeft = pair(left, first, second)
        let onRight = pair(right, first, second)
        return onLeft.kept + onRight.kept - onLeft.swapped - onRight.swapped
    }

    /// Swaps neighbours in every column while that saves crossings; returns how many were saved.
    mutating func swapNeighbours() -> Int {
        var saved = 0
        var isWaiting = [Bool](repeating: true, count: columnCount)
        for _ in 0..<LocalLimit.rounds where isWaiting.contains(true) {
            for column in 0..<columnCount where isWaiting[column] {
                isWaiting[column] = false
                let gained = swapNeighbours(in: column)
                guard gained > 0 else { continue }
                saved += gained
                for near in max(0, column - 1)...min(columnCount - 1, column + 1) {
                    isWaiting[near] = true
                }
            }
        }
        return saved
    }

    private mutating func swapNeighbours(in column: Int) -> Int {
        lookLeft(from: column)
        lookRight(from: column)
        var order = Array(items[range(column)])
        var saved = 0
        var hasSwapped = true
        while hasSwapped {
            hasSwapped = false
            for index in order.indices.dropLast() {
                let gained = gain(swapping: order[index], order[index + 1])
                guard gained > 0 else { continue }
                order.swapAt(index, index + 1)
                saved += gained
                hasSwapped = true
            }
        }
        if saved > 0 { arrange(column, as: order) }
        return saved
    }

    /// Moves each item to the best place of its column; returns how many crossings were saved.
    mutating func sift(reach: Int) -> Int {
        var saved = 0
        for column in 0..<columnCount { saved += sift(column, reach: reach) }
        for column in (0..<columnCount).reversed() { saved += sift(column, reach: reach) }
        return saved
    }

    private mutating func sift(_ column: Int, reach: Int) -> Int {
        lookLeft(from: column)
        lookRight(from: column)
        var order = Array(items[range(column)])
        guard order.count > 1 else { return 0 }
        var saved = 0
        for item in order {
            guard let from = order.firstIndex(of: item) else { continue }
            let (to, gained) = bestPlace(of: item, at: from, in: order, reach: reach)
            guard gained > 0 else { continue }
            order.remove(at: from)
            order.insert(item, at: to)
            saved += gained
        }
        if saved > 0 { arrange(column, as: order) }
        return saved
    }

    private func bestPlace(
        of item: Int,
        at from: Int,
        in order: [Int],
        reach: Int
    ) -> (to: Int, gained: Int) {
        var best = (to: from, gained: 0)
        var sum = 0
        for index in (from + 1)..<max(from + 1, min(order.count, from + reach + 1)) {
            sum += gain(swapping: item, order[index])
            if sum > best.gained { best = (index, sum) }
        }
        sum = 0
        for index in (max(0, from - reach)..<from).reversed() {
            sum += gain(swapping: order[index], item)
            if sum > best.gained { best = (index, sum) }
        }
        return best
    }

    /// Puts neighbours into declared order where that costs no crossing.
    mutating func preferDeclared(nodeCount: Int) {
        for column in 0..<columnCount {
            lookLeft(from: column)
            lookRight(from: column)
            var order = Array(items[range(column)])
            for _ in 0..<LocalLimit.rounds {
                var hasSwapped = false
                for index in order.indices.dropLast() {
                    let (first, second) = (order[index], order[index + 1])
                    guard first < nodeCount, second < first else { continue }
                    guard gain(swapping: first, second) >= 0 else { continue }
                    order.swapAt(index, index + 1)
                    hasSwapped = true
                }
                if !hasSwapped { break }
            }
            arrange(column, as: order)
        }
    }
}

/// How long the search for swaps goes on.
private enum LocalLimit {
    static let rounds = 20
}
