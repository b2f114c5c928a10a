import Terminal

/// Some moment from which the simulated clock counts.
let origin = ContinuousClock().systemEpoch.advanced(by: .seconds(1_000))

/// A decoder on a simulated clock, asked at each deadline as the driver does.
struct Simulation {
    var policy = EscapePolicy()

    /// What comes out of bytes that come with a gap between each two, and silence after them.
    func paced(_ bytes: [UInt8], gap: Duration) -> [InputEvent] {
        run(bytes.map { [$0] }, gap: gap)
    }

    /// What comes out of reads that follow each other at once, and silence after them.
    func bursts(_ reads: [[UInt8]]) -> [InputEvent] {
        run(reads, gap: .milliseconds(1))
    }

    private func run(_ reads: [[UInt8]], gap: Duration) -> [InputEvent] {
        var decoder = InputDecoder(policy: policy)
        var events: [InputEvent] = []
        var now = origin
        for read in reads {
            events += decoder.feed(read, at: now)
            let next = now.advanced(by: gap)
            while let deadline = decoder.nextDeadline, deadline < next {
                events += decoder.tick(deadline)
            }
            now = next
        }
        while let deadline = decoder.nextDeadline {
            events += decoder.tick(deadline)
        }
        return events
    }
}
