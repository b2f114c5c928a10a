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
        var server: TrackingServer?
        var isStopped = false
    }

    private let reading: ProjectReading
    private let state = Mutex(State())

    init(_ reading: ProjectReading) {
        self.reading = reading
    }

    /// The engine that decides on what clients ask; no server listens before.
    func serve(_ engine: Engine) {
        state.withLock { $0.engine = engine }
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
        let (server, recorder) = state.withLock { state in
            state.isStopped = true
            return (state.server, state.recorder)
        }
        server?.stop()
        recorder?.stop()
    }

    private func listen(_ state: inout State) throws -> TrackingServer {
        guard let engine = state.engine, !state.isStopped else { throw Refusal.engineEnded }
        let recorder = try SeriesRecorder(path: reading.seriesPath) { engine.tell(grown: $0) }
        let kept = try reading.keptPort()
        let server: TrackingServer
        do {
            server = try TrackingServer(
                port: kept ?? 0,
                TrackingServer.Parts(
                    door: engine,
                    reading: reading,
                    recording: recorder,
                    artifacts: reading.artifacts,
                    actor: .person(OSUser.name),
                    now: { SystemClock().now },
                    attempt: { [reading] in reading.attempt(of: $0) }
                )
            )
            if kept == nil { try reading.keep(port: server.port) }
        } catch {
            recorder.stop()
            throw error
        }
        state.recorder = recorder
        state.server = server
        return server
    }
}
