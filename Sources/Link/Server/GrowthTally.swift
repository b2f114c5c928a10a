import Domain
import Synchronization

/// Growth of the journal that no client was told yet, put together.
///
/// Costs an engine next to nothing while nobody is connected.
final class GrowthTally: Sendable {
    private struct State {
        var hasListeners = false
        var note: GrowthNote?
    }

    private let state = Mutex(State())

    /// Whether anybody wants to be told.
    func setListeners(_ areThere: Bool) {
        state.withLock { state in
            state.hasListeners = areThere
            if !areThere { state.note = nil }
        }
    }

    /// Somebody is connected.
    var hasListeners: Bool { state.withLock { $0.hasListeners } }

    /// Adds growth; true where somebody has to be woken for it.
    func add(_ growth: Growth) -> Bool {
        state.withLock { state in
            guard state.hasListeners else { return false }
            guard state.note == nil else {
                state.note?.add(GrowthNote(growth))
                return false
            }
            state.note = GrowthNote(growth)
            return true
        }
    }

    /// Takes what was added.
    func take() -> GrowthNote? {
        state.withLock { state in
            defer { state.note = nil }
            return state.note
        }
    }
}
