package import Foundation

/// What a person decided, as opposed to what they merely had done.
package struct Decision: Hashable, Sendable {
    package let at: Date
    package let who: Actor
    package let subject: String
    /// Without a period: `skipped: “seen it last week”`.
    package let text: String

    /// The decisions among a journal's entries, which come oldest first.
    ///
    /// Stages that a person asks for one after the other are work, not decisions; asked for with
    /// leave to lose what was changed by hand, or although they are unchanged, they are. What one
    /// command cancelled is one decision.
    package static func all(in entries: [JournalEntry]) -> [Decision] {
        var handmade: [Handmade: Actor] = [:]
        var decisions: [Decision] = []
        var cancelled: (run: RunID, who: Actor, at: Date, stages: [StageName])?
        func close() {
            guard let all = cancelled else { return }
            cancelled = nil
            decisions.append(
                Decision(
                    at: all.at,
                    who: all.who,
                    subject: "\(all.run)",
                    text: "cancelled \(all.stages.joined)"
                )
            )
        }
        for entry in entries {
            if let (run, stage) = entry.cancels {
                if let all = cancelled, all.run == run, all.who == entry.actor, all.at == entry.at {
                    cancelled?.stages.append(stage)
                } else {
                    close()
                    cancelled = (run, entry.actor, entry.at, [stage])
                }
                continue
            }
            close()
            if let work = entry.event.handmade { handmade[work] = entry.actor }
            let doer = entry.event.doneByHand.flatMap { handmade[$0] } ?? entry.actor
            guard case .person = doer, let text = entry.event.decision else { continue }
            let subject = entry.event.words.subject
            decisions.append(Decision(at: entry.at, who: doer, subject: subject, text: text))
        }
        close()
        return decisions
    }
}

/// A stage whose work a person says is done; its outputs are taken later, by the engine.
private struct Handmade: Hashable {
    let run: RunID
    let stage: StageName
}

extension JournalEntry {
    /// The stage that a person ended before its end.
    fileprivate var cancels: (RunID, StageName)? {
        guard case .person = actor else { return nil }
        switch event {
        case .cancelRequested(let run, let stage): return (run, stage)
        case .stageEnded(let ended) where ended.outcome == .cancelled:
            return (ended.run, ended.stage)
        default: return nil
        }
    }
}

extension Event {
    fileprivate var handmade: Handmade? {
        guard case .stageSaving(let run, let stage, _, .some) = self else { return nil }
        return Handmade(run: run, stage: stage)
    }

    fileprivate var doneByHand: Handmade? {
        guard case .stageEnded(let ended) = self, case .doneByHand = ended.outcome else {
            return nil
        }
        return Handmade(run: ended.run, stage: ended.stage)
    }

    /// What was decided, if a person did it; nil for work that was asked for and its phases.
    fileprivate var decision: String? {
        switch self {
        case .stageEnded(let ended):
            switch ended.outcome {
            case .skipped, .doneByHand: return words.text
            case .done, .unchanged, .restored, .failed, .cancelled: return nil
            }
        case .stagesRequested(let request):
            if request.options.mayLose {
                return words.text + ", whatever is lost that was changed by hand"
            }
            return request.options.force ? words.text + ", although unchanged" : nil
        case .runEnded(_, let status): return status == .done ? nil : words.text
        case .promotion: return words.text
        case .stageReleased, .skipUndone, .breakpointSet, .breakpointCleared, .fileEdited,
            .editUndone:
            return words.text
        case .runOpened, .stagesBlocked, .stageChecking, .stageHeld, .attemptStarting,
            .attemptStarted, .attemptEnded, .retryPlanned, .stageSaving, .cancelRequested,
            .commented, .tracking, .registry, .engineStarted, .engineStopped:
            return nil
        }
    }
}
