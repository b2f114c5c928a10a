/// An event as people read it.
package struct EventWords: Hashable, Sendable {
    /// How much of the story an event is.
    package enum Weight: Hashable, Sendable {
        /// What somebody did, or how something ended.
        case main
        /// A phase on the way.
        case detail
    }

    package let status: Status?
    /// What it is about: `penguins/4 train`.
    package let subject: String
    /// What happened, without a period: `failed with exit status 1`.
    package let text: String
    package let weight: Weight

    init(_ status: Status?, _ subject: String, _ text: String, _ weight: Weight = .main) {
        self.status = status
        self.subject = subject
        self.text = text
        self.weight = weight
    }
}

extension Event {
    /// The event in words for the activity screen and the command line.
    package var words: EventWords {
        switch self {
        case .runOpened(let opened):
            EventWords(.running, "\(opened.run)", "run opened")
        case .runEnded(let run, let status):
            EventWords(status, "\(run)", status == .done ? "run done" : "run closed")
        case .stagesRequested(let request):
            EventWords(.queued, "\(request.run)", request.words)
        case .stagesBlocked(let run, let stages, let cause):
            EventWords(
                .planned,
                "\(run)",
                "\(stages.joined) not started: '\(cause.short)' did not end well"
            )
        case .stageHeld(let run, let stage):
            EventWords(.paused, "\(run) \(stage.short)", "stopped at a breakpoint")
        case .stageReleased(let run, let stage):
            EventWords(.queued, "\(run) \(stage.short)", "continued from the breakpoint")
        case .cancelRequested(let run, let stage):
            EventWords(.cancelled, "\(run) \(stage.short)", "cancel asked for")
        case .stageEnded(let ended):
            EventWords(
                ended.outcome.status,
                "\(ended.run) \(ended.stage.short)",
                ended.outcome.words(ended.check)
            )
        case .skipUndone(let run, let stage):
            EventWords(.planned, "\(run) \(stage.short)", "not skipped any more")
        case .stageChecking, .stageSaving, .attemptStarting, .attemptStarted, .attemptEnded,
            .retryPlanned:
            detailWords
        case .tracking(let event): event.words
        case .registry(let event): event.words
        case .promotion(let event): event.words
        case .breakpointSet, .breakpointCleared, .fileEdited, .editUndone, .commented,
            .engineStarted, .engineStopped:
            plainWords
        }
    }

    private var detailWords: EventWords {
        switch self {
        case .stageChecking(let run, let stage):
            EventWords(.running, "\(run) \(stage.short)", "looking at inputs and outputs", .detail)
        case .stageSaving(let run, let stage, _, let note):
            EventWords(
                .running,
                "\(run) \(stage.short)",
                note == nil ? "taking outputs" : "taking outputs made by hand",
                .detail
            )
        case .attemptStarting(let starting):
            EventWords(
                .running,
                "\(starting.attempt.run) \(starting.attempt.stage.short)",
                "attempt \(starting.attempt.number) starts"
                    + (starting.check.verdict.why.map { ": \($0)" } ?? "")
            )
        case .attemptStarted(let attempt, let process):
            EventWords(
                .running,
                "\(attempt.run) \(attempt.stage.short)",
                "runs as process \(process.pid)",
                .detail
            )
        case .attemptEnded(let attempt, let report):
            EventWords(
                report.status.isSuccess ? .done : .failed,
                "\(attempt.run) \(attempt.stage.short)",
                "attempt \(attempt.number) ended: \(report.status)"
                    + (report.lostOutput.map { "; \($0)" } ?? ""),
                .detail
            )
        case .retryPlanned(let attempt, _):
            EventWords(
                .queued,
                "\(attempt.run) \(attempt.stage.short)",
                "attempt \(attempt.number) came to nothing; another follows"
            )
        default: preconditionFailure("Not a detail: \(self).")
        }
    }

    private var plainWords: EventWords {
        switch self {
        case .breakpointSet(let pipeline, let stage):
            EventWords(.paused, "\(pipeline) \(stage.short)", "breakpoint set")
        case .breakpointCleared(let pipeline, let stage):
            EventWords(nil, "\(pipeline) \(stage.short)", "breakpoint cleared")
        case .fileEdited(_, let edit):
            EventWords(
                nil,
                edit.path.text,
                "edited" + (edit.changes.isEmpty ? "" : ": " + edit.changes.joined(separator: ", "))
            )
        case .editUndone(_, let path):
            EventWords(nil, path.text, "edit undone")
        case .commented(let run, let stage, let text):
            EventWords(nil, "\(run)" + (stage.map { " \($0.short)" } ?? ""), "“\(text)”")
        case .engineStarted(let identity):
            EventWords(nil, "engine", "started on \(identity.host) as process \(identity.pid)")
        case .engineStopped(let reason):
            EventWords(nil, "engine", "ended: \(reason)")
        default: preconditionFailure("Not a plain event: \(self).")
        }
    }
}

extension StagesRequested {
    fileprivate var words: String {
        let verb = options.isStep ? "step" : options.force ? "run again" : "run"
        return "\(verb) \(stages.joined)"
    }
}

extension [StageName] {
    /// The names for a sentence, at most four of them.
    var joined: String {
        let labels = StageLabels(prefix(4))
        let shown = prefix(4).map { labels[$0] }.joined(separator: ", ")
        return count > 4 ? "\(shown) and \(count - 4) more" : shown
    }
}

extension StageOutcome {
    package var status: Status {
        switch self {
        case .done, .doneByHand: .done
        case .unchanged, .restored: .unchanged
        case .skipped: .skipped
        case .failed: .failed
        case .cancelled: .cancelled
        }
    }

    /// The outcome for people, without a period.
    func words(_ check: StageCheck?) -> String {
        switch self {
        case .done: "done"
        case .doneByHand(let note): note.isEmpty ? "done by hand" : "done by hand: “\(note)”"
        case .unchanged: "unchanged"
        case .restored: "outputs brought back from the cache"
        case .skipped(let reason): reason.isEmpty ? "skipped" : "skipped: “\(reason)”"
        case .failed(let failure):
            failure.text.hasSuffix(".") ? String(failure.text.dropLast()) : failure.text
        case .cancelled: "cancelled"
        }
    }
}

extension Verdict {
    /// The first reason, and how many more there are; nil where nothing differs.
    package var why: String? {
        switch self {
        case .runs(let changes), .frozen(let changes):
            guard let first = changes.first else { return nil }
            return changes.count == 1 ? first.words : "\(first.words), + \(changes.count - 1) more"
        case .follows(let stages): return "after \(stages.joined)"
        case .blocked(let problems): return problems.first
        case .restores(let paths): return "\(paths.joined(separator: ", ")) from the cache"
        case .unchanged: return nil
        }
    }
}

extension Change {
    /// The change on one line: `rate 0.1 → 0.05`, `data.csv 5b1e → 77c0`.
    package var words: String {
        switch subject {
        case .command: return "the command changed"
        case .neverRun: return "never done before"
        case .always: return "always runs"
        case .forced: return "asked for"
        case .dependency, .parameter, .output: break
        }
        let name = subject == .parameter ? parameterWords : name
        let core =
            switch kind {
            case .new: new.map { "\(name) is new: \($0)" } ?? "\(name) is new"
            case .deleted: "\(name) is gone"
            case .notInCache: "\(name) is not in the cache"
            case .modified:
                if let old, let new { "\(name) \(old) → \(new)" } else { "\(name) changed" }
            }
        return detail.map { "\(core), \($0)" } ?? core
    }

    /// The key, and the file where it is not the usual one.
    private var parameterWords: String {
        let usual = "params.yaml:"
        return name.hasPrefix(usual) ? String(name.dropFirst(usual.count)) : name
    }
}
