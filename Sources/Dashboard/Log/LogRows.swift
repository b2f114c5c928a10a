/// A row of a line: where the line begins, and which of its rows when it is wrapped.
package struct LogPlace: Hashable, Sendable {
    package var offset: Int
    package var row: Int

    package init(offset: Int, row: Int = 0) {
        self.offset = offset
        self.row = row
    }
}

/// Where the lines of a window lie when they are drawn one below the other.
struct LogRows {
    private let lines: [ShownLine]
    /// The first row of each line.
    private let starts: [Int]
    let total: Int

    /// Lays lines out; nil as a width leaves each in one row.
    init(_ lines: [ShownLine], wrappedTo width: Int?) {
        self.lines = lines
        var starts: [Int] = []
        starts.reserveCapacity(lines.count)
        var next = 0
        for line in lines {
            starts.append(next)
            next += width.map { line.rowCount(width: max(1, $0)) } ?? 1
        }
        self.starts = starts
        total = next
    }

    /// The number of the line that has a row, and which of its rows that is.
    func line(atRow row: Int) -> (index: Int, row: Int) {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= row { low = middle + 1 } else { high = middle }
        }
        let index = max(0, low - 1)
        return (index, starts.indices.contains(index) ? row - starts[index] : 0)
    }

    func place(atRow row: Int) -> LogPlace {
        let (index, row) = line(atRow: row)
        guard lines.indices.contains(index) else { return LogPlace(offset: 0) }
        return LogPlace(offset: lines[index].offset, row: row)
    }

    /// The row of a place, or of the line next to it where it is not in the window.
    func row(of place: LogPlace) -> Int {
        guard let index = index(of: place.offset) else { return 0 }
        let next = index + 1 < starts.count ? starts[index + 1] : total
        let row = lines[index].contains(place.offset) ? place.row : 0
        return min(starts[index] + row, next - 1)
    }

    /// The line that holds an offset, or the nearest one.
    func index(of offset: Int) -> Int? {
        guard !lines.isEmpty else { return nil }
        var low = 0
        var high = lines.count
        while low < high {
            let middle = (low + high) / 2
            if lines[middle].end <= offset { low = middle + 1 } else { high = middle }
        }
        return min(low, lines.count - 1)
    }
}
