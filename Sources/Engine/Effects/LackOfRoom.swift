import Domain
import Executors
import Journal
import Pipelines

/// A disk, or a person's share of it, was full.
struct LackOfRoom: Hashable, Sendable {
    let errorNumber: Int32
    /// The file or folder for which there was no room; nil where that is not known.
    let place: String?
    /// What happened, for people.
    let words: String

    /// Nil where an error says something else.
    init?(_ error: any Error) {
        let code: Int32
        switch error {
        case let failure as FileFailure: (code, place) = (failure.errno, "\(failure.path)")
        case ContentFailure.notKept(_, let failure), ContentFailure.file(let failure),
            ContentFailure.notBroughtBack(_, let failure):
            (code, place) = (failure.errno, "\(failure.path)")
        // A look at earlier runs needs room beside the journal.
        case let failure as JournalError: (code, place) = (failure.errorNumber, nil)
        case let failure as ExecutorError: (code, place) = (failure.errorNumber, nil)
        default: return nil
        }
        guard TroubleNote.isLackOfRoom(code) else { return nil }
        errorNumber = code
        words = "\(error)"
    }
}

extension Refusal.Code {
    /// What the world refused with this number of an error.
    init(ofError number: Int32) {
        self = TroubleNote.isLackOfRoom(number) ? .noRoom : .worldFailed
    }
}
