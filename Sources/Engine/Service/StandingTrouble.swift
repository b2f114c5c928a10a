import Domain
import Foundation
import Journal

/// What an engine cannot write just now, as it goes on and ends.
struct StandingTrouble {
    private struct Waiting: Hashable {
        let run: RunID
        let stage: StageName
    }

    private var journal: TroubleNote?
    private var room: TroubleNote?
    /// The stages whose files wait for room.
    private var waiting: Set<Waiting> = []

    /// What others are told: that of the journal goes first.
    var note: TroubleNote? { journal ?? room }

    /// A commit failed.
    mutating func journalFailed(_ error: any Error, at now: Date, retry: Duration) {
        let number = (error as? JournalError)?.errorNumber ?? 0
        journal = TroubleNote(
            subject: .journal,
            errorNumber: number,
            since: journal?.since ?? now,
            retrySeconds: Self.seconds(retry)
        )
    }

    /// All that waited for the journal is in it.
    mutating func journalWrote() { journal = nil }

    /// Something of a stage waits for room.
    mutating func begin(
        _ run: RunID,
        _ stage: StageName,
        _ lack: LackOfRoom,
        at now: Date,
        retry: Duration
    ) {
        waiting.insert(Waiting(run: run, stage: stage))
        room = TroubleNote(
            subject: .stages,
            errorNumber: lack.errorNumber,
            since: room?.since ?? now,
            retrySeconds: Self.seconds(retry),
            place: lack.place
        )
    }

    /// What waited came to something, whatever it is.
    mutating func end(_ run: RunID, _ stage: StageName) {
        waiting.remove(Waiting(run: run, stage: stage))
        if waiting.isEmpty { room = nil }
    }

    private static func seconds(_ time: Duration) -> Int { max(1, Int(time.seconds.rounded())) }
}
