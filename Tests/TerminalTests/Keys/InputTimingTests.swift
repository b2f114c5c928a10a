import Terminal
import Testing

@Suite("Escape timing")
struct InputTimingTests {
    /// All that begins with an introducer; an escape and a character may have been typed.
    static let sequences = KnownSequence.all.filter { sequence in
        let rest = sequence.bytes.drop { $0 == 0x1B }
        return rest.count > 1 && rest.count < sequence.bytes.count && rest.allSatisfy { $0 < 0x80 }
    }

    @Test("with a delay of 100 ms, one byte each 60 ms decodes right", arguments: KnownSequence.all)
    func slowLine(sequence: KnownSequence) {
        let simulation = Simulation(policy: EscapePolicy(delay: .milliseconds(100)))
        #expect(simulation.paced(sequence.bytes, gap: .milliseconds(60)) == sequence.events)
    }

    @Test("with a delay of 25 ms, one byte each 15 ms decodes right", arguments: KnownSequence.all)
    func localLine(sequence: KnownSequence) {
        let simulation = Simulation(policy: EscapePolicy(delay: .milliseconds(25)))
        #expect(simulation.paced(sequence.bytes, gap: .milliseconds(15)) == sequence.events)
    }

    @Test("with a delay of 25 ms and gaps of 60 ms, at most esc acts", arguments: sequences)
    func tooSlowLine(sequence: KnownSequence) {
        let simulation = Simulation(policy: EscapePolicy(delay: .milliseconds(25)))
        let events = simulation.paced(sequence.bytes, gap: .milliseconds(60))
        let escapes = sequence.bytes.prefix { $0 == 0x1B }.count
        #expect(events == Array(repeating: .key("esc"), count: escapes))
    }

    @Test("a lone escape byte is the key exactly after the delay")
    func loneEscape() {
        var decoder = InputDecoder()
        #expect(decoder.nextDeadline == nil)
        #expect(decoder.feed([0x1B], at: origin).isEmpty)
        let deadline = origin.advanced(by: .milliseconds(25))
        #expect(decoder.nextDeadline == deadline)
        #expect(decoder.tick(deadline.advanced(by: .nanoseconds(-1))).isEmpty)
        #expect(decoder.tick(deadline) == [.key("esc")])
        #expect(decoder.nextDeadline == nil)
    }

    @Test(
        "keys typed soon after esc are keys",
        arguments: [
            ("j", ["j"]), ("[", ["["]), ("[x", ["[", "x"]), ("]1", ["]", "1"]), ("Oz", ["O", "z"]),
            ("[M", ["[", "M"]), ("O", ["O"]), ("[[", ["[", "["]), ("P", ["P"]),
            ("[\r", ["[", "enter"]),
            ("[?", ["[", "?"]), ("]/", ["]", "/"]), ("[[x", ["[", "[", "x"]),
        ] as [(String, [Key])]
    )
    func typedAfterEscape(text: String, keys: [Key]) {
        let events = Simulation().paced([0x1B] + Array(text.utf8), gap: .milliseconds(120))
        #expect(events == ([Key("esc")] + keys).map(InputEvent.key))
    }

    @Test("what comes after the window is never taken for the rest of a sequence")
    func afterWindow() {
        let events = Simulation().paced(Array("\u{1b}[A".utf8), gap: .milliseconds(501))
        #expect(events == [.key("esc"), .key("["), .key("A")])
    }

    @Test("a paste that begins too late is dropped up to its end")
    func latePaste() {
        var decoder = InputDecoder()
        var events = decoder.feed([0x1B], at: origin)
        let later = origin.advanced(by: .milliseconds(60))
        events += decoder.feed(Array("[200~rm -rf\rq\u{1b}[201~j".utf8), at: later)
        #expect(events == [.key("esc"), .key("j")])
    }

    @Test("time the reader was busy does not split a sequence")
    func busyReader() {
        var decoder = InputDecoder()
        #expect(decoder.feed([0x1B], at: origin).isEmpty)
        let later = origin.advanced(by: .milliseconds(400))
        #expect(decoder.feed(Array("[A".utf8), at: later, since: origin) == [.key(Key(.up))])
    }

    @Test("a deadline missed by the caller counts when the next bytes come")
    func missedDeadline() {
        var decoder = InputDecoder()
        #expect(decoder.feed([0x1B], at: origin).isEmpty)
        let later = origin.advanced(by: .milliseconds(400))
        #expect(decoder.feed(Array("[A".utf8), at: later) == [.key("esc")])
    }

    @Test(
        "the delay is 25 ms, and 100 ms at the end of an SSH line",
        arguments: [
            ([:], 25), (["SSH_TTY": ""], 25), (["SSH_TTY": "/dev/pts/3"], 100),
            (["SSH_CONNECTION": "10.0.0.2 50000 10.0.0.1 22"], 100),
        ] as [([String: String], Int)]
    )
    func standardPolicy(environment: [String: String], delay: Int) {
        #expect(EscapePolicy.standard(environment: environment).delay == .milliseconds(delay))
    }
}
