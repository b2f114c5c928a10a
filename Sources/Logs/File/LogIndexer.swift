import Synchronization

/// Counts the lines of a log in the background, so that lines can be numbered.
package final class LogIndexer: Sendable {
    private let log: LogFile
    private let changed: @Sendable () -> Void
    private let state = Mutex(State())

    private struct State {
        var isCancelled = false
        var isRunning = false
        /// Whether more was asked for since the thread looked last.
        var isAsked = false
    }

    /// An indexer that calls `changed` on its own thread whenever it has come a step further.
    package init(_ log: LogFile, changed: @escaping @Sendable () -> Void) {
        self.log = log
        self.changed = changed
    }

    /// Counts on, up to the end that ``LogFile/growth()`` saw last, on a thread of its own.
    ///
    /// Nothing happens when it is already at work. Call it again after a log has grown.
    package func catchUp() {
        let starts = state.withLock { state in
            state.isAsked = true
            guard !state.isCancelled, !state.isRunning else { return false }
            state.isRunning = true
            return true
        }
        guard starts else { return }
        let isStarted = WorkerThread.detach { [self] in work() }
        if !isStarted { state.withLock { $0.isRunning = false } }
    }

    /// Stops the work after the step it is at.
    package func cancel() {
        state.withLock { $0.isCancelled = true }
    }

    private func work() {
        while isWanted() {
            while log.extendIndex(byAtMost: LogLimits.indexStepBytes), !isCancelled { changed() }
            changed()
        }
    }

    private var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Whether to go on; decided together with the end, so that no request is lost between.
    private func isWanted() -> Bool {
        state.withLock { state in
            state.isRunning = state.isAsked && !state.isCancelled
            state.isAsked = false
            return state.isRunning
        }
    }
}
