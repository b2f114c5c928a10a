extension PromotionEvent {
    /// The event as people read it.
    var words: EventWords {
        switch self {
        case .requested(let request):
            EventWords(
                .queued,
                "\(request.version)",
                "asked for as @\(request.alias) by \(request.by)"
                    + (request.reason.isEmpty ? "" : ": “\(request.reason)”")
            )
        case .approved(let id, let person, let comment, _):
            EventWords(.done, "\(id)", "approved by \(person)" + Self.quoted(comment))
        case .granted(let id, _): EventWords(nil, "\(id)", "enough approvals", .detail)
        case .undone(let id, let person):
            EventWords(nil, "\(id)", "last approval taken back by \(person)")
        case .promoted(let id): EventWords(.done, "\(id)", "promoted")
        case .refused(let id, let person, let comment):
            EventWords(.failed, "\(id)", "refused by \(person)" + Self.quoted(comment))
        case .withdrawn(let id, let comment):
            EventWords(.cancelled, "\(id)", "withdrawn" + Self.quoted(comment))
        case .expired(let id): EventWords(.cancelled, "\(id)", "expired")
        case .voided(let id, let reason): EventWords(.cancelled, "\(id)", "void: \(reason)")
        case .rolledBack(let id, let alias, let from, let person, let reason):
            EventWords(
                nil,
                "\(id)",
                "@\(alias) rolled back from v\(from) by \(person)" + Self.quoted(reason)
            )
        case .forced(let id, let alias, let person, let reason):
            EventWords(
                .failed,
                "\(id)",
                "made @\(alias) past its policy by \(person)" + Self.quoted(reason)
            )
        }
    }

    private static func quoted(_ words: String) -> String {
        words.isEmpty ? "" : ": “\(words)”"
    }
}
