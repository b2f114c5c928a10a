import Domain
import Foundation
import Terminal

/// What one person tells the next: what waits, what runs, what failed, what was decided and said.
struct HandoverReport: Encodable {
    /// A stage, or a run as a whole, and how it stands.
    struct Item: Encodable {
        let run: String
        let stage: String?
        let state: Status
        let text: String
        let since: Date?
        /// The number of the attempt whose log tells more.
        let attempt: Int?
    }

    /// A failure since the time, and when the stage came to a good end after it.
    struct Failure: Encodable {
        let at: Date
        let run: String
        let stage: String
        let text: String
        let mendedAt: Date?
    }

    /// What a person decided or said.
    struct Word: Encodable {
        let at: Date
        let who: String
        let subject: String
        let text: String
    }

    let project: String
    let root: String
    let since: Date
    let until: Date
    let mistakes: [String]
    let waits: [Item]
    let runs: [Item]
    let failed: [Failure]
    let decided: [Word]
    /// Comments.
    let said: [Word]
    /// Where logs and events lie, where they were asked for.
    var bundle: String?

    /// Of a project as it stands, with the entries since a time, oldest first.
    init(_ snapshot: ProjectSnapshot, _ entries: [JournalEntry], since: Date, until: Date) {
        project = snapshot.name
        root = snapshot.root
        self.since = since
        self.until = until
        let trouble = snapshot.trouble.map { "\($0.title) (\($0.reason))." }
        mistakes =
            [trouble].compactMap(\.self) + snapshot.mistakes + snapshot.lockMistakes
            + snapshot.pipelines.flatMap(\.mistakes)
        let open = snapshot.pipelines.compactMap(\.newestRun?.run).filter { $0.end == nil }
        waits = open.flatMap(Self.waiting)
        runs = open.flatMap(Self.running)
        failed = Self.failures(entries)
        decided = Decision.all(in: entries).map { decision in
            Word(
                at: decision.at,
                who: decision.who.description,
                subject: decision.subject,
                text: decision.text
            )
        }
        said = entries.compactMap { entry in
            guard case .commented = entry.event else { return nil }
            let words = entry.event.words
            return Word(
                at: entry.at,
                who: entry.actor.description,
                subject: words.subject,
                text: words.text
            )
        }
    }

    private static func waiting(in run: Run) -> [Item] {
        let stopped = run.stages.filter { $0.isFailed || $0.phase == .held }
        let items = stopped.map { stage in
            item(stage, of: run, stage.endedWords, since: stage.endedAt)
        }
        guard items.isEmpty, !run.isActive, let next = run.nextSteps.first,
            let stage = run.stage(next)
        else { return items }
        let words = "the next step; \(run.settledCount) of \(run.stages.count) stages are done"
        let last = run.stages.compactMap(\.endedAt).max() ?? run.openedAt
        return [item(stage, of: run, words, since: last, state: .yourStep)]
    }

    private static func running(in run: Run) -> [Item] {
        run.stages.filter { $0.isActive && $0.phase != .held }.map { stage in
            let usual = stage.status == .running ? "running" : "asked for, not begun"
            let words = stage.wait?.words ?? usual
            return item(stage, of: run, words, since: stage.attempts.last?.startedAt)
        }
    }

    private static func item(
        _ stage: StageRun,
        of run: Run,
        _ words: String,
        since: Date?,
        state: Status? = nil
    ) -> Item {
        Item(
            run: run.id.description,
            stage: stage.stage.text,
            state: state ?? stage.status,
            text: words,
            since: since,
            attempt: stage.attempts.last?.number
        )
    }

    private static func failures(_ entries: [JournalEntry]) -> [Failure] {
        struct Key: Hashable {
            let pipeline: PipelineName
            let stage: StageName
        }
        var mended: [Key: Date] = [:]
        var failures: [Failure] = []
        for entry in entries.reversed() {
            guard case .stageEnded(let ended) = entry.event else { continue }
            let key = Key(pipeline: ended.run.pipeline, stage: ended.stage)
            switch ended.outcome {
            case .failed:
                failures.append(
                    Failure(
                        at: entry.at,
                        run: ended.run.description,
                        stage: ended.stage.text,
                        text: entry.event.words.text,
                        mendedAt: mended[key]
                    )
                )
            case .cancelled, .skipped: break
            case .done, .doneByHand, .unchanged, .restored: mended[key] = entry.at
            }
        }
        return failures.reversed()
    }
}

extension StageRun {
    /// Why it waits.
    fileprivate var endedWords: String {
        if phase == .held { return "stopped at a breakpoint" }
        guard case .ended(.failed(let failure)) = phase else { return "failed" }
        return failure.text.hasSuffix(".") ? String(failure.text.dropLast()) : failure.text
    }
}

// MARK: - Markdown

extension HandoverReport {
    /// The report as a page that people read and paste.
    func markdown(_ zone: TimeZone, by user: String) -> String {
        let clock = { (date: Date) in date.minuteWords(zone) }
        var lines = [
            "# Handover of \(Markdown.text(project))", "",
            "From \(clock(since)) to \(clock(until)), written by \(Markdown.text(user)).",
        ]
        if !mistakes.isEmpty {
            lines += ["", "## Mistakes", ""] + mistakes.map { "- \(Markdown.text($0))" }
        }
        lines += section("Waits for a person", waits.map { item($0, clock) })
        lines += section("Runs", runs.map { item($0, clock) })
        lines += section(
            "Failed since then",
            failed.map { failure in
                let end = failure.mendedAt.map { "well again at \(clock($0))" } ?? "not mended"
                let name = Markdown.text("\(failure.run) \(failure.stage)")
                return "- \(clock(failure.at)) **\(name)** \(Markdown.text(failure.text)); \(end)"
            }
        )
        lines += section("Decided since then", decided.map { word($0, clock) })
        lines += section("Said since then", said.map { word($0, clock) })
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        ["", "## \(title)", ""] + (lines.isEmpty ? ["Nothing."] : lines)
    }

    private func word(_ word: Word, _ clock: (Date) -> String) -> String {
        "- \(clock(word.at)) \(Markdown.text(word.who)): "
            + "**\(Markdown.text(word.subject))** \(Markdown.text(word.text))"
    }

    private func item(_ item: Item, _ clock: (Date) -> String) -> String {
        let name = [item.run, item.stage].compactMap(\.self).joined(separator: " ")
        let since = item.since.map { ", since \(clock($0))" } ?? ""
        return
            "- \(item.state.glyph) **\(Markdown.text(name))** \(Markdown.text(item.text))\(since)"
    }
}

/// Text from outside on a page of Markdown.
enum Markdown {
    /// The text with everything that could mean something there taken literally, on one line.
    static func text(_ text: String) -> String {
        var result = ""
        for character in SafeText(untrusted: text).string {
            if "\\`*_{}[]<>#|!&~".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
