import Dashboard
import Domain
import Foundation
import Terminal
import Testing

@Suite("What cannot be written, on the screens")
struct TroubleNoticeTests {
    private static let trouble = WriteTrouble(
        subject: .journal,
        reason: "No space left on device",
        isLackOfRoom: true,
        since: StudyProject.now.addingTimeInterval(-120),
        room: DiskRoom(
            folder: "/study/.pitwall",
            free: 0,
            size: 8_388_608,
            hasPlaces: true,
            isReadOnly: false
        ),
        retrySeconds: 2
    )

    private static func snapshot(_ trouble: WriteTrouble?) -> ProjectSnapshot {
        var run = StudyProject.run(done: 2)
        StudyProject.begin(2, in: &run)
        if trouble != nil { run.stages[2].wait = .journal(.exited(0)) }
        return StudyProject.snapshot(run, trouble: trouble)
    }

    @Test(
        "it stands on every screen, with what is wrong, since when, the room and what is next",
        arguments: [(80, 24), (100, 30), (160, 45)]
    )
    func stands(columns: Int, rows: Int) {
        var trial = ScreenTrial(columns, rows, Self.snapshot(Self.trouble))
        #expect(trial.rows[0].contains("✗ disk full"))
        #expect(trial.shows(Self.trouble.title))
        let words = trial.rows[3..<8].joined(separator: " ").filter { $0 != "│" }
            .split(separator: " ").joined(separator: " ")
        for part in ["No space left on device since", "0 KB of 8 MB are free", "every 2 s"] {
            #expect(words.contains(part), "\(part) is not in: \(words)")
        }
        trial.press("6")
        #expect(trial.rows[0].contains("✗ disk full"))
        trial.press("1")
        #expect(trial.shows(Self.trouble.title))
        trial.send(.answered(.project(Self.snapshot(nil))))
        #expect(!trial.rows[0].contains("disk full"))
        #expect(!trial.shows(Self.trouble.title))
    }

    @Test("a stage whose end is not written is shown as ended, with no clock that goes on")
    func ended() {
        var trial = ScreenTrial(160, 45, Self.snapshot(Self.trouble))
        trial.press("v")
        #expect(trial.shows("ended with exit status 0; that waits to be written down"))
        #expect(!trial.shows("running"))
    }

    @Test("an engine for which there is no room is told of by what stands, not again and again")
    func noEngine() {
        let trouble = WriteTrouble(
            subject: .journal,
            reason: "No space left on device",
            isLackOfRoom: true,
            since: nil,
            room: Self.trouble.room,
            retrySeconds: nil
        )
        let run = StudyProject.run(done: 2)
        var trial = ScreenTrial(80, 24, StudyProject.snapshot(run, trouble: trouble))
        trial.send(.engine(.failure(Refusal(.noRoom, "The disk is full."))))
        #expect(trial.notice == nil)
        #expect(trial.requests.contains(.read(.project)))
        #expect(trial.shows("The disk is full; no engine can begin"))
        #expect(trial.shows("Stages can be run once there is room."))
    }

    @Test("trouble is told once in the bottom line; what stands already is only read again")
    func told() {
        var trial = ScreenTrial(100, 30, Self.snapshot(nil))
        let growth = Growth(position: Position(12), runs: [], trouble: "The disk is full.")
        trial.send(.grew(growth))
        #expect(trial.notice == "The disk is full.")
        #expect(trial.requests == [.read(.project)])
        trial.send(.noticeOver)
        trial.send(.answered(.project(Self.snapshot(Self.trouble))))
        trial.send(.grew(growth))
        #expect(trial.notice == nil)
    }
}
