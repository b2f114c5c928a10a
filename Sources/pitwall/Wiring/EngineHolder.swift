import Domain
import Engine
import Synchronization

/// The engine of this process, if there is one.
final class EngineHolder: Sendable {
    private let engine = Mutex<Engine?>(nil)

    /// The engine, started when first asked for.
    func start(_ reading: ProjectReading) throws -> Engine {
        try engine.withLock { engine in
            if let engine { return engine }
            let started = try ProjectEngine.start(reading, version: Version.text)
            engine = started
            return started
        }
    }

    /// Ends the engine; stages that run go on.
    func stop(_ reason: String) {
        let running = engine.withLock { engine in
            defer { engine = nil }
            return engine
        }
        running?.stop(reason: reason)
    }
}
