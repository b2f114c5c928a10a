import Dashboard
import Domain
import Foundation

/// An entry of the journal as `--json` and bundles print it.
struct EntryRow: Encodable {
    /// How a run stood after the entry.
    struct RunState: Encodable {
        let id: String
        let state: Status
        let settled: Int
        let stages: Int

        init(_ run: Run) {
            id = run.id.description
            state = run.status
            settled = run.settledCount
            stages = run.stages.count
        }
    }

    let position: Int64
    let at: Date
    let actor: String
    let status: Status?
    let subject: String
    let text: String
    /// Where it is played: the pipeline's newest run after it.
    let run: RunState?

    init(_ entry: JournalEntry, run: Run? = nil) {
        let words = entry.event.words
        position = entry.position.number
        at = entry.at
        actor = entry.actor.description
        status = words.status
        subject = words.subject
        text = words.text
        self.run = run.map(RunState.init)
    }
}

extension Date {
    /// `2026-11-23 08:20` in a zone.
    func minuteWords(_ zone: TimeZone) -> String {
        let time = LocalTime(self, in: zone)
        return "\(time.dateText) \(time.minuteText)"
    }
}
