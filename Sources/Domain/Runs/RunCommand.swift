/// What can be asked of a run, by people through the engine and by the engine itself.
package enum RunCommand: Hashable, Sendable {
    case request([StageName], StartOptions)
    case skip(StageName, reason: String)
    case undoSkip(StageName)
    case markDone(StageName, note: String)
    case cancel(StageName?)
    case release(StageName)
    case close
    /// The scheduler found room for a queued stage.
    case begin(StageName, atBreakpoint: Bool)
    /// The time of a planned retry has come.
    case retryDue(StageName)
    /// An effect or a watcher reports.
    case observe(StageName, StageReport)
}

/// What effects and watchers report of a stage.
package enum StageReport: Hashable, Sendable {
    case checked(StageCheck)
    /// Its check could not be made, its outputs not be made ready, its watcher not be started.
    case notStarted(String)
    case started(AttemptID, ProcessRecord)
    case exited(AttemptID, ExitReport)
    case lost(AttemptID)
    /// Its watcher never was, and never will be.
    case neverStarted(AttemptID)
    /// Its outputs were taken or brought back.
    case saved([FileFact])
    case notSaved(String)
}

extension StageReport {
    package var isNeverStarted: Bool {
        if case .neverStarted = self { return true }
        return false
    }
}
