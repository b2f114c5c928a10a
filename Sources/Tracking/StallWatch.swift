package import NIOCore
import Synchronization

/// Closes the connections of clients that take too long to send or take a piece of a body.
///
/// One look for all of them every few seconds: most pieces are there within microseconds, and a
/// timer for each would cost more than they do.
package final class StallWatch: Sendable {
    private struct State {
        var last = 0
        var open: [Int: (deadline: NIODeadline, channel: any Channel)] = [:]
        var isScheduled = false
    }

    private let state = Mutex(State())
    private let loop: any EventLoop

    /// Looks on a loop, whose clock counts.
    package init(_ loop: any EventLoop) {
        self.loop = loop
    }

    /// From now on the client of a connection is waited for; ends with its number.
    package func begin(_ channel: any Channel) -> Int {
        let now = loop.now
        let (number, isFirst) = state.withLock { state in
            state.last += 1
            state.open[state.last] = (now + HTTPLimits.pieceTime, channel)
            defer { state.isScheduled = true }
            return (state.last, !state.isScheduled)
        }
        if isFirst { schedule() }
        return number
    }

    /// The client was quick enough.
    package func end(_ number: Int) {
        state.withLock { _ = $0.open.removeValue(forKey: number) }
    }

    private func schedule() {
        loop.scheduleTask(in: HTTPLimits.lookTime) { self.look() }
    }

    private func look() {
        let now = loop.now
        let (late, isMore) = state.withLock { state in
            let late = state.open.filter { $0.value.deadline <= now }
            for number in late.keys { state.open.removeValue(forKey: number) }
            state.isScheduled = !state.open.isEmpty
            return (late.values.map(\.channel), state.isScheduled)
        }
        if isMore { schedule() }
        for channel in late { channel.close(promise: nil) }
    }
}
