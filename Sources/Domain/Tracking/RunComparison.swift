/// Tracked runs side by side; the first is what the others are compared with.
package struct RunComparison: Hashable, Sendable {
    /// The most runs that are compared at once.
    package static let limit = 12

    /// A parameter or tag of all runs; nil where a run has none.
    package struct Texts: Hashable, Sendable {
        package let key: TrackingKey
        package let values: [String?]
        package let differs: Bool

        package init(key: TrackingKey, values: [String?], differs: Bool) {
            self.key = key
            self.values = values
            self.differs = differs
        }
    }

    /// The newest value of a metric of all runs; nil where a run has none.
    package struct Numbers: Hashable, Sendable {
        package let key: TrackingKey
        package let values: [Double?]
        package let differs: Bool

        /// How much a run's value is above that of the first one; nil where one is missing, or is
        /// no finite number.
        package func change(of run: Int) -> Double? {
            guard run > 0, let value = values[run], let first = values.first ?? nil,
                value.isFinite, first.isFinite
            else { return nil }
            return value - first
        }
    }

    package let runs: [TrackedRunSnapshot]
    /// Those that differ first, each part by key.
    package let parameters: [Texts]
    package let metrics: [Numbers]
    /// Without those that clients and engines note of themselves.
    package let tags: [Texts]

    package init(_ runs: [TrackedRunSnapshot]) {
        self.runs = runs
        parameters = Self.texts(runs.map(\.run.parameters.entries))
        tags = Self.texts(runs.map(\.run.ownTags))
        let values = runs.map { run in
            Dictionary(run.metrics.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        }
        metrics = Self.ordered(
            Set(values.flatMap(\.keys)).sorted().map { key in
                let numbers = values.map { $0[key] }
                let bits = Set(numbers.map { $0?.bitPattern })
                return Numbers(key: key, values: numbers, differs: bits.count > 1)
            },
            \.differs
        )
    }

    private static func texts(_ entries: [[KeyedTexts.Entry]]) -> [Texts] {
        let texts = entries.map(KeyedTexts.init)
        return ordered(
            Set(entries.joined().map(\.key)).sorted().map { key in
                let values = texts.map { $0[key] }
                let bytes = Set(values.map { $0.map { Array($0.utf8) } })
                return Texts(key: key, values: values, differs: bytes.count > 1)
            },
            \.differs
        )
    }

    private static func ordered<Row>(_ rows: [Row], _ differs: (Row) -> Bool) -> [Row] {
        rows.filter(differs) + rows.filter { !differs($0) }
    }
}

extension TrackedRunQuery {
    /// Runs by their ids, deleted ones too, in the order of their starts.
    package static func runs(_ ids: [TrackedRunID]) -> TrackedRunQuery {
        // Ids are hexadecimal digits; what is not is nobody's id.
        let known = ids.map(\.text).filter { $0.utf8.allSatisfy(\.isIDPart) }
        let list = known.map { "'\($0)'" }.joined(separator: ", ")
        return TrackedRunQuery(
            view: .all,
            filter: "attributes.run_id IN (\(list.isEmpty ? "''" : list))",
            limit: ids.count
        )
    }

    /// The run before another one: of the same stage of its pipeline where an attempt made it, else
    /// of the same experiment.
    package static func before(_ run: TrackedRun) -> TrackedRunQuery {
        var clauses = [
            "attributes.start_time <= \(run.startedAt)", "attributes.run_id != '\(run.id)'",
        ]
        if let attempt = run.attempt {
            let stage = quoted(attempt.stage.text)
            let pipeline = quoted(attempt.run.pipeline.text + "/%")
            if let stage, let pipeline {
                clauses += [
                    "tags.`pitwall.stage` = \(stage)", "tags.`pitwall.run` LIKE \(pipeline)",
                ]
            }
        }
        return TrackedRunQuery(
            experiments: [run.experiment],
            filter: clauses.joined(separator: " AND "),
            limit: 1
        )
    }

    /// The filter for what a stage's attempts logged; nil where a name cannot be quoted.
    package static func filter(of stage: StageName, in pipeline: PipelineName) -> String? {
        guard let stage = quoted(stage.text), let run = quoted(pipeline.text + "/%") else {
            return nil
        }
        return "tags.`pitwall.stage` = \(stage) AND tags.`pitwall.run` LIKE \(run)"
    }

    /// A text in the quotes that it has not; nil where it has both.
    package static func quoted(_ text: String) -> String? {
        if !text.utf8.contains(UInt8(ascii: "'")) { return "'\(text)'" }
        return text.utf8.contains(UInt8(ascii: "\"")) ? nil : "\"\(text)\""
    }
}

extension UInt8 {
    fileprivate var isIDPart: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
