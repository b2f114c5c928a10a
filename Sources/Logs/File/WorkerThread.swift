import Glibc

/// A thread for work that reads the disk and takes long, which the cooperative pool must not do.
struct WorkerThread: Sendable {
    private let thread: pthread_t

    /// What a thread runs, in a box that can be handed through C.
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Runs `body` on a thread of its own, or returns `nil` when the system has none left.
    ///
    /// The thread is to be joined once.
    init?(_ body: @escaping @Sendable () -> Void) {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
                work.body()
                return nil
            },
            work.toOpaque()
        )
        guard failure == 0 else {
            work.release()
            return nil
        }
        self.thread = thread
    }

    /// Runs `body` on a thread that nobody waits for, and says whether there was one.
    static func detach(_ body: @escaping @Sendable () -> Void) -> Bool {
        guard let worker = WorkerThread(body) else { return false }
        worker.detach()
        return true
    }

    /// Lets the thread go: nobody will wait for it.
    func detach() {
        pthread_detach(thread)
    }

    /// Waits until the thread has ended.
    func join() {
        pthread_join(thread, nil)
    }
}
