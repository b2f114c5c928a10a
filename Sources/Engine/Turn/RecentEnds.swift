import Domain

/// Where in the journal stages were done, and runs ended: a look at the files from before that
/// knows nothing of it.
///
/// The lock entry of a stage is written a moment after it was done. Until then only the journal
/// has it, and only as long as the stage counts as done there; so nothing that was decided on
/// such a look may take that away.
struct RecentEnds {
    private var stages: [RunID: [StageName: Position]] = [:]
    private var runs: [PipelineName: Position] = [:]

    mutating func take(_ entries: [JournalEntry]) {
        for entry in entries {
            switch entry.event {
            case .stageEnded(let ended) where ended.outcome == .done:
                stages[ended.run, default: [:]][ended.stage] = entry.position
            case .runEnded(let id, _):
                stages[id] = nil
                runs[id.pipeline] = entry.position
            default: continue
            }
        }
    }

    /// The stages of a run that were done after a position.
    func stages(of run: RunID, after position: Position) -> Set<StageName> {
        let done = stages[run, default: [:]].filter { $0.value > position }
        return Set(done.keys)
    }

    /// Whether events that follow from a look at the files make something else of what was done
    /// after it.
    func areUndone(by entries: [JournalEntry], after position: Position) -> Bool {
        entries.contains { entry in
            switch entry.event {
            case .runOpened(let opened):
                return runs[opened.run.pipeline].map { $0 > position } ?? false
            case .runEnded(let id, _):
                return !stages(of: id, after: position).isEmpty
            default:
                guard let (run, touched) = entry.event.touchedStages else { return false }
                return !stages(of: run, after: position).isDisjoint(with: touched)
            }
        }
    }
}

/// What a command is to be decided on is not so any more; it has to be looked at anew.
struct OutdatedPreparation: Error {}
