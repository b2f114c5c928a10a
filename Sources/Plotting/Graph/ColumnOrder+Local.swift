extension ColumnOrder {
    /// How many crossings the swap of two items would save on both sides; negative when it costs.
    ///
    /// `first` stands above `second`. Each pair of neighbours in the wrong order is a crossing
    /// saved, each pair in the right order one that is made.
    func gain(swapping first: Int32, _ second: Int32) -> Int {
        left.gain(swapping: Int(first), Int(second)) + right.gain(swapping: Int(first), Int(second))
    }

    /// Moves items within their columns as long as that saves crossings; returns how many.
    ///
    /// A column is looked at again only after one beside it has changed. Stops early when so
    /// many comparisons were made.
    mutating func improve(comparisonLimit: Int) -> Int {
        let start = comparisons
        var saved = 0
        var isWaiting = [Bool](repeating: true, count: columnCount)
        for round in 0..<LocalLimit.rounds where isWaiting.contains(true) {
            let columns = Array(0..<columnCount)
            for column in round % 2 == 0 ? columns : columns.reversed() where isWaiting[column] {
                guard comparisons - start < comparisonLimit else { return saved }
                isWaiting[column] = false
                let gained = round < 2 ? swapNeighbours(in: column) : sift(column)
                if round < 2 { isWaiting[column] = true }
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
            comparisons += order.count
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

    /// Moves each item of a column to its best place; returns how many crossings were saved.
    private mutating func sift(_ column: Int) -> Int {
        lookLeft(from: column)
        lookRight(from: column)
        var order = Array(items[range(column)])
        guard order.count > 1 else { return 0 }
        var saved = 0
        for item in order {
            guard let from = order.firstIndex(of: item) else { continue }
            let (to, gained) = bestPlace(of: item, at: from, in: order)
            guard gained > 0 else { continue }
            order.remove(at: from)
            order.insert(item, at: to)
            saved += gained
        }
        if saved > 0 { arrange(column, as: order) }
        return saved
    }

    private mutating func bestPlace(
        of item: Int32,
        at from: Int,
        in order: [Int32]
    ) -> (to: Int, gained: Int) {
        let degree = left.range(Int(item)).count + right.range(Int(item)).count
        let floor = -(LocalLimit.siftLoss + degree)
        var best = (to: from, gained: 0)
        var sum = 0
        for index in (from + 1)..<max(from + 1, min(order.count, from + LocalLimit.siftReach)) {
            sum += gain(swapping: item, order[index])
            comparisons += 1
            if sum > best.gained { best = (index, sum) }
            if sum < floor { break }
        }
        sum = 0
        for index in (max(0, from - LocalLimit.siftReach)..<from).reversed() {
            sum += gain(swapping: order[index], item)
            comparisons += 1
            if sum > best.gained { best = (index, sum) }
            if sum < floor { break }
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
                    guard Int(first) < nodeCount, second < first else { continue }
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

extension ColumnOrder.Side {
    /// The part of the gain on this side.
    func gain(swapping first: Int, _ second: Int) -> Int {
        let above = range(first)
        let below = range(second)
        if above.isEmpty || below.isEmpty { return 0 }
        return places.withUnsafeBufferPointer { places in
            if above.count == 1, below.count == 1 {
                return Int((places[above.lowerBound] - places[below.lowerBound]).signum())
            }
            if above.count * below.count > 32 { return merged(places, above, below) }
            var sum = 0
            for slot in above {
                let place = places[slot]
                for other in below {
                    sum += (place > places[other] ? 1 : 0) - (place < places[other] ? 1 : 0)
                }
            }
            return sum
        }
    }

    /// The same for many neighbours, in one walk along both sorted lists.
    private func merged(
        _ places: UnsafeBufferPointer<Int32>,
        _ above: Range<Int>,
        _ below: Range<Int>
    ) -> Int {
        var less = above.lowerBound
        var notMore = above.lowerBound
        var sum = 0
        for slot in below {
            let place = places[slot]
            while less < above.upperBound, places[less] < place { less += 1 }
            notMore = max(notMore, less)
            while notMore < above.upperBound, places[notMore] <= place { notMore += 1 }
            sum += (above.upperBound - notMore) - (less - above.lowerBound)
        }
        return sum
    }
}

/// How long the search for better places goes on.
private enum LocalLimit {
    static let rounds = 12

    /// The most places an item is moved at once.
    static let siftReach = 60

    /// How much worse the way to a better place may get.
    static let siftLoss = 3
}
