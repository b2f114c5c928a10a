import Domain

/// Which reading of which client is next; used on the server's thread.
///
/// Each kind has one thread, whose clients take turns.
struct GuestReadings {
    private let lanes: [ReadingLane.Kind: ReadingLane]
    private var busy: Set<ReadingLane.Kind> = []
    private var last: [ReadingLane.Kind: Int] = [:]

    /// Fails when the process is out of descriptors.
    init(done: @escaping @Sendable (ReadingLane.Outcome) -> Void) throws {
        var lanes: [ReadingLane.Kind: ReadingLane] = [:]
        for kind in ReadingLane.Kind.allCases { lanes[kind] = try ReadingLane(kind, done: done) }
        self.lanes = lanes
    }

    /// Begins what can begin; gives when something may that cannot yet, if only time is missing.
    mutating func begin(
        _ peers: inout [Int: LinkPeer],
        pace: GuestPace,
        reading: (Actor) -> any Reading
    ) -> ContinuousClock.Instant? {
        let now = ContinuousClock.now
        let waiting = peers.values.reduce(0) { $0 + $1.stream.waiting }
        guard waiting < LinkLimits.waitingAnswers else { return nil }
        var soonest: ContinuousClock.Instant?
        for kind in ReadingLane.Kind.allCases where !busy.contains(kind) {
            for client in order(of: peers, after: last[kind] ?? 0) {
                guard let peer = peers[client], !peer.isLeaving, !peer.reads.contains(kind),
                    peer.stream.waiting < LinkLimits.waitingBytes,
                    let place = peer.readings.firstIndex(where: {
                        $0.query.isLong == (kind == .long)
                    })
                else { continue }
                if let time = pace.wait(of: peer.user, at: now) {
                    soonest = min(soonest ?? time, time)
                    continue
                }
                let next = peer.readings[place]
                peers[client]?.readings.remove(at: place)
                peers[client]?.reads.insert(kind)
                lanes[kind]?.begin(
                    ReadingLane.Job(
                        client: client,
                        number: next.number,
                        query: next.query,
                        reading: reading(peer.actor)
                    )
                )
                busy.insert(kind)
                last[kind] = client
                break
            }
        }
        return soonest
    }

    /// Takes note that a reading is done.
    mutating func end(_ outcome: ReadingLane.Outcome, _ peers: inout [Int: LinkPeer]) {
        busy.remove(outcome.kind)
        peers[outcome.client]?.reads.remove(outcome.kind)
    }

    func stop() {
        for lane in lanes.values { lane.stop() }
    }

    private func order(of peers: [Int: LinkPeer], after last: Int) -> [Int] {
        let clients = peers.filter { !$0.value.readings.isEmpty }.keys.sorted()
        return clients.filter { $0 > last } + clients.filter { $0 <= last }
    }
}
