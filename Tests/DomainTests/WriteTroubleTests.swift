import Domain
import Foundation
import Testing

@Suite("What cannot be written, in words")
struct WriteTroubleTests {
    private static func trouble(
        _ subject: WriteTrouble.Subject = .journal,
        isLackOfRoom: Bool = true,
        since: Date? = Date(timeIntervalSince1970: 0),
        free: UInt64? = 0,
        hasPlaces: Bool = true,
        retrySeconds: Int? = 2
    ) -> WriteTrouble {
        WriteTrouble(
            subject: subject,
            reason: isLackOfRoom ? "No space left on device" : "Input/output error",
            isLackOfRoom: isLackOfRoom,
            since: since,
            room: free.map { free in
                DiskRoom(
                    folder: "/p/.pitwall",
                    free: free,
                    size: 8_388_608,
                    hasPlaces: hasPlaces,
                    isReadOnly: false
                )
            },
            retrySeconds: retrySeconds
        )
    }

    @Test("they say what is wrong, since when, the room, and what is next")
    func words() {
        let journal =
            "It is tried again every 2 s. Running stages go on and what they come to is kept; "
            + "commands are refused until then."
        let cases: [(WriteTrouble, String)] = [
            (
                Self.trouble(),
                "No space left on device since 1970: on the disk of '/p/.pitwall' 0 KB of 8 MB are "
                    + "free, about 8 MB are needed. " + journal
            ),
            (
                Self.trouble(isLackOfRoom: false, free: nil),
                "Input/output error since 1970. " + journal
            ),
            (
                Self.trouble(.stages, free: 5_000_000, hasPlaces: false, retrySeconds: 3),
                "No space left on device since 1970: on the disk of '/p/.pitwall' 5 MB of 8 MB are "
                    + "free, no file fits. It is tried again every 3 s; what stages made is kept "
                    + "until then."
            ),
            (
                Self.trouble(since: nil, free: nil, retrySeconds: nil),
                "No space left on device. Stages can be run once there is room."
            ),
        ]
        for (trouble, words) in cases { #expect(trouble.words { _ in "1970" } == words) }
    }

    @Test(
        "a disk is full when the next thing may not fit, or no file can be made",
        arguments: [(63_999, true, true), (64_000, true, false), (64_000, false, true)]
    )
    func full(free: UInt64, hasPlaces: Bool, isFull: Bool) {
        let room = DiskRoom(
            folder: "/p",
            free: free,
            size: 1_000_000,
            hasPlaces: hasPlaces,
            isReadOnly: false
        )
        #expect(room.isFull == isFull)
    }

    @Test("it goes with its project to other processes, and so does what a stage waits for")
    func travels() throws {
        var stage = StageRun(stage: "a")
        stage.phase = .running
        stage.wait = .journal(.signalled(9))
        let project = ProjectSnapshot(
            position: .start,
            name: "p",
            root: "/p",
            pipelines: [],
            mistakes: [],
            isUnopened: false,
            trouble: Self.trouble(),
            found: FoundThings(rows: [], isForeign: false)
        )
        let read = try JSONDecoder().decode(
            ProjectSnapshot.self,
            from: JSONEncoder().encode(project)
        )
        #expect(read == project)
        let other = try JSONDecoder().decode(StageRun.self, from: JSONEncoder().encode(stage))
        #expect(other == stage)
        #expect(other.status == .queued)
        #expect(other.stance == .queued)
        #expect(other.isActive)
    }
}
