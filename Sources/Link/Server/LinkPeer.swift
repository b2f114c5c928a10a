import Domain

/// A client as the server knows it.
struct LinkPeer {
    let stream: SocketStream
    /// Whoever the kernel says is at the other end.
    let actor: Actor
    /// Until then the client has to have greeted, or to have taken what was said at the end.
    var deadline: ContinuousClock.Instant
    var isGreeted = false
    /// Requests that were taken and not answered yet.
    var open: Set<Int> = []
    /// What the client was not told yet of the journal's growth.
    var growth: GrowthNote?
    /// It is closed once what waits for it is out.
    var isLeaving = false

    /// Nothing more is taken from a client that does not take its answers.
    var wantsMore: Bool {
        !isLeaving && open.count < LinkLimits.requests
            && stream.waiting < LinkLimits.waitingBytes
    }
}
