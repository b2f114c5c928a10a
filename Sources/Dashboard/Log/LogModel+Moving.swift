import Logs
import Terminal

extension LogModel {
    /// The cells before a line's text.
    var gutter: Int {
        guard view == .numbered else { return 0 }
        return numberWidth + (hasTimes ? 10 : 1)
    }

    var numberWidth: Int {
        let last = status.lineCount?.value ?? lines.last?.number?.value ?? 0
        return max(4, String(last).count + (status.lineCount?.isApproximate == true ? 1 : 0))
    }

    var hasTimes: Bool { lines.contains { $0.time != nil } }

    func rows(_ geometry: LogGeometry) -> LogRows {
        LogRows(lines, wrappedTo: view == .cut ? nil : max(1, geometry.width - gutter))
    }

    /// Where the last line that is seen ends.
    func endOfView(_ geometry: LogGeometry) -> Int {
        let rows = rows(geometry)
        let last = min(rows.row(of: top) + geometry.height, rows.total) - 1
        let index = rows.line(atRow: max(0, last)).index
        return lines.indices.contains(index) ? lines[index].end : 0
    }

    /// Moves cursor and window together by rows; the window stops at its ends, the cursor goes on.
    ///
    /// While a range is being marked the window moves only when the cursor would leave it.
    mutating func move(by count: Int, _ geometry: LogGeometry) -> [LogQuery] {
        guard !lines.isEmpty, count != 0 else { return [] }
        if count < 0 { isFollowing = false }
        let rows = rows(geometry)
        let wish = rows.row(of: cursor) + count
        let row = min(max(0, wish), rows.total - 1)
        let isCutOff = wish < row ? !isAtStart : wish > row && !isAtEnd
        if isCutOff { owed = min(max(owed + wish - row, -10_000), 10_000) }
        let end = max(0, rows.total - geometry.height)
        let first = rows.row(of: top)
        // A range that is being marked stays in sight as long as it can.
        let target =
            mark == nil ? first + count : max(row - geometry.height + 1, min(first, row))
        top = rows.place(atRow: min(max(0, target), end))
        cursor = rows.place(atRow: row)
        keepCursorVisible(rows, geometry)
        return fetchAhead(rows, geometry)
    }

    /// Asks for more when less than a page is left above or below.
    mutating func fetchAhead(_ rows: LogRows, _ geometry: LogGeometry) -> [LogQuery] {
        guard inFlight == nil else { return [] }
        let first = rows.row(of: top)
        let isLow = !isAtEnd && rows.total - first - geometry.height < geometry.height
        let isHigh = !isAtStart && first < geometry.height
        guard isLow || isHigh else { return [] }
        return ask(.around(cursor.offset), .nothing, geometry)
    }

    /// Shows the last page with the cursor on the last line.
    mutating func goToEnd(_ geometry: LogGeometry) {
        let rows = rows(geometry)
        top = rows.place(atRow: max(0, rows.total - geometry.height))
        cursor = rows.place(atRow: max(0, rows.total - 1))
    }

    /// Goes to the line that holds an offset; the window moves only when it must.
    mutating func reveal(_ offset: Int, _ geometry: LogGeometry) {
        let rows = rows(geometry)
        guard let index = rows.index(of: offset) else { return }
        let line = lines[index]
        let match = line.matches.first { $0.offset == offset }
        let width = max(1, geometry.width - gutter)
        let row =
            view == .cut ? 0 : match.map { line.row(ofCell: $0.cells.lowerBound, width: width) }
        cursor = LogPlace(offset: line.offset, row: row ?? 0)
        let place = rows.row(of: cursor)
        let first = rows.row(of: top)
        if place < first || place >= first + geometry.height {
            let end = max(0, rows.total - geometry.height)
            top = rows.place(atRow: min(max(0, place - geometry.height / 3), end))
        }
        guard view == .cut, let match else { return }
        if match.cells.lowerBound < left || match.cells.upperBound > left + width {
            left = max(0, match.cells.lowerBound - width / 2)
        }
    }

    /// Puts top and cursor on lines of a new window, or of the same in another size.
    mutating func place(_ geometry: LogGeometry) {
        let rows = rows(geometry)
        let end = max(0, rows.total - geometry.height)
        top = rows.place(atRow: min(rows.row(of: top), end))
        cursor = rows.place(atRow: rows.row(of: cursor))
        keepCursorVisible(rows, geometry)
    }

    /// Brings the cursor back into the rows that are seen.
    private mutating func keepCursorVisible(_ rows: LogRows, _ geometry: LogGeometry) {
        let first = rows.row(of: top)
        let row = rows.row(of: cursor)
        let seen = min(max(row, first), max(first, first + geometry.height - 1))
        if seen != row { cursor = rows.place(atRow: min(seen, max(0, rows.total - 1))) }
    }

    /// Goes sideways through lines that are cut.
    mutating func moveSideways(by cells: Int, _ geometry: LogGeometry) {
        let rows = rows(geometry)
        let first = rows.line(atRow: rows.row(of: top)).index
        let widest = lines.dropFirst(first).prefix(geometry.height).map(\.text.width).max() ?? 0
        left = min(max(0, left + cells), max(0, widest - geometry.width / 2))
    }

    /// Puts the cursor on a row of the screen.
    mutating func select(screenRow: Int, _ geometry: LogGeometry) {
        let rows = rows(geometry)
        let row = rows.row(of: top) + screenRow
        guard row >= 0, row < rows.total else { return }
        isFollowing = false
        cursor = rows.place(atRow: row)
    }
}
