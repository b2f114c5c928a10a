import Plotting
import Terminal
import Testing

@Suite("Gantt chart")
struct GanttTests {
    private static let rows: [GanttRow] = [
        GanttRow(
            title: "load",
            glyph: "✓",
            style: Style(.done),
            bars: [.init(.attempt, from: 0, to: 12, style: Style(.done))],
            label: "12 s"
        ),
        GanttRow(
            title: "train",
            glyph: "●",
            style: Style(.running),
            bars: [
                .init(.waiting, from: 12, to: 20, style: Style(.queued)),
                .init(.attempt, from: 20, to: 40, style: Style(.failed), mark: "✗"),
                .init(.running, from: 42, to: nil, style: Style(.running)),
                .init(.estimate, from: 75, to: 100, style: Style(.estimate)),
            ],
            label: "0:33"
        ),
        GanttRow(
            title: "report",
            glyph: "○",
            style: Style(.planned),
            bars: [.init(.estimate, from: 100, to: 120, style: Style(.estimate))],
            label: "~ 20 s"
        ),
    ]

    @Test("bars, attempts and estimates stand on one axis")
    func drawn() {
        var canvas = Canvas(width: 60, height: 5)
        Gantt(GanttTests.rows, now: 75).draw(on: &canvas)
        let expected = """
            ✓ load    █████ 12 s                     ┊
            ● train        ···███████✗ ▓▓▓▓▓▓▓▓▓▓▓▓▓▓░░░░░░░░░░ 0:33
            ○ report                                 ┊  ~ 20 s ░░░░░░░░░
                      ╭───────────┬────────────┬─────┴─────┬────────────
                      0           30 s         1 min now   1:30 min
            """
        #expect(canvas.text == expected)
    }

    @Test(
        "ticks stand at round times and their labels leave room between them",
        arguments: [0.3, 1, 7, 45, 61, 200, 1_000, 5_000, 40_000, 300_000, 9_000_000],
        [8, 20, 60, 150]
    )
    func ticks(span: Double, width: Int) {
        let axis = TimeAxis(span: span, width: width)
        for (tick, next) in zip(axis.ticks, axis.ticks.dropFirst()) {
            #expect(tick.cell + tick.label.width + 2 <= next.cell)
        }
        for tick in axis.ticks { #expect(tick.cell + tick.label.width <= width) }
        if width >= 60 { #expect(axis.ticks.count >= 3, "span \(span)") }
    }

    @Test(
        "labels take the unit the axis asks for",
        arguments: [
            (6.0, ["0", "1 s", "2 s", "3 s", "4 s", "5 s"]),
            (90, ["0", "30 s", "1 min"]),
            (7_200, ["0", "30 min", "1 h", "1:30 h"]),
        ] as [(Double, [SafeText])]
    )
    func labels(span: Double, labels: [SafeText]) {
        #expect(TimeAxis(span: span, width: 40).ticks.map(\.label) == labels)
    }

    @Test("nothing to show, no room and times that make no sense are no danger")
    func extremes() {
        var canvas = Canvas(width: 10, height: 3)
        Gantt([]).draw(on: &canvas)
        let odd = GanttRow(
            title: "x",
            glyph: "?",
            style: .text,
            bars: [
                .init(.attempt, from: -5, to: .infinity, style: .text),
                .init(.running, from: .nan, to: nil, style: .text),
                .init(.attempt, from: 9, to: 2, style: .text),
            ]
        )
        for width in 0..<12 {
            var narrow = Canvas(width: width, height: 2)
            Gantt([odd], now: 3).draw(on: &narrow, firstRow: -1, selected: 0)
        }
        #expect(TimeAxis(span: .nan, width: -3).ticks.isEmpty)
    }
}
