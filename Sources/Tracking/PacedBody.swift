import HummingbirdCore
import NIOCore

/// A request's body in pieces of a bounded size, from a client that must not stall.
///
/// The connection of a client that takes too long for a piece is closed.
struct PacedBody {
    private var parts: RequestBody.AsyncIterator
    private let channel: any Channel
    private let stalls: StallWatch
    private var isOver = false

    init(_ body: RequestBody, _ channel: any Channel, _ stalls: StallWatch) {
        parts = body.makeAsyncIterator()
        self.channel = channel
        self.stalls = stalls
    }

    /// The next piece; nil at the end of a body that is whole.
    mutating func next() async throws(TrackingError) -> [ByteBuffer]? {
        guard !isOver else { return nil }
        let number = stalls.begin(channel)
        defer { stalls.end(number) }
        var piece: [ByteBuffer] = []
        var size = 0
        do {
            while size < HTTPLimits.piece {
                guard let part = try await parts.next() else {
                    isOver = true
                    break
                }
                piece.append(part)
                size += part.readableBytes
            }
        } catch {
            throw .cutOff
        }
        // The end of a connection looks like that of the body.
        guard !isOver || channel.isActive else { throw .cutOff }
        return isOver && piece.isEmpty ? nil : piece
    }
}

extension TrackingError {
    static let cutOff = TrackingError(.badRequest, "The request ended before its body did.")
}
