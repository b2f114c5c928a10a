import Domain
import Journal

/// How every pipeline stands in the journal, as last read.
///
/// Only pipelines that the entries since are about are read again.
struct JournalView {
    /// Entries looked at to find out what they are about; where more are new, all is read again.
    private static let entryLimit = 100

    /// A pipeline's newest run and what is set on it.
    struct Standing {
        let newest: RunSnapshot?
        let control: PipelineControl
    }

    private(set) var position = Position.start
    private var standings: [PipelineName: Standing] = [:]

    /// Goes to the journal's newest position.
    mutating func advance(in journal: JournalReader) throws {
        let newest = try journal.position()
        guard newest != position else { return }
        let entries = try journal.activity(ActivityQuery(limit: Self.entryLimit))
        if let last = entries.last, entries.count == Self.entryLimit, last.position > position {
            standings = [:]
        }
        for entry in entries where entry.position > position {
            if let pipeline = entry.event.pipeline { standings[pipeline] = nil }
        }
        position = newest
    }

    /// How a pipeline stands at the position.
    mutating func standing(
        of pipeline: PipelineName,
        in journal: JournalReader
    ) throws -> Standing {
        if let known = standings[pipeline] { return known }
        let standing = Standing(
            newest: try journal.runs(of: pipeline, limit: 1).first,
            control: try journal.control(of: pipeline)
        )
        standings[pipeline] = standing
        return standing
    }
}
