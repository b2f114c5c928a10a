import Domain
import Foundation
import Logs
import Terminal

/// All that an entry of the journal says: who did what, when, with which inputs and outputs.
struct ActivityDetails {
    /// Digits of a hash that are shown.
    private static let hashDigits = 12
    /// Entries looked through for the start of what ended.
    private static let lookBack = 2_000

    private let entry: ActivityEntry
    private let model: Model

    init(_ entry: ActivityEntry, _ model: Model) {
        self.entry = entry
        self.model = model
    }

    func lines(width: Int) -> [StyledText] { KeyValueList(entries).lines(width: width) }

    private var entries: [KeyValueList.Entry] {
        let time = LocalTime(entry.entry.at, in: model.settings.timeZone)
        var what = StyledText()
        if let status = entry.words.status { what = status.mark + StyledText(" ") }
        what.append(SafeText(untrusted: entry.words.subject + "  "), .adding(.bold))
        what.append(SafeText(untrusted: entry.words.text))
        let when = "\(time.weekdayName) \(time.dateText) \(time.secondText)"
        let place = "  entry \(Int(entry.entry.position.number).grouped)"
        return [
            .init("what", what),
            .init("who", who),
            .init("when", StyledText(untrusted: when) + StyledText(untrusted: place, .faint)),
        ] + own.filter { !$0.values.isEmpty }
    }

    /// Who did it; of what Pitwall did by itself, who asked for it and when.
    private var who: StyledText {
        let actor = entry.entry.actor
        let who = StyledText(untrusted: actor.description)
        let subject = EventSubject(entry.entry.event)
        guard actor == .engine, let run = subject.run else { return who }
        for earlier in before where EventSubject(earlier.entry.event).run == run {
            guard case .stagesRequested(let request) = earlier.entry.event else { continue }
            guard subject.stage.map(request.stages.contains) ?? true else { continue }
            let time = LocalTime(earlier.entry.at, in: model.settings.timeZone).minuteText
            return who + StyledText(untrusted: ", asked by \(earlier.entry.actor) at \(time)")
        }
        return who
    }

    /// Entries older than this one, newest first.
    private var before: some Sequence<ActivityEntry> {
        Self.entries(before: entry.entry.position, in: model)
    }

    private static func entries(
        before position: Position,
        in model: Model
    ) -> some Sequence<ActivityEntry> {
        model.activity.entries.lazy
            .drop { $0.entry.position >= position }
            .prefix(lookBack)
    }

    /// What only this kind of entry says.
    private var own: [KeyValueList.Entry] {
        switch entry.entry.event {
        case .runOpened(let opened): Self.of(opened)
        case .stagesRequested(let request): Self.of(request)
        case .stagesBlocked(_, let stages, _): [.init("stages", lines: Self.lines(stages))]
        case .attemptStarting(let starting): Self.of(starting) + command(starting.attempt)
        case .attemptEnded(let attempt, let report):
            Self.of(report) + inputs(of: attempt.run, attempt.stage)
        case .retryPlanned(_, let at):
            [.init("next try", Self.text(LocalTime(at, in: model.settings.timeZone).secondText))]
        case .stageSaving(_, _, let check, let note):
            (note.map { [.init("note", Self.text($0))] } ?? []) + Self.of(check)
        case .stageEnded(let ended): of(ended)
        case .fileEdited(_, let edit): Self.of(edit)
        case .commented(_, _, let text):
            [.init("comment", lines: SafeText.lines(untrusted: text).map { StyledText($0) })]
        case .engineStarted(let identity): [.init("version", Self.text(identity.version))]
        case .tracking(let event): Self.of(event)
        case .registry(let event): Self.of(event)
        case .promotion(let event): Self.of(event)
        case .runEnded, .stageChecking, .stageHeld, .stageReleased, .attemptStarted,
            .cancelRequested, .skipUndone, .breakpointSet, .breakpointCleared, .editUndone,
            .engineStopped:
            []
        }
    }

    /// The last start of a stage's attempt before an entry of the journal.
    static func start(
        of run: RunID,
        _ stage: StageName,
        before position: Position,
        in model: Model
    ) -> AttemptStarting? {
        for earlier in entries(before: position, in: model) {
            if case .attemptStarting(let starting) = earlier.entry.event,
                starting.attempt.run == run, starting.attempt.stage == stage
            {
                return starting
            }
        }
        return nil
    }
}

// MARK: - Kinds

extension ActivityDetails {
    private static func of(_ event: TrackingEvent) -> [KeyValueList.Entry] {
        let id = event.run.map { [KeyValueList.Entry("run", text($0.text))] } ?? []
        switch event {
        case .runCreated(let creation): return id + of(creation.tags)
        case .runAnnotated(_, let parameters, let tags): return id + of(parameters) + of(tags)
        case .experimentCreated(_, _, let tags): return of(tags)
        default: return id
        }
    }

    private static func of(_ event: RegistryEvent) -> [KeyValueList.Entry] {
        let model = KeyValueList.Entry("model", text(event.model.text))
        switch event {
        case .versionCreated(let creation):
            let run = creation.run.map { [KeyValueList.Entry("run", text($0.text))] } ?? []
            return [model, .init("source", text(creation.source))] + run + of(creation.tags)
        case .modelDescribed(_, let words), .versionDescribed(_, let words):
            let lines = SafeText.lines(untrusted: words).map { StyledText($0) }
            return [model, .init("text", lines: lines)]
        case .modelCreated(_, _, let tags): return [model] + of(tags)
        default: return [model]
        }
    }

    private static func of(_ event: PromotionEvent) -> [KeyValueList.Entry] {
        guard case .requested(let request) = event else { return [] }
        return [
            .init("reason", text(request.reason)),
            .init("evidence", text(request.evidence.hash)),
        ]
    }

    private static func of(_ entries: [KeyedTexts.Entry]) -> [KeyValueList.Entry] {
        entries.map { .init(SafeText(untrusted: $0.key.text), text($0.value)) }
    }

    private static func of(_ opened: RunOpened) -> [KeyValueList.Entry] {
        let level = opened.definition.level
        return [
            .init("defined in", text(opened.definition.file.text)),
            .init("level", text("\(level.rawValue) \(level.words)")),
            .init("commit", lines: opened.commit.map { [text($0)] } ?? []),
            .init("stages", lines: lines(opened.definition.stages.map(\.name))),
        ]
    }

    private static func of(_ request: StagesRequested) -> [KeyValueList.Entry] {
        var words: [String] = []
        if request.options.isStep { words.append("one step") }
        if request.options.force { words.append("also what is unchanged") }
        if request.options.mayLose { words.append("may replace files changed by hand") }
        if request.options.keepGoing { words.append("goes on after a failure") }
        return [
            .init("stages", lines: lines(request.stages)),
            .init("planned again", lines: lines(request.reset)),
            .init("how", lines: words.isEmpty ? [] : [text(words.joined(separator: ", "))]),
        ]
    }

    private static func of(_ starting: AttemptStarting) -> [KeyValueList.Entry] {
        let terminal = starting.leasedTo.map { [text("the terminal of \($0)")] } ?? []
        return of(starting.check) + [.init("runs in", lines: terminal)]
    }

    private static func of(_ check: StageCheck?) -> [KeyValueList.Entry] {
        guard let check else { return [] }
        return [
            .init("why", lines: reasons(check.verdict)),
            .init("inputs", lines: lines(check.inputs)),
            .init("parameters", lines: lines(check.parameters)),
            .init("replaces", lines: check.replacements.map(line)),
        ]
    }

    private static func of(_ report: ExitReport) -> [KeyValueList.Entry] {
        let took = Duration.seconds(report.endedAt.timeIntervalSince(report.startedAt))
        let processor = Duration.seconds(report.userSeconds + report.systemSeconds)
        var notes: [StyledText] = []
        if report.isOutOfMemory {
            notes.append(StyledText("A process was killed, out of memory.", Style(.failed)))
        }
        if let lost = report.lostOutput {
            notes.append(StyledText(untrusted: "\(lost).", Style(.warning)))
        }
        if !report.escaped.isEmpty {
            let names = report.escaped.joined(separator: ", ")
            notes.append(StyledText(untrusted: "Still runs outside: \(names).", Style(.warning)))
        }
        let peak = ByteText.of(Int(report.peakBytes))
        return [
            .init("ended", text("\(report.status)")),
            .init("took", text("\(took.words), \(processor.words) of processor time")),
            .init("memory", lines: report.peakBytes > 0 ? [text("\(peak) at the most")] : []),
            .init("note", lines: notes),
        ]
    }

    private func of(_ ended: StageEnded) -> [KeyValueList.Entry] {
        let check = ended.check.map { Self.of($0) }
        return [.init("outputs", lines: Self.lines(ended.outputs))]
            + (check ?? inputs(of: ended.run, ended.stage))
    }

    private static func of(_ edit: FileEdit) -> [KeyValueList.Entry] {
        let before = ByteText.of(edit.before.utf8.count)
        let after = ByteText.of(edit.after.utf8.count)
        return [
            .init("changes", lines: edit.changes.map { text($0) }),
            .init("size", text("\(before) → \(after)")),
        ]
    }

    /// The inputs with which the attempt began.
    private func inputs(of run: RunID, _ stage: StageName) -> [KeyValueList.Entry] {
        let start = Self.start(of: run, stage, before: entry.entry.position, in: model)
        return start.map { Self.of($0.check) } ?? []
    }

    private func command(_ attempt: AttemptID) -> [KeyValueList.Entry] {
        let run = model.pipeline(attempt.run.pipeline)?.newestRun?.run
        guard let run, run.id == attempt.run,
            let definition = run.definition.stage(attempt.stage)?.definition
        else { return [] }
        let lines = definition.command.scripts.map { Self.text($0) }
        return [.init("command", lines: lines)]
    }
}

// MARK: - Words

extension ActivityDetails {
    private static func text(_ text: String) -> StyledText { StyledText(untrusted: text) }

    private static func lines(_ stages: [StageName]) -> [StyledText] {
        stages.isEmpty ? [] : [text(stages.map(\.text).joined(separator: ", "))]
    }

    private static func reasons(_ verdict: Verdict) -> [StyledText] {
        switch verdict {
        case .runs(let changes), .frozen(let changes): changes.map { text($0.words) }
        case .blocked(let problems): problems.map { text($0) }
        case .follows, .restores: verdict.why.map { [text($0)] } ?? []
        case .unchanged: [text("nothing differs from last time")]
        }
    }

    private static func lines(_ files: [FileFact]) -> [StyledText] {
        let names = files.map { SafeText(untrusted: $0.path) }
        let width = min(40, names.map(\.width).max() ?? 0)
        return zip(files, names).map { file, name in
            var line = StyledText(name.width > width ? name : name.padded(to: width))
            guard let hash = file.hash else {
                line.append("  missing", Style(.warning))
                return line
            }
            line.append("  " + short(hash), .muted)
            if let size = file.size { line.append("  " + bytes(size), .muted) }
            if let count = file.fileCount {
                line.append(count == 1 ? "  1 file" : "  \(count.grouped) files", .muted)
            }
            return line
        }
    }

    private static func short(_ hash: String) -> SafeText {
        let mark = hash.hasSuffix(".dir") ? ".dir" : ""
        return SafeText(untrusted: hash.prefix(hashDigits) + mark)
    }

    private static func bytes(_ count: Int64) -> SafeText {
        SafeText(untrusted: ByteText.of(Int(count)))
    }

    private static func lines(_ parameters: [ParameterFact]) -> [StyledText] {
        parameters.map { parameter in
            let key = parameter.key.isEmpty ? parameter.file : "\(parameter.file):\(parameter.key)"
            guard let value = parameter.value else {
                return text(key) + StyledText("  missing", Style(.warning))
            }
            return text(key) + StyledText(" = ", .muted) + text(value)
        }
    }

    private static func line(_ replacement: Replacement) -> StyledText {
        let fate: SafeText =
            switch replacement.fate {
            case .comesBack: "its content can come back"
            case .lost: "its content is nowhere else"
            case .kept: "it is kept and written into"
            }
        return text(replacement.path) + StyledText("  " + fate, .muted)
    }
}
