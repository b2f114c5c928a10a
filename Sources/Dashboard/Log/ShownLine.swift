package import Foundation
package import Logs
package import Terminal

/// A line of a log, made ready to be drawn.
package struct ShownLine: Hashable, Sendable {
    /// A stretch that a pattern matched.
    package struct Match: Hashable, Sendable {
        /// Where it begins in the log.
        package let offset: Int
        /// Where it stands in the text.
        package let cells: Range<Int>

        package init(offset: Int, cells: Range<Int>) {
            self.offset = offset
            self.cells = cells
        }
    }

    /// The longest text with wide characters, in cells, that is broken between characters exactly;
    /// in longer ones a wide character at the edge is shown as a space.
    private static let exactCells = 4_096

    /// Where the line begins in the log.
    package let offset: Int
    /// Where the next line begins.
    package let end: Int
    package let text: StyledText
    package let number: LineNumber?
    package let time: Date?
    /// It tells of an error, by the rules of the log search.
    package let isTrouble: Bool
    /// It stands for bytes that were dropped.
    package let isGap: Bool
    /// What the pattern matched in it.
    package var matches: [Match]
    /// Whether rows can be cut at any cell.
    private let isEven: Bool

    package init(
        offset: Int,
        end: Int,
        text: StyledText,
        number: LineNumber? = nil,
        time: Date? = nil,
        isTrouble: Bool = false,
        isGap: Bool = false,
        matches: [Match] = []
    ) {
        self.offset = offset
        self.end = end
        self.text = text
        self.number = number
        self.time = time
        self.isTrouble = isTrouble
        self.isGap = isGap
        self.matches = matches
        isEven =
            text.width > Self.exactCells
            || text.runs.allSatisfy { $0.text.string.utf8.count == $0.text.width }
    }

    /// Whether a byte of the log belongs to the line.
    package func contains(_ offset: Int) -> Bool { offset >= self.offset && offset < end }

    /// The rows that the line takes when it is wrapped.
    func rowCount(width: Int) -> Int {
        guard text.width > width, !isGap else { return 1 }
        return isEven ? (text.width + width - 1) / width : rowRanges(width: width).count
    }

    /// The cells of the text that stand in a row of the wrapped line.
    func cells(ofRow row: Int, width: Int) -> Range<Int> {
        guard text.width > width, !isGap else { return 0..<text.width }
        if isEven {
            let start = min(row * width, text.width)
            return start..<min(start + width, text.width)
        }
        let ranges = rowRanges(width: width)
        return ranges.indices.contains(row) ? ranges[row] : text.width..<text.width
    }

    /// The row in which a cell of the text stands.
    func row(ofCell cell: Int, width: Int) -> Int {
        guard text.width > width, !isGap else { return 0 }
        if isEven { return cell / width }
        return rowRanges(width: width).firstIndex { $0.contains(cell) } ?? 0
    }

    private func rowRanges(width: Int) -> [Range<Int>] {
        var start = 0
        return text.hardWrapped(to: width).map { piece in
            defer { start += piece.width }
            return start..<start + piece.width
        }
    }
}
