import Dashboard
import Domain
import Terminal
import Testing

@Suite("A replay")
struct ReplayTests {
    private static let playback = Playback(event: 120, count: 1_512, speed: 4)

    private static func trial(
        _ width: Int = 100,
        _ height: Int = 30,
        _ playback: Playback = Self.playback
    ) -> ScreenTrial {
        let run = StudyProject.run(done: 2) { StudyProject.begin(2, in: &$0) }
        return ScreenTrial(width, height, StudyProject.snapshot(run), playback: playback)
    }

    @Test(
        "a row says how far it is, when that was and how fast it goes",
        arguments: [
            (160, "event 120 of 1,512 · 2026-06-03 14:03:20 · 4x"),
            (100, "event 120 of 1,512 · 2026-06-03 14:03:20 · 4x"),
            (80, "event 120 of 1,512 · 14:03:20 · 4x"), (60, "event 120 of 1,512 · 14:03:20 · 4x"),
        ]
    )
    func position(width: Int, words: String) {
        let trial = Self.trial(width, 24)
        let row = trial.rows[22]
        #expect(row.hasPrefix(" ● playing"), "\(row)")
        #expect(row.hasSuffix(words), "\(row)")
        #expect(SafeText(untrusted: row).width < width)
        #expect(trial.rows.count == 24)
        #expect(trial.rows[21].hasPrefix("╰"), "Nothing of the screen lies below it.")
    }

    @Test(
        "it says what happened, as far as there is room",
        arguments: [
            (160, "░  train: stopped at a breakpoint  "), (100, "░  train: stopped at"),
            (80, "░  train: stopped at …  event 120 of"),
        ]
    )
    func what(width: Int, words: String) {
        let entry = JournalEntry(
            position: Position(120),
            at: StudyProject.now,
            actor: .engine,
            event: .stageHeld(RunID("penguins", 4), "train")
        )
        let playback = Playback(event: 120, entry: entry, count: 1_512, speed: 4)
        let trial = Self.trial(width, 24, playback)
        #expect(trial.rows[22].contains(words), "\(trial.rows[22])")
    }

    @Test("of what is no stage's it says whose it is")
    func whose() {
        let entry = JournalEntry(
            position: Position(120),
            at: StudyProject.now,
            actor: .engine,
            event: .engineStopped(reason: "all is done")
        )
        let playback = Playback(event: 120, entry: entry, count: 1_512, speed: 4)
        #expect(Self.trial(160, 24, playback).shows("░  engine: ended: all is done  "))
    }

    @Test("it says that it stands, and that it is over")
    func states() {
        var playback = Self.playback
        playback.state = .paused
        #expect(Self.trial(100, 30, playback).shows("‖ paused"))
        #expect(Self.trial(100, 30, playback).hints.hasPrefix(" space play  ] step  [ back"))
        playback.state = .over
        playback.event = playback.count
        let over = Self.trial(100, 30, playback)
        #expect(over.shows("✓ the end"))
        #expect(over.hints.hasPrefix(" space again  [ back"))
    }

    @Test(
        "speeds are said as people say them",
        arguments: [(10, "10x"), (0.5, "0.5x"), (2.5, "2.5x"), (0.01, "0.01x"), (1e6, "1000000x")]
    )
    func speed(speed: Double, words: String) {
        let trial = Self.trial(100, 30, Playback(event: 1, count: 2, speed: speed))
        #expect(trial.rows[28].hasSuffix(" · " + words))
    }

    @Test(
        "its keys ask it, also where they mean something else otherwise",
        arguments: [
            ("space", .playOrPause), ("F", .faster), ("S", .slower), ("]", .forward),
            ("[", .back),
        ] as [(Key, PlaybackCommand)]
    )
    func keys(key: Key, command: PlaybackCommand) {
        var trial = Self.trial()
        trial.press(key)
        #expect(trial.takeRequests() == [.play(command)])
        trial.press("6", key)
        #expect(trial.takeRequests().last == .play(command))
    }

    @Test("in a log the brackets go through attempts, and space still stops it")
    func log() {
        var trial = Self.trial()
        trial.press("enter")
        _ = trial.takeRequests()
        trial.press("]")
        #expect(!trial.takeRequests().contains(.play(.forward)))
        trial.press("space")
        #expect(trial.takeRequests() == [.play(.playOrPause)])
        #expect(!trial.hints.contains("mark"))
    }

    @Test("at its ends a key says so")
    func ends() {
        var first = Self.trial(100, 30, Playback(event: 1, count: 9, speed: 1_000_000))
        first.press("[")
        #expect(first.notice == "It began with this event.")
        first.press("F")
        #expect(first.notice == "It goes no faster.")
        var last = Self.trial(100, 30, Playback(state: .over, event: 9, count: 9, speed: 0.01))
        last.press("]")
        #expect(last.notice == "This is the end of it.")
        last.press("S")
        #expect(last.notice == "It goes no slower.")
        #expect(last.takeRequests().isEmpty)
    }

    @Test("nothing is offered that it refuses", arguments: [60, 80, 100, 160])
    func hints(width: Int) {
        let trial = Self.trial(width, 30)
        for words in ["p plan", "P plots", "s step", "r run", "a act", "u undo"] {
            #expect(!trial.hints.contains(words), "\(trial.hints)")
        }
        #expect(trial.hints.hasPrefix(" space pause  ] step  [ back"), "\(trial.hints)")
        #expect(trial.hints.hasSuffix("? keys"))
        #expect(SafeText(untrusted: trial.hints).width < width)
    }

    @Test(
        "it asks for no look at files, and says why it has no plan",
        arguments: ["p", "P"] as [Key]
    )
    func plans(key: Key) {
        var trial = Self.trial()
        trial.send(.grew(Growth(position: Position(13), runs: [])))
        #expect(trial.takeRequests() == [.read(.project)])
        trial.press(key)
        #expect(trial.takeRequests().isEmpty)
        #expect(trial.notice == "A replay looks at no files; 'w' says why a stage ran.")
    }

    @Test("the sheet of keys begins with its own", arguments: [80, 160])
    func help(width: Int) {
        var trial = Self.trial(width, 24)
        trial.press("?")
        #expect(trial.rows.prefix(6).contains { $0.contains("In a replay") })
        #expect(trial.shows("Play twice as fast."))
    }

    @Test("elsewhere its keys say where they belong")
    func elsewhere() {
        var trial = ScreenTrial(100, 30, StudyProject.snapshot(nil))
        trial.press("F")
        #expect(trial.notice == "Key 'F' does nothing here. '?' shows all keys.")
        trial.press(":")
        trial.type("faster")
        trial.press("enter")
        #expect(trial.notice == "Only in what 'pitwall replay' plays.")
    }

    @Test("entries and runs that it went back before are not shown any more")
    func wentBack() {
        var trial = Self.trial()
        trial.press("6")
        let entries = (1...9).reversed().map { number in
            JournalEntry(
                position: Position(Int64(number)),
                at: StudyProject.now,
                actor: .person("ana"),
                event: .commented(RunID("penguins", 4), nil, "word \(number)")
            )
        }
        let query = ActivityQuery(limit: 200)
        trial.send(.answered(.activity(query, entries)))
        #expect(trial.shows("word 9"))
        trial.send(.answered(.activity(query, Array(entries.dropFirst(3)))))
        #expect(!trial.shows("word 9") && trial.shows("word 6"))
        trial.model.pipelines["penguins"]?.shownRun = 4
        let run = StudyProject.run(2, done: 1)
        trial.send(.answered(.project(StudyProject.snapshot(run))))
        #expect(trial.model.pipelines["penguins"]?.shownRun == nil)
    }
}
