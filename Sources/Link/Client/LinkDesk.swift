import Domain
import Synchronization

/// Requests of a client that wait for their answers, and those who hear of growth.
final class LinkDesk: Sendable {
    typealias Answer = @Sendable (Result<ServerAnswer, Refusal>) -> Void

    private struct State {
        var last = 0
        var waiting: [Int: Answer] = [:]
        var listeners: [@Sendable (Growth) -> Void] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Takes a request and gives its number; nil where too many wait, or the connection is over.
    func open(_ answer: @escaping Answer) -> Result<Int, Refusal> {
        state.withLock { state in
            guard !state.isClosed else { return .failure(.engineEnded) }
            guard state.waiting.count < LinkLimits.requests else { return .failure(.tooMuch) }
            state.last += 1
            state.waiting[state.last] = answer
            return .success(state.last)
        }
    }

    /// Answers a request; nothing happens where it was answered before.
    func answer(_ number: Int, _ result: Result<ServerAnswer, Refusal>) {
        let answer = state.withLock { $0.waiting.removeValue(forKey: number) }
        answer?(result)
    }

    func follow(_ listener: @escaping @Sendable (Growth) -> Void) {
        state.withLock { $0.listeners.append(listener) }
    }

    func tell(_ growth: Growth) {
        let listeners = state.withLock { $0.listeners }
        for listener in listeners { listener(growth) }
    }

    /// Answers all that waits, and takes nothing from now on.
    func close(_ refusal: Refusal) {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [:] }
            return state.waiting
        }
        for (_, answer) in waiting.sorted(by: { $0.key < $1.key }) { answer(.failure(refusal)) }
    }
}

/// What a request was answered with.
enum ServerAnswer: Sendable {
    case reply(Reply)
    case launch(ForegroundLaunch)
    case reading(ReadingAnswer, PassedDescriptors)
}

extension Refusal {
    /// More requests wait than may.
    static let tooMuch = Refusal(.worldFailed, "The engine is too busy. Try again.")

    /// The engine was asked, and went away before it answered.
    static let unanswered = Refusal(
        .worldFailed,
        "The engine ended before it answered. Look whether it was done before you ask again."
    )
}
