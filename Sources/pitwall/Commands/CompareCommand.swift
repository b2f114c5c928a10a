import ArgumentParser
import Domain
import Plotting
import Terminal

/// `pitwall compare`: tracked runs side by side.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Put tracked runs side by side: what differs, and by how much."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .long, help: "Show also what is the same in all of them.")
    var all = false

    @Argument(
        help: "Names of runs, or how their ids begin; one alone is put beside that before it."
    )
    var runs: [String]

    func validate() throws {
        guard runs.count <= RunComparison.limit else {
            throw ValidationError("At most \(RunComparison.limit) runs are compared.")
        }
    }

    func run() throws {
        let session = try ProjectSession(target)
        var found = try runs.map { try session.trackedRun($0) }
        if found.count == 1 {
            let query = TrackedRunQuery.before(found[0].run)
            guard let before = try session.reading.trackedRuns(query).first else {
                throw Refusal(
                    .unknownRun,
                    "There is no run before '\(found[0].run.name)'. Name another one to compare."
                )
            }
            found.insert(before, at: 0)
        }
        let comparison = RunComparison(found)
        if output.json { return try Output.json(ComparisonReport(comparison)) }
        ComparisonText(comparison, showsAll: all).lines.forEach { Output.line($0) }
    }
}

extension ProjectSession {
    /// The tracked run of a name, or whose id begins so; a deleted one only where no other is so.
    func trackedRun(_ text: String) throws -> TrackedRunSnapshot {
        func runs(_ clause: String) throws -> [TrackedRunSnapshot] {
            let found = try reading.trackedRuns(
                TrackedRunQuery(view: .all, filter: clause, limit: 50)
            )
            let present = found.filter { !$0.isDeleted }
            return present.isEmpty ? found : present
        }
        var found: [TrackedRunSnapshot] = []
        if text.utf8.count >= 4, text.allSatisfy({ $0.isHexDigit && $0.isASCII }) {
            found = try runs("attributes.run_id LIKE '\(text.lowercased())%'")
        }
        if found.isEmpty, let name = TrackedRunQuery.quoted(text) {
            found = try runs("attributes.run_name = \(name)")
        }
        guard let first = found.first else {
            throw Refusal(
                .unknownRun,
                "There is no tracked run '\(text)'. 'pitwall runs' lists them."
            )
        }
        guard found.count == 1 else {
            let ids = found.prefix(5).map(\.run.id.short).joined(separator: ", ")
            let more = found.count > 5 ? " and more" : ""
            throw Refusal(
                .badInput,
                "There are several runs '\(text)': \(ids)\(more). Name one by its id."
            )
        }
        return first
    }
}

/// A comparison as `--json` prints it; values stand in the order of the runs.
private struct ComparisonReport: Encodable {
    struct Texts: Encodable {
        let key: String
        let values: [String?]
        let differs: Bool

        init(_ texts: RunComparison.Texts) {
            (key, values, differs) = (texts.key.text, texts.values, texts.differs)
        }
    }

    struct Numbers: Encodable {
        let key: String
        /// Null where a run has none, or JSON no number for it.
        let values: [Double?]
        /// Against the first run.
        let changes: [Double?]
        let differs: Bool

        init(_ numbers: RunComparison.Numbers) {
            key = numbers.key.text
            values = numbers.values.map { $0.flatMap { $0.isFinite ? $0 : nil } }
            changes = numbers.values.indices.map { numbers.change(of: $0) }
            differs = numbers.differs
        }
    }

    let runs: [TrackedRunReport]
    /// Null for a run that is not over.
    let seconds: [Double?]
    let metrics: [Numbers]
    let parameters: [Texts]
    let tags: [Texts]

    init(_ comparison: RunComparison) {
        runs = comparison.runs.map(TrackedRunReport.init)
        seconds = comparison.runs.map(\.run.seconds)
        metrics = comparison.metrics.map(Numbers.init)
        parameters = comparison.parameters.map(Texts.init)
        tags = comparison.tags.map(Texts.init)
    }
}

/// A comparison as lines for people.
private struct ComparisonText {
    /// The cells of a value that are shown.
    private static let widest = 40

    private var rows: [[SafeText]] = []

    init(_ comparison: RunComparison, showsAll: Bool) {
        let runs = comparison.runs
        add("", runs.map(\.run.name))
        add("id", runs.map(\.run.id.short))
        add("status", runs.map(\.run.status.rawValue))
        add("seconds", runs.map { $0.run.seconds.map { NumberAxis.value($0).string } ?? "–" })
        rows.append([])
        for numbers in comparison.metrics where showsAll || numbers.differs {
            add(
                numbers.key.text,
                numbers.values.enumerated().map { place, value in
                    let words = value.map { NumberAxis.value($0).string } ?? "–"
                    guard let change = numbers.change(of: place), change != 0 else { return words }
                    return "\(words)  \(change > 0 ? "+" : "")\(NumberAxis.value(change))"
                }
            )
        }
        for part in [comparison.parameters, comparison.tags] {
            let shown = part.filter { showsAll || $0.differs }
            if !shown.isEmpty { rows.append([]) }
            for texts in shown { add(texts.key.text, texts.values.map { $0 ?? "–" }) }
        }
    }

    private mutating func add(_ label: String, _ values: [String]) {
        rows.append(
            ([label] + values).map { SafeText(untrusted: $0).truncated(to: Self.widest, .middle) }
        )
    }

    var lines: [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.compactMap { column < $0.count ? $0[column].width : nil }.max() ?? 0
        }
        return rows.map { row in
            zip(row, widths).map { $0.padded(to: $1).string }.joined(separator: "  ")
                .trimmingTrailingSpaces
        }
    }
}

extension TrackedRun {
    /// How long it took; nil as long as it is not over.
    fileprivate var seconds: Double? { endedAt.map { Double(max(0, $0 - startedAt)) / 1_000 } }
}
