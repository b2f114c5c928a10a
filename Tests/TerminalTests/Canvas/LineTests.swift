import Terminal
import Testing

@Suite("Lines and boxes")
struct LineTests {
    @Test(
        "boxes have the corners of their style",
        arguments: [
            (LineStyle.light, "╭──╮\n│  │\n╰──╯"), (.square, "┌──┐\n│  │\n└──┘"),
            (.heavy, "┏━━┓\n┃  ┃\n┗━━┛"), (.double, "╔══╗\n║  ║\n╚══╝"),
            (.dashed, "╭╌╌╮\n┆  ┆\n╰╌╌╯"),
        ]
    )
    func boxes(line: LineStyle, shown: String) {
        var canvas = Canvas(width: 4, height: 3)
        canvas.box(canvas.bounds, line: line)
        #expect(canvas.text == shown)
    }

    @Test("lines join in whichever order they are drawn", arguments: [false, true])
    func joins(isReversed: Bool) {
        let draws: [(inout Canvas) -> Void] = [
            { $0.box(Rect(x: 0, y: 0, width: 7, height: 5), line: .square) },
            { $0.horizontalLine(from: Point(x: 0, y: 2), length: 7) },
            { $0.verticalLine(from: Point(x: 3, y: 0), length: 5) },
        ]
        var canvas = Canvas(width: 7, height: 5)
        for draw in isReversed ? draws.reversed() : draws { draw(&canvas) }
        let rows = canvas.text.split(separator: "\n").map(String.init)
        #expect(rows[1] == "│  │  │")
        #expect(rows[2] == "├──┼──┤")
        #expect(rows[0].dropFirst().dropLast() == "──┬──")
        #expect(rows[4].dropFirst().dropLast() == "──┴──")
    }

    @Test("lines of different weight join where Unicode has a glyph, else as the heavier")
    func weights() {
        var canvas = Canvas(width: 5, height: 3)
        canvas.verticalLine(from: Point(x: 1, y: 0), length: 3, line: .heavy)
        canvas.horizontalLine(from: Point(x: 0, y: 1), length: 5)
        canvas.verticalLine(from: Point(x: 3, y: 0), length: 3, line: .double)
        #expect(canvas.text == " ┃ ║\n─╂─╫─\n ┃ ║")
        canvas.bridge(LineLinks(north: true, south: true), at: Point(x: 1, y: 1))
        #expect(canvas.grid.text(ofRow: 1) == "─│─╫─")
    }

    @Test("text and fills end a line's links")
    func overwritten() {
        var canvas = Canvas(width: 3, height: 1)
        canvas.horizontalLine(from: .zero, length: 3)
        canvas.draw("x", at: Point(x: 1, y: 0))
        canvas.join(LineLinks(north: true, south: true), at: Point(x: 1, y: 0))
        #expect(canvas.text == "─│─")
    }

    @Test("every union of links has a glyph of one cell")
    func everyGlyph() {
        let weights = LineWeight.allCases
        let single = (0..<16).flatMap { mask in
            weights.map { weight in
                LineLinks(
                    north: mask & 1 != 0,
                    east: mask & 2 != 0,
                    south: mask & 4 != 0,
                    west: mask & 8 != 0,
                    weight: weight
                )
            }
        }
        for one in single {
            for other in single {
                let united = one.united(with: other)
                #expect(united == other.united(with: one))
                #expect(united.glyph(rounded: true).scalar != "?")
            }
        }
    }
}
