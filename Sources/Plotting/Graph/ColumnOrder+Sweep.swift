extension ColumnOrder {
    /// Goes through the columns once and moves each item to the middle of its neighbours in the
    /// column before.
    ///
    /// Items without such neighbours keep their places. `mirrorTies` puts equal items in the
    /// opposite order, which shows the search another part of the possible orders.
    mutating func sweep(toRight: Bool, useMedian: Bool, mirrorTies: Bool) {
        let indices = Array(0..<columnCount)
        for column in toRight ? Array(indices.dropFirst()) : indices.dropLast().reversed() {
            if toRight { lookLeft(from: column) } else { lookRight(from: column) }
            let side = toRight ? left : right
            settle(column, side, useMedian: useMedian, mirrorTies: mirrorTies)
        }
    }

    private mutating func settle(
        _ column: Int,
        _ side: Side,
        useMedian: Bool,
        mirrorTies: Bool
    ) {
        let range = range(column)
        var keys: [UInt64] = []
        keys.reserveCapacity(range.count)
        for index in range {
            let slots = side.range(Int(items[index]))
            guard !slots.isEmpty else { continue }
            let value = useMedian ? median(side, slots) : mean(side, slots)
            let place = UInt64(index - range.lowerBound)
            let tie = mirrorTies ? UInt64(range.count) - place : place
            keys.append(value << 24 | tie)
        }
        keys.sort()
        let count = UInt64(range.count)
        let old = Array(items[range])
        var next = keys.makeIterator()
        let settled = old.map { item in
            guard !side.range(Int(item)).isEmpty, let key = next.next() else {
                return item
            }
            let tie = key & 0xFF_FFFF
            return old[Int(mirrorTies ? count - tie : tie)]
        }
        arrange(column, as: settled)
    }

    /// The mean place in parts of 256.
    private func mean(_ side: Side, _ slots: Range<Int>) -> UInt64 {
        var sum = 0
        for slot in slots { sum += Int(side.places[slot]) }
        return UInt64(sum * 256 / slots.count)
    }

    /// The median place in parts of 256, drawn to the side where the neighbours stand closer.
    private func median(_ side: Side, _ slots: Range<Int>) -> UInt64 {
        let middle = slots.lowerBound + slots.count / 2
        let high = Int(side.places[middle])
        guard slots.count % 2 == 0 else { return UInt64(high * 256) }
        let low = Int(side.places[middle - 1])
        guard slots.count > 2 else { return UInt64((low + high) * 128) }
        let above = low - Int(side.places[slots.lowerBound])
        let below = Int(side.places[slots.upperBound - 1]) - high
        guard above + below > 0 else { return UInt64((low + high) * 128) }
        return UInt64((low * below + high * above) * 256 / (above + below))
    }
}
