import Terminal
import Testing

@Suite("Table")
struct TableTests {
    private let table = Table(
        columns: [
            TableColumn("NAME", minimum: 6), TableColumn("STATE"),
            TableColumn("AGE", priority: 2, alignment: .right), TableColumn("NOTE", priority: 1),
        ],
        rows: [
            TableRow(["penguins", "● running", "2 h", "a note"]),
            TableRow(["bike-demand", "✗ failed", "11 h", ""], isMarked: true),
            TableRow(["loans", "✓ done", "", "z"]),
        ]
    )

    private func draw(width: Int, height: Int = 4, selection: Int = 0) -> Canvas {
        var canvas = Canvas(width: width, height: height)
        table.draw(on: &canvas, in: canvas.bounds, state: ListState(selection: selection))
        return canvas
    }

    @Test("columns are as wide as their widest text")
    func wide() {
        #expect(
            draw(width: 50).text == """
                  NAME         STATE       AGE  NOTE
                ▌ penguins     ● running   2 h  a note
                • bike-demand  ✗ failed   11 h
                  loans        ✓ done           z
                """
        )
    }

    @Test("with less room the least important columns go, then what may be cut is cut")
    func narrow() {
        #expect(draw(width: 38).text.hasPrefix("  NAME        STATE       AGE  NOTE\n"))
        #expect(draw(width: 30).text.hasPrefix("  NAME      STATE      NOTE\n"))
        let narrow = draw(width: 22).text.split(separator: "\n")
        #expect(narrow[0] == "  NAME      STATE")
        #expect(narrow[2] == "• bike-de…  ✗ failed")
        #expect(draw(width: 3).text.split(separator: "\n").count >= 1)
    }

    @Test("a list longer than its room shows the part around the selection")
    func scrolled() {
        let canvas = draw(width: 50, height: 2, selection: 2)
        #expect(canvas.grid.text(ofRow: 1).hasPrefix("▌ loans"))
        #expect(canvas.grid.region(at: Point(x: 9, y: 1))?.id == RegionID("row", 2))
    }

    @Test("the selected row has another ground from edge to edge")
    func selection() {
        let row = draw(width: 50).grid.row(1)
        #expect(row.allSatisfy { $0.style.background == .role(.selection) })
    }

    @Test("what lies above and below is told and shown")
    func scrollbar() {
        let bar = Scrollbar(count: 100, window: 10..<30)
        #expect(bar.note.text == "↑10 ↓70")
        #expect(Scrollbar(count: 20, window: 0..<20).note.isEmpty)
        #expect(Scrollbar(count: 21, window: 0..<20).note.text == "↓1")
        var canvas = Canvas(width: 1, height: 10)
        bar.draw(on: &canvas, x: 0, y: 0, height: 10)
        #expect(canvas.text == "\n┃\n┃\n\n\n\n\n\n\n")
    }
}
