import Domain

/// What of an engine is for its own user only.
enum GuestRights {
    /// Why a command of another user is not taken; nil where it is.
    ///
    /// An edit that is taken back is written by the engine, so that one who may not write a file
    /// could have it written.
    static func refusal(of command: Command, owner: String) -> Refusal? {
        switch command {
        case .recordEdit:
            Refusal(
                .readOnly,
                "Only \(owner), whose engine this is, edits files through Pitwall."
            )
        case .leaseEnded(let attempt): refusal(ofLease: attempt, owner: owner)
        case .start, .skip, .markDone, .cancel, .close, .setBreakpoint, .clearBreakpoint,
            .release, .undo, .comment, .track, .register, .promote:
            nil
        }
    }

    static func refusal(ofLease attempt: AttemptID, owner: String) -> Refusal {
        Refusal(
            .readOnly,
            "'\(attempt.stage)' needs a terminal and runs as \(owner), so only \(owner) can run it."
        )
    }

    static func refusal(ofEndBy owner: String) -> Refusal {
        Refusal(.readOnly, "The engine is \(owner)'s; only \(owner) can end it.")
    }
}
