import Domain
import Engine
import Foundation
import Glibc
import Synchronization
import Tracking

/// The tracking server of the engine in this process; it listens once somebody needs it.
final class TrackingHost: StageTracking {
    private struct State {
        var engine: Engine?
        var recorder: SeriesRecorder?
        /// On the project's own port.
        var server: TrackingServer?
        /// On another port, while another program has the project's own.
        var spare: TrackingServer?
        /// Scripts of stages that an earlier engine left wait for the project's own port.
        var isAwaited = false
        var isStopped = false
    }

    private let reading: ProjectReading
    private let note: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// `note` hears where the project's own port is taken.
    init(_ reading: ProjectReading, note: @escaping @Sendable (String) -> Void) {
        self.reading = reading
        self.note = note
    }

    /// The engine that decides on what clients ask; no server listens before.
    func serve(_ engine: Engine) {
        let isAwaited = engine.hasWorkUnderWay
        state.withLock { state in
            state.engine = engine
            state.isAwaited = isAwaited
        }
    }

    func address() throws(Refusal) -> String {
        do {
            return try state.withLock { state in
                let server = try state.server ?? listen(&state)
                return "http://127.0.0.1:\(server.port)"
            }
        } catch {
            throw error as? Refusal ?? Refusal(.worldFailed, "\(error)")
        }
    }

    /// Answers what it has, and ends; before the engine does.
    func stop() {
        let (servers, recorder) = state.withLock { state in
            state.isStopped = true
            return ([state.server, state.spare].compactMap(\.self), state.recorder)
        }
        for server in servers { server.stop() }
        recorder?.stop()
    }

    /// Listens on the project's own port, or on another one where that is taken.
    ///
    /// A stage that logs nothing must not fail for a port, and one that logs must not log
    /// elsewhere unseen. As long as somebody waits for the old port it stays the project's own and
    /// is tried again with the next stage; else the project gets another one.
    private func listen(_ state: inout State) throws -> TrackingServer {
        guard let engine = state.engine, !state.isStopped else { throw Refusal.engineEnded }
        let recorder =
            try state.recorder
            ?? SeriesRecorder(path: reading.seriesPath) {
                engine.tell(grown: $0)
            }
        state.recorder = recorder
        let parts = TrackingServer.Parts(
            door: engine,
            reading: reading,
            recording: recorder,
            artifacts: reading.artifacts,
            actor: .person(OSUser.name),
            now: { SystemClock().now },
            attempt: { [reading] in reading.attempt(of: $0) }
        )
        var taken: Refusal?
        if let kept = try reading.keptPort() {
            do {
                let server = try TrackingServer(port: kept, parts)
                state.server = server
                return server
            } catch {
                taken = error as? Refusal ?? Refusal(.worldFailed, "\(error)")
            }
        }
        if let spare = state.spare { return spare }
        let server = try TrackingServer(port: 0, parts)
        if let taken, state.isAwaited {
            note("\(taken.text) New stages log to port \(server.port).")
            state.spare = server
            return server
        }
        if let taken { note("\(taken.text) The project has port \(server.port) from now on.") }
        do {
            try reading.keep(port: server.port)
        } catch {
            server.stop()
            throw error
        }
        state.server = server
        return server
    }
}
