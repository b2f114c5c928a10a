import Dashboard
import Domain
import Foundation
import Terminal
import Testing

@Suite("Activity screen")
struct ActivityScreenTests {
    private func model(
        _ width: Int = 80,
        _ height: Int = 24,
        glyphs: GlyphSet = .unicode,
        entries: [JournalEntry] = JournalFixture.entries
    ) -> Model {
        var model = PenguinProject.model(width, height, glyphs: glyphs, second: .exited(0))
        _ = Dashboard.update(&model, .key("6"))
        _ = Dashboard.update(&model, .answered(.activity(ActivityQuery(), entries)))
        return model
    }

    private func rows(_ model: Model) -> [String] {
        let size = Size(width: model.size.width, height: model.size.height - 3)
        var canvas = Canvas(size: size, glyphs: model.glyphs)
        canvas.clear()
        ActivityScreen.draw(model, on: &canvas)
        return canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    private func press(_ keys: Key..., in model: inout Model) -> [Request] {
        keys.flatMap { Dashboard.update(&model, .key($0)) }
    }

    @Test("going there reads the newest entries")
    func reads() {
        var model = PenguinProject.model(80, 24)
        #expect(press("6", in: &model) == [.read(.activity(ActivityQuery(limit: 200)))])
        #expect(rows(model).joined().isEmpty)
        _ = Dashboard.update(&model, .answered(.activity(ActivityQuery(), [])))
        #expect(rows(model).contains { $0.contains("Nothing has happened yet") })
    }

    @Test("who did what, and when, day by day")
    func list() {
        let model = model()
        #expect(
            Array(rows(model).prefix(13)) == [
                "╭ Journal ─────────────────────────────────────────────────────────────────────╮",
                "│ Today, Wednesday 2026-06-03 ──────────────────────────────────────────────── │",
                "│▌14:03 ✓ pitwall  penguins/4 train    done                                    │",
                "│ 14:01 ● pitwall  penguins/4 train    attempt 1 starts: train.rate 0.1 → 0.05…│",
                "│ 14:00 ◌ ana      penguins/4          step train                              │",
                "│ 13:33   ana      params.yaml         edited: train.rate 0.1 → 0.05           │",
                "│ 13:32 ✗ pitwall  penguins/4 prepare  'prepare' failed with exit status 1     │",
                "│ Yesterday, Tuesday 2026-06-02 ────────────────────────────────────────────── │",
                "│ 23:03   ben      penguins/4 prepare  “The sensor was broken until noon.”     │",
                "│ 23:02   pitwall  engine              started on gpu-box as process 4711      │",
                "│ the journal begins here                                                      │",
                "│                                                                              │",
                "╰──────────────────────────────────────────────────────────────────────────────╯",
            ]
        )
    }

    @Test("what a stage read and wrote stands in the details of its end")
    func details() {
        let text = rows(model(100, 45)).joined(separator: "\n")
        for words in [
            "models/penguins  0a1b2c3d4e5f.dir  81 kB  3 files", "data/train.csv  77c0a1d2e3f4",
            "params.yaml:train.rate = 0.05", "data/train.csv 5b1e → 77c0", "Wednesday 2026-06-03",
            "pitwall, asked by ana at 14:00",
        ] {
            #expect(text.contains(words), "\(words) in\n\(text)")
        }
    }

    @Test("v shows the phases on the way, and the cursor stays on its entry")
    func phases() {
        var model = model()
        _ = press("j", "j", in: &model)
        #expect(!rows(model).contains { $0.contains("attempt 1 ended") })
        let selected = rows(model).first { $0.contains("▌") }
        _ = press("v", in: &model)
        #expect(rows(model).contains { $0.contains("attempt 1 ended: exit 0") })
        #expect(rows(model).first { $0.contains("▌") } == selected)
    }

    @Test("a filter shows entries with all its words")
    func filter() {
        var model = model()
        _ = press("f", in: &model)
        _ = press("B", "e", "n", "enter", in: &model)
        #expect(rows(model).contains { $0.contains("“The sensor was broken until noon.”") })
        #expect(!rows(model).contains { $0.contains("params.yaml") })
        _ = press("f", "x", "x", "enter", in: &model)
        #expect(rows(model).contains { $0.contains("No entry has “Benxx”") })
        _ = press("esc", in: &model)
        #expect(rows(model).contains { $0.contains("params.yaml") })
    }

    @Test("x goes to what failed, enter goes into the log")
    func trouble() {
        var model = model()
        _ = press("x", in: &model)
        #expect(rows(model).contains { $0.contains("▌") && $0.contains("'prepare' failed") })
        _ = press("g", "enter", in: &model)
        #expect(model.place == .log(AttemptID(PenguinProject.run, "train", 1)))
        #expect(model.log != nil)
    }

    @Test("enter on an edit goes to the pipeline, on the engine nowhere")
    func open() {
        var model = model()
        _ = press("j", "j", "j", "enter", in: &model)
        #expect(model.place == .pipeline("penguins"))
        _ = press("6", "G", "enter", in: &model)
        #expect(model.place == .activity)
        #expect(model.notice?.text.string == "This entry has nothing to go into.")
    }

    @Test("older entries are read when the cursor comes near the oldest")
    func paging() {
        var model = model(entries: JournalFixture.comments(200, from: 1_000))
        let query = ActivityQuery(before: Position(801), limit: 200)
        #expect(press("pgdn", in: &model).isEmpty)
        #expect(press("G", in: &model) == [.read(.activity(query))])
        #expect(press("k", in: &model).isEmpty)
        let older = JournalFixture.comments(200, from: 800)
        _ = Dashboard.update(&model, .answered(.activity(query, older)))
        _ = press("G", in: &model)
        #expect(rows(model).contains { $0.contains("▌") && $0.contains("“note 601”") })
    }

    @Test("a filter that leaves little reads on until the journal begins")
    func filteredPaging() {
        var model = model(entries: JournalFixture.comments(200, from: 400))
        _ = press("f", in: &model)
        for key: Key in ["n", "o", "t", "e", "space", "7"] { _ = press(key, in: &model) }
        let query = ActivityQuery(before: Position(201), limit: 2_000)
        #expect(press("enter", in: &model) == [.read(.activity(query))])
        #expect(ActivityScreen.requestOlder(in: &model).isEmpty)
        let older = JournalFixture.comments(200, from: 200)
        _ = Dashboard.update(&model, .answered(.activity(query, older)))
        #expect(ActivityScreen.requestOlder(in: &model).isEmpty)
        _ = press("G", in: &model)
        #expect(rows(model).contains { $0.contains("▌") && $0.contains("“note 7”") })
    }

    @Test("new entries leave the cursor on its entry, unless it is on the newest")
    func growth() {
        var model = model(entries: JournalFixture.comments(50, from: 1_000))
        let more = JournalFixture.comments(50, from: 1_003)
        _ = Dashboard.update(&model, .answered(.activity(ActivityQuery(), more)))
        #expect(rows(model).contains { $0.contains("▌") && $0.contains("“note 1003”") })
        _ = press("j", "j", in: &model)
        let most = JournalFixture.comments(60, from: 1_010)
        _ = Dashboard.update(&model, .answered(.activity(ActivityQuery(), most)))
        #expect(rows(model).contains { $0.contains("▌") && $0.contains("“note 1001”") })
    }

    @Test("tab goes into the details, which scroll; z gives them the screen; esc comes back")
    func panes() {
        var model = model(60, 16)
        let before = rows(model)
        _ = press("tab", "j", "j", "j", in: &model)
        #expect(rows(model) != before)
        _ = press("z", in: &model)
        #expect(rows(model).contains { $0.contains("params.yaml:train.rate = 0.05") })
        _ = press("esc", "esc", in: &model)
        #expect(!model.activity.isZoomed)
        #expect(model.activity.pane == .list)
    }

    @Test("a wide screen shows the details beside the list")
    func wide() {
        let lines = rows(model(160, 45))
        #expect(lines[0].hasPrefix("╭ Journal ──"))
        #expect(lines[0].contains("╮╭ Details ──"))
        #expect(lines.count == 42)
        #expect(
            lines[1].hasSuffix(
                "││ what        ✓ penguins/4 train  done                         │"
            )
        )
    }

    @Test("the smallest screen and ASCII")
    func small() {
        let text = rows(model(60, 16, glyphs: .ascii)).joined(separator: "\n")
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
        #expect(
            rows(model(60, 16)) == [
                "╭ Journal ─────────────────────────────────────────────────╮",
                "│ Today, Wednesday 2026-06-03 ──────────────────────────── │",
                "│▌14:03 ✓ pitwall  penguins/4 train    done                │",
                "│ 14:01 ● pitwall  penguins/4 train    attempt 1 starts: t…│",
                "│ 14:00 ◌ ana      penguins/4          step train          │",
                "│ 13:33   ana      params.yaml         edited: train.rate …│",
                "│ 13:32 ✗ pitwall  penguins/4 prepare  'prepare' failed wi…│",
                "╰──────────────────────────────────────────────────────────╯",
                "╭ Details ─────────────────────────────────────────────────╮",
                "│ what        ✓ penguins/4 train  done                     │",
                "│ who         pitwall, asked by ana at 14:00               │",
                "│ when        Wednesday 2026-06-03 14:03:20  entry 8       │",
                "╰────────────────────────────────────────────────────── ↓7 ╯",
            ]
        )
    }

    @Test(
        "moments are shown by the calendar",
        arguments: [
            (0.0, "1970-01-01", "Thursday", "00:00:00"),
            (1_780_495_400.0, "2026-06-03", "Wednesday", "14:03:20"),
            (951_782_399.0, "2000-02-28", "Monday", "23:59:59"),
            (951_782_400.0, "2000-02-29", "Tuesday", "00:00:00"),
            (-1.0, "1969-12-31", "Wednesday", "23:59:59"),
        ]
    )
    func calendar(seconds: Double, date: String, weekday: String, time: String) {
        let local = LocalTime(Date(timeIntervalSince1970: seconds), in: .gmt)
        #expect(local.dateText == date)
        #expect(local.weekdayName == weekday)
        #expect(local.secondText == time)
    }
}
