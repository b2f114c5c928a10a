import Terminal
import Testing

@Suite("Widgets")
struct WidgetTests {
    private func canvas(_ width: Int, _ height: Int, _ draw: (inout Canvas) -> Void) -> String {
        var canvas = Canvas(width: width, height: height)
        draw(&canvas)
        return canvas.text
    }

    @Test("a panel has its title left and its badge right")
    func panel() {
        let panel = Panel("Log: train", badge: "following", footer: "↓3")
        #expect(
            canvas(30, 3) { panel.draw(on: &$0, in: $0.bounds) }
                == """
                ╭ Log: train ───── following ╮
                │                            │
                ╰──────────────────────── ↓3 ╯
                """
        )
        #expect(canvas(16, 2) { panel.draw(on: &$0, in: $0.bounds) }.hasPrefix("╭ Log: train ──╮"))
        #expect(canvas(8, 2) { panel.draw(on: &$0, in: $0.bounds) }.hasPrefix("╭ Log… ╮"))
        #expect(canvas(3, 1) { panel.draw(on: &$0, in: $0.bounds) } == "")
    }

    @Test(
        "a meter says how far it is and never rounds to done",
        arguments: [
            (Meter(0.67), 12, "▓▓▓▓▓░░ 67 %"), (Meter(0), 12, "░░░░░░░  0 %"),
            (Meter(1), 12, "▓▓▓▓▓▓ 100 %"),
            (Meter(0.999), 12, "▓▓▓▓▓▓░ 99 %"), (Meter(0.001), 12, "▓░░░░░░  0 %"),
            (Meter(0.5, isEstimate: true), 12, "▒▒▒░░ ~ 50 %"), (Meter(0.5), 4, "▓▓░░"),
            (Meter(.nan), 0, ""),
            (Meter(0.5, fill: .smooth), 11, "███    50 %"),
            (Meter(0.3, fill: .smooth), 8, "▉   30 %"),
        ]
    )
    func meter(meter: Meter, width: Int, shown: String) {
        #expect(meter.text(width: width).text.string == shown)
        #expect(meter.text(width: width).width == width)
    }

    @Test(
        "a sparkline shows the shape of numbers",
        arguments: [
            ([1, 2, 3, 8], 9, "▁▂▃█"), ([5, 5], 9, "▄▄"), ([], 9, ""),
            ([.nan, 1, .infinity, 2], 9, " ▁ █"),
            ([1, 1, 2, 2], 2, "▁█"), ([-1e308, 1e308], 2, "▁█"), ([1, 2], 0, ""),
        ] as [([Double], Int, String)]
    )
    func sparkline(values: [Double], width: Int, shown: String) {
        #expect(Sparkline(values).text(width: width).string == shown)
    }

    @Test(
        "the hint line is cut by priority and always ends in the key for all keys",
        arguments: [
            (60, " enter open  s step  / find  ? keys"),
            (36, " enter open  s step  / find  ? keys"), (35, " enter open  s step  ? keys"),
            (20, " enter open  ? keys"), (7, " ? keys"), (6, "? keys"),
        ]
    )
    func hints(width: Int, shown: String) {
        let line = HintLine([
            .init("enter", "open"), .init("s", "step"), .init("/", "find", priority: 2),
        ])
        #expect(canvas(width, 1) { line.draw(on: &$0, in: $0.bounds) } == shown)
    }

    @Test(
        "tabs are shortened before anything is lost",
        arguments: [
            (50, " 1 Overview  2 Pipeline ▲1              ana 14:03"),
            (38, " 1 Overview  2 Pipeline ▲1  ana 14:03"),
            (36, " 1 Overview  2 Pip ▲1     ana 14:03"), (30, " 1 Overview  2 ▲1   ana 14:03"),
            (24, " 1 Overview  2 ▲1  ana…"),
        ]
    )
    func tabs(width: Int, shown: String) {
        let tabs = TabLine(
            [.init(key: "1", title: "Overview"), .init(key: "2", title: "Pipeline", badge: "▲1")],
            active: 0,
            trailing: "ana 14:03"
        )
        #expect(canvas(width, 1) { tabs.draw(on: &$0, in: $0.bounds) } == shown)
    }

    @Test(
        "of the way, the inner end stays longest",
        arguments: [
            (40, " loans › run 42            ● 01:12 left"), (28, " … › run 42    ● 01:12 left"),
            (26, " … › run 42  ● 01:12 left"), (16, " run 42  ● 01:…"),
            (14, " … › run 42"), (6, " run…"),
        ]
    )
    func breadcrumb(width: Int, shown: String) {
        let line = Breadcrumb(["loans", "run 42"], trailing: "● 01:12 left")
        #expect(canvas(width, 1) { line.draw(on: &$0, in: $0.bounds) } == shown)
    }

    @Test("facts stand below each other, long ones wrapped")
    func keyValues() {
        let list = KeyValueList([
            .init("why", lines: ["data/train.csv", "5b1e → 77c0, + 2,114 rows"]),
            .init("makes", "model"),
        ])
        #expect(
            canvas(26, 4) { list.draw(on: &$0, in: $0.bounds) } == """
                why    data/train.csv
                       5b1e → 77c0, +
                         2,114 rows
                makes  model
                """
        )
    }

    @Test("a dialog dims what is behind and takes its clicks")
    func dialog() {
        var screen = Canvas(width: 24, height: 7)
        screen.fill(screen.bounds, "x", style: .text)
        screen.region("below", screen.bounds)
        Dialog("Sure?", content: Size(width: 8, height: 1), footer: "esc").draw(on: &screen) {
            $0.draw("contents and more", at: .zero)
        }
        #expect(screen.grid.text(ofRow: 2) == "xxxxxx╭ Sure? ───╮xxxxxx")
        #expect(screen.grid.text(ofRow: 3) == "xxxxxx│ contents │xxxxxx")
        #expect(screen.grid.text(ofRow: 4) == "xxxxxx╰ esc ─────╯xxxxxx")
        #expect(screen.cell(at: .zero)?.style == Style(.faint, on: .shadow))
        #expect(screen.grid.region(at: .zero)?.id == "backdrop")
        #expect(screen.grid.region(at: Point(x: 12, y: 3))?.id == "dialog")
    }

    @Test("a menu shows why something cannot be done now")
    func menu() {
        let menu = Menu([
            .init(key: "a", label: "approve", reason: "not yours"),
            .init(key: "x", label: "refuse"),
        ])
        #expect(menu.size == Size(width: 25, height: 2))
        #expect(
            canvas(25, 2) { menu.draw(on: &$0, in: $0.bounds) } == """
                ▌ a  approve  not yours
                  x  refuse
                """
        )
    }

    @Test("an empty pane says what it is for and which key comes next")
    func emptyState() {
        let state = EmptyState(
            "No runs yet",
            text: ["A run appears here."],
            hints: [.init("r", "run")]
        )
        #expect(
            canvas(24, 5) { state.draw(on: &$0, in: $0.bounds) } == """
                      No runs yet
                  A run appears here.

                         r  run

                """
        )
    }

    @Test("no widget minds a size", arguments: [0, 1, 2, 3, 5, 9, 200])
    func extremes(size: Int) {
        var canvas = Canvas(width: size, height: size / 2)
        let rect = Rect(x: -1, y: 0, width: size + 1, height: size / 2)
        Panel("a title", badge: "b", footer: "c").draw(on: &canvas, in: rect)
        Breadcrumb(["a", "b"], trailing: "c").draw(on: &canvas, in: rect)
        Breadcrumb([]).draw(on: &canvas, in: rect)
        TabLine([.init(key: "1", title: "x")], active: 4, trailing: "y").draw(on: &canvas, in: rect)
        TextField("some text").draw(on: &canvas, in: rect)
        Menu([.init(key: "a", label: "b")]).draw(on: &canvas, in: rect)
        Menu([]).draw(on: &canvas, in: rect)
        KeyValueList([.init("key", "value")]).draw(on: &canvas, in: rect)
        EmptyState("x").draw(on: &canvas, in: rect)
        HintLine([.init("a", "b")]).draw(on: &canvas, in: rect)
        Table(columns: [], rows: []).draw(on: &canvas, in: rect, state: ListState())
        Table(columns: [TableColumn("A")], rows: [TableRow(["b"])])
            .draw(on: &canvas, in: rect, state: ListState())
        Dialog("t", content: Size(width: 9, height: 9)).draw(on: &canvas) { $0.clear() }
        #expect(canvas.size.width == size)
    }
}
