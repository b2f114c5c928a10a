import Glibc
import Synchronization

/// Work on all cores, for the thread that waits for it.
package enum Parallel {
    /// More threads than this gain nothing on one disk.
    static let threadLimit = 16

    /// How many processors this machine has.
    static let coreCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    /// The results of `body` for 0 ..< `count`, in that order.
    ///
    /// The calls run on threads of their own, as many as there are cores, and on the caller's.
    package static func map<Value: Sendable>(
        _ count: Int,
        _ body: @escaping @Sendable (Int) -> Value
    ) -> [Value] {
        let width = min(count, coreCount, threadLimit)
        guard width > 1 else { return (0..<count).map(body) }
        let work = Work(count: count, body: body)
        var threads: [pthread_t] = []
        for _ in 1..<width {
            var thread = pthread_t()
            let box = Unmanaged.passRetained(work as any Runnable as AnyObject)
            let code = pthread_create(
                &thread,
                nil,
                { argument in
                    guard let argument else { return nil }
                    let box = Unmanaged<AnyObject>.fromOpaque(argument).takeRetainedValue()
                    (box as? any Runnable)?.run()
                    return nil
                },
                box.toOpaque()
            )
            guard code == 0 else {
                box.release()
                break  // No further thread is to be had; those that run do all the work.
            }
            threads.append(thread)
        }
        work.run()
        for thread in threads { pthread_join(thread, nil) }
        return work.results()
    }
}

/// Something a thread can be started on.
private protocol Runnable: AnyObject, Sendable {
    func run()
}

/// Calls that are handed out one after the other to whoever asks.
private final class Work<Value: Sendable>: Runnable {
    private let count: Int
    private let body: @Sendable (Int) -> Value
    private let next = Atomic(0)
    private let done: Mutex<[Value?]>

    init(count: Int, body: @escaping @Sendable (Int) -> Value) {
        self.count = count
        self.body = body
        self.done = Mutex(Array(repeating: nil, count: count))
    }

    func run() {
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < count else { return }
            let value = body(index)
            done.withLock { $0[index] = value }
        }
    }

    func results() -> [Value] {
        done.withLock { $0.compactMap(\.self) }
    }
}
