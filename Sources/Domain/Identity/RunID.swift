/// One execution of a pipeline: the pipeline and the run's number in it, counted from 1.
package struct RunID: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
    package let pipeline: PipelineName
    package let number: Int

    package init(_ pipeline: PipelineName, _ number: Int) {
        self.pipeline = pipeline
        self.number = number
    }

    /// The form people and stages see, `penguins/4`.
    package var description: String { "\(pipeline)/\(number)" }

    package static func < (left: RunID, right: RunID) -> Bool {
        (left.pipeline, left.number) < (right.pipeline, right.number)
    }
}

/// One try at running a stage in a run, counted from 1.
package struct AttemptID: Hashable, Codable, Sendable, CustomStringConvertible {
    package let run: RunID
    package let stage: StageName
    package let number: Int

    package init(_ run: RunID, _ stage: StageName, _ number: Int) {
        self.run = run
        self.stage = stage
        self.number = number
    }

    /// The form in messages, `penguins/4 train attempt 2`.
    package var description: String { "\(run) \(stage) attempt \(number)" }
}

/// A place in the journal; events are numbered from 1 without gaps.
package struct Position: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
    package let number: Int64

    package init(_ number: Int64) {
        self.number = number
    }

    /// Before the first event.
    package static let start = Position(0)

    package var description: String { String(number) }

    package static func < (left: Position, right: Position) -> Bool {
        left.number < right.number
    }
}

/// Who did something.
package enum Actor: Hashable, Codable, Sendable, CustomStringConvertible {
    /// A person, by OS user name.
    case person(String)

    /// Pitwall itself, acting on what a person asked for earlier.
    case engine

    package var description: String {
        switch self {
        case .person(let name): name
        case .engine: "pitwall"
        }
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        self = text == "engine:" ? .engine : .person(String(text.dropFirst("person:".count)))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .person(let name): try container.encode("person:" + name)
        case .engine: try container.encode("engine:")
        }
    }
}
