package import Artifacts
package import Domain
package import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// The engine's HTTP on a loopback port: what MLflow's clients talk to.
package final class TrackingServer: Sendable {
    /// The loopback port it listens on.
    package let port: Int
    private let server: Server<HTTP1Channel>
    private let group: MultiThreadedEventLoopGroup
    private let threads: [NIOThreadPool]
    private let work: Task<Void, Never>

    /// What the server answers from.
    package struct Parts: Sendable {
        let door: any EngineDoor
        let reading: any Reading
        let recording: any Recording
        let artifacts: ArtifactFolder
        let actor: Actor
        let now: @Sendable () -> Date
        let attempt: @Sendable (_ token: String) -> AttemptID?

        /// `attempt` gives whose token it is; nil for one that nobody was given.
        package init(
            door: any EngineDoor,
            reading: any Reading,
            recording: any Recording,
            artifacts: ArtifactFolder,
            actor: Actor,
            now: @escaping @Sendable () -> Date,
            attempt: @escaping @Sendable (_ token: String) -> AttemptID?
        ) {
            self.door = door
            self.reading = reading
            self.recording = recording
            self.artifacts = artifacts
            self.actor = actor
            self.now = now
            self.attempt = attempt
        }
    }

    /// Listens on a loopback port, 0 for any that is free; returns when it does.
    ///
    /// Fails with a refusal where the port is taken.
    package init(port: Int, _ parts: Parts) throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: HTTPLimits.loops)
        let readers = NIOThreadPool(numberOfThreads: HTTPLimits.readers)
        let files = NIOThreadPool(numberOfThreads: HTTPLimits.files)
        let threads = [readers, files]
        for pool in threads { pool.start() }
        parts.artifacts.removeParts()
        let service = TrackingService(
            door: parts.door,
            reading: parts.reading,
            recording: parts.recording,
            actor: parts.actor,
            threads: readers,
            artifacts: ArtifactDisk(folder: parts.artifacts, threads: files),
            stalls: StallWatch(group.next()),
            now: parts.now
        )
        let responder = TrackingResponder(service: service, attempt: parts.attempt)
        let opened = try Mailbox<Result<Int, Refusal>>(capacity: 2)
        let server = Self.server(port, responder, group) { opened.post(.success($0)) }
        let work = Task {
            do {
                try await server.run()
            } catch {
                opened.post(.failure(Self.refusal(port, error)))
            }
        }
        let answer = opened.wait(until: nil).first
        self.server = server
        self.group = group
        self.threads = threads
        self.work = work
        do {
            self.port = try answer?.get() ?? port
        } catch {
            group.shutdownGracefully { _ in }
            for pool in threads { pool.shutdownGracefully { _ in } }
            throw error
        }
    }

    private static func server(
        _ port: Int,
        _ responder: TrackingResponder,
        _ group: MultiThreadedEventLoopGroup,
        _ opened: @escaping @Sendable (_ port: Int) -> Void
    ) -> Server<HTTP1Channel> {
        var configuration = HTTP1Channel.Configuration(idleTimeout: HTTPLimits.idleTime)
        configuration.httpDecoder = .init(
            maxHeaderFieldSize: HTTPLimits.header,
            maxHeaderListSize: HTTPLimits.headers,
            maxHeaderFieldCount: HTTPLimits.headerCount
        )
        return Server(
            childChannelSetup: HTTP1Channel(
                responder: { request, writer, channel in
                    try await responder.respond(to: request, writer, channel)
                },
                configuration: configuration
            ),
            configuration: ServerConfiguration(
                address: .hostname("127.0.0.1", port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(HTTPLimits.connections)
            ),
            onServerRunning: { opened($0.localAddress?.port ?? port) },
            eventLoopGroup: group,
            logger: Logger(label: "pitwall") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Takes no more requests, answers those it has, and ends.
    package func stop() {
        guard let ended = try? Mailbox<Void>(capacity: 1) else { return }
        let (server, group, threads, work) = (server, group, threads, work)
        Task {
            try? await server.shutdownGracefully()
            _ = await work.value
            try? await group.shutdownGracefully()
            for pool in threads { try? await pool.shutdownGracefully() }
            ended.post(())
        }
        _ = ended.wait(until: .now + HTTPLimits.farewell)
    }

    private static func refusal(_ port: Int, _ error: any Error) -> Refusal {
        let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) }
        return Refusal(
            .worldFailed,
            "The tracking server cannot listen on 127.0.0.1:\(port): \(reason ?? "\(error)")."
        )
    }
}

/// The bounds of the engine's HTTP.
enum HTTPLimits {
    static let loops = 2
    /// Threads that read the journal for clients.
    static let readers = 4
    /// Threads that read and write artifacts.
    static let files = 4
    /// Bytes of an artifact that go to or from the disk at once.
    static let piece = 256 << 10
    /// How long a client may take for so many bytes of a body, in either direction.
    static let pieceTime = TimeAmount.seconds(60)
    /// How often it is looked who takes longer.
    static let lookTime = TimeAmount.seconds(10)
    /// Connections at a time; others wait for one of them to end.
    static let connections = 256
    static let header = 16 << 10
    static let headers = 32 << 10
    static let headerCount = 100
    /// The longest body that is no artifact: a batch of a thousand long values.
    static let body = 32 << 20
    static let idleTime = TimeAmount.seconds(120)
    /// How long requests under way are still answered at the end.
    static let farewell = Duration.seconds(1)
}
