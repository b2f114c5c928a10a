import Terminal
import Testing

@Suite("Canvas")
struct CanvasTests {
    @Test("text is drawn where it is asked for and cut at the edges")
    func text() {
        var canvas = Canvas(width: 6, height: 3)
        let width = canvas.draw("abcdefgh", at: Point(x: 2, y: 0))
        canvas.draw("xyz", at: Point(x: -1, y: 1))
        canvas.draw("no", at: Point(x: 0, y: 3))
        canvas.draw("no", at: Point(x: 0, y: -1))
        #expect(width == 8)
        #expect(canvas.text == "  abcd\nyz\n")
    }

    @Test("a wide character that is cut by an edge or drawn over leaves a space")
    func wide() {
        var canvas = Canvas(width: 5, height: 4)
        canvas.draw("漢字漢", at: Point(x: 0, y: 0))
        canvas.draw("漢字", at: Point(x: -1, y: 1))
        canvas.draw("漢字", at: Point(x: 0, y: 2))
        canvas.draw("x", at: Point(x: 1, y: 2))
        canvas.draw("漢字", at: Point(x: 0, y: 3))
        canvas.draw("字", at: Point(x: 1, y: 3))
        #expect(canvas.text == "漢字\n 字\n x字\n 字")
        for y in 0..<4 {
            let widths = canvas.grid.row(y).reduce(0) { $0 + Int($1.width) }
            #expect(widths == 5)
        }
    }

    @Test("marks share the cell of their base")
    func marks() {
        var canvas = Canvas(width: 3, height: 1)
        canvas.draw("e\u{301}\u{302}x", at: .zero)
        let cell = canvas.grid.cells[0]
        #expect(cell.isCluster)
        #expect(canvas.grid.scalars(of: cell) == ["e", "\u{301}", "\u{302}"])
        #expect(canvas.grid.scalars(of: canvas.grid.cells[1]) == ["x"])
    }

    @Test("within a part, places are its own and nothing leaves it")
    func within() {
        var canvas = Canvas(width: 8, height: 4)
        canvas.within(Rect(x: 2, y: 1, width: 4, height: 2)) { canvas in
            #expect(canvas.size == Size(width: 4, height: 2))
            canvas.fill(Rect(x: -5, y: -5, width: 99, height: 99), ".", style: .text)
            canvas.draw("abcdef", at: Point(x: 1, y: 0))
            canvas.within(Rect(x: 2, y: 1, width: 9, height: 9)) { canvas in
                canvas.draw("XYZ", at: .zero)
            }
            canvas.shifted(by: Point(x: -1, y: 1)) { $0.draw("->", at: .zero) }
        }
        #expect(canvas.text == "\n  .abc\n  >.XY\n")
        #expect(canvas.size == Size(width: 8, height: 4))
    }

    @Test("a style keeps what it leaves open")
    func inheritance() {
        var canvas = Canvas(width: 4, height: 1)
        canvas.restyle(canvas.bounds, .ground(.selection))
        canvas.draw("ab", at: .zero, Style(.failed, on: nil, .bold))
        canvas.draw("c", at: .zero, Style(.done))
        let runs = canvas.grid.runs(ofRow: 0)
        #expect(runs.map(\.text) == ["c", "b", "  "])
        #expect(
            runs.map(\.style) == [
                Style(.done, on: .selection), Style(.failed, on: .selection, .bold),
                Style(.text, on: .selection),
            ]
        )
    }

    @Test("regions answer with the topmost first, in the whole screen's places")
    func regions() {
        var canvas = Canvas(width: 10, height: 5)
        canvas.region("pane", canvas.bounds)
        canvas.within(Rect(x: 2, y: 1, width: 4, height: 3)) { canvas in
            canvas.region(RegionID("row", 7), Rect(x: 0, y: 1, width: 99, height: 1))
            canvas.region("outside", Rect(x: 9, y: 9, width: 1, height: 1))
            canvas.showCursor(at: Point(x: 3, y: 2))
            canvas.showCursor(at: Point(x: 4, y: 2))
        }
        let grid = canvas.grid
        #expect(grid.regions(at: Point(x: 5, y: 2)).map(\.id) == [RegionID("row", 7), "pane"])
        #expect(grid.region(at: Point(x: 6, y: 2))?.id == "pane")
        #expect(grid.region(at: Point(x: 10, y: 2)) == nil)
        #expect(grid.cursor == Point(x: 5, y: 3))
        #expect(grid.regions.count == 2)
    }

    @Test("only rows that look different are new, whatever the order of drawing was")
    func changes() {
        var first = Canvas(width: 4, height: 3)
        first.draw("e\u{301}", at: Point(x: 0, y: 0))
        first.draw("a\u{302}", at: Point(x: 0, y: 1))
        var second = Canvas(width: 4, height: 3)
        second.draw("a\u{302}", at: Point(x: 0, y: 1))
        second.draw("e\u{301}", at: Point(x: 0, y: 0))
        #expect(second.grid.rows(changedSince: first.grid) == [])
        second.draw("x", at: Point(x: 3, y: 2))
        second.draw("a\u{303}", at: Point(x: 0, y: 1))
        #expect(second.grid.rows(changedSince: first.grid) == [1, 2])
        let other = Canvas(width: 5, height: 2)
        #expect(other.grid.rows(changedSince: first.grid) == [0, 1])
    }

    @Test("in ASCII the states are the letters of the table, and all else is ASCII, too")
    func ascii() {
        var canvas = Canvas(width: 16, height: 5, glyphs: .ascii)
        canvas.draw("○◌●✓≡↷✗⊘‖◇⚑▲◐◆", at: .zero)
        canvas.draw("a…·→漢é\u{301}‹x›", at: Point(x: 0, y: 1))
        canvas.box(Rect(x: 0, y: 2, width: 5, height: 3))
        canvas.box(Rect(x: 5, y: 2, width: 5, height: 3), line: .dashed)
        canvas.draw("▓▓░ ▁▄█", at: Point(x: 1, y: 3))
        #expect(canvas.text == ".qR+=>X/|?!A%#\na~.>???<x>\n+---++---+\n|##. _-# :\n+---++---+")
        #expect(canvas.grid.cells.allSatisfy { $0.scalar?.isASCII == true })
    }

    @Test("no size and no place makes it stop", arguments: [(0, 0), (1, 1), (1, 40), (500, 200)])
    func extremes(width: Int, height: Int) {
        var canvas = Canvas(width: width, height: height)
        for place in [-1000, -1, 0, 1, 199, 499, 1_000_000] {
            let rect = Rect(x: place, y: place, width: 700, height: 700)
            canvas.box(rect)
            canvas.dim(rect)
            canvas.fill(rect, "x", style: .muted)
            canvas.draw("漢字 e\u{301} text", at: rect.origin)
            canvas.horizontalLine(from: rect.origin, length: 10_000)
            canvas.verticalLine(from: rect.origin, length: -3)
            canvas.within(rect) { $0.draw("漢字", at: Point(x: -1, y: 0)) }
            canvas.region("r", rect)
        }
        #expect(canvas.grid.cells.count == width * height)
    }

    @Test("a cell takes sixteen bytes")
    func cellSize() {
        #expect(MemoryLayout<Cell>.stride == 16)
    }
}
