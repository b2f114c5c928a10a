/// Where stage runs run.
///
/// Reports arrive on a thread of the executor, at least once for each attempt that was started or
/// found running, and may arrive twice.
package protocol Executor: Sendable {
    /// Starts an attempt; returns once its watcher runs.
    ///
    /// Starting an attempt whose folder already has a watcher or a report does not run it again.
    func start(_ launch: StageLaunch) throws -> ProcessRecord

    /// Asks the whole process tree of an attempt to end, and ends it after the launch's grace.
    ///
    /// Does nothing when the attempt is over.
    func cancel(_ attempt: AttemptID, folder: String)

    /// Looks for an attempt of an earlier engine and follows it when it still runs.
    func find(_ attempt: AttemptID, folder: String) -> AttemptFinding

    /// Sets who hears of exits; call it once, before the first start.
    func report(to listener: @escaping @Sendable (AttemptID, AttemptFinding) -> Void)
}
