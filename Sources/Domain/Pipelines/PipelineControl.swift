/// What is set on a pipeline apart from its runs.
package struct PipelineControl: Hashable, Codable, Sendable {
    /// The longest list of acts that can be undone.
    package static let undoLimit = 50

    /// An act that its person can take back.
    package enum Undoable: Hashable, Codable, Sendable {
        case edit(FileEdit, by: Actor)
        case skip(RunID, StageName, by: Actor)

        package var actor: Actor {
            switch self {
            case .edit(_, let actor): actor
            case .skip(_, _, let actor): actor
            }
        }
    }

    package let name: PipelineName
    package var lastRun: Int
    package var openRun: RunID?
    package var breakpoints: [StageName]
    /// Newest last.
    package var undoable: [Undoable]

    package init(name: PipelineName) {
        self.name = name
        lastRun = 0
        openRun = nil
        breakpoints = []
        undoable = []
    }

    /// Takes over an event of this pipeline; never fails and never decides.
    package mutating func apply(_ event: Event, by actor: Actor) {
        switch event {
        case .runOpened(let opened) where opened.run.pipeline == name:
            lastRun = opened.run.number
            openRun = opened.run
        case .runEnded(let run, _) where run == openRun:
            openRun = nil
        case .breakpointSet(name, let stage):
            if !breakpoints.contains(stage) { breakpoints.append(stage) }
        case .breakpointCleared(name, let stage):
            breakpoints.removeAll { $0 == stage }
        case .fileEdited(name, let edit):
            remember(.edit(edit, by: actor))
        case .editUndone(name, let path):
            forget { act in
                if case .edit(let edit, _) = act { return edit.path == path }
                return false
            }
        case .stageEnded(let ended) where ended.run.pipeline == name:
            if case .skipped = ended.outcome {
                remember(.skip(ended.run, ended.stage, by: actor))
            }
        case .skipUndone(let run, let stage) where run.pipeline == name:
            forget { act in
                if case .skip(run, stage, _) = act { return true }
                return false
            }
        default:
            break
        }
    }

    private mutating func remember(_ act: Undoable) {
        undoable.append(act)
        undoable.removeFirst(max(0, undoable.count - Self.undoLimit))
    }

    private mutating func forget(where matches: (Undoable) -> Bool) {
        guard let index = undoable.lastIndex(where: matches) else { return }
        undoable.remove(at: index)
    }
}
