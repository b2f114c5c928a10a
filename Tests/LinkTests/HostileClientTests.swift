import Domain
import Link
import Testing

@Suite("Clients of the engine's socket that go wrong", .timeLimit(.minutes(5)))
struct HostileClientTests {
    @Test(
        "are told why, closed, and harm nobody else",
        arguments: [
            ("nonsense\n", "of Pitwall 1.0, does not understand"),
            ("\n", "does not understand"),
            ("\u{0}\u{0}\u{0}\u{0}\n", "does not understand"),
            (#"{"end":{"number":1}}"# + "\n", "before it said who it is"),
            (#"{"hello":{"protocol":99,"version":"9.0"}}"# + "\n", "the client of 9.0"),
            (String(repeating: "x", count: LinkLimits.frame + 1), "bytes"),
            (String(repeating: "[", count: 100_000) + "\n", "does not understand"),
        ]
    )
    func broken(text: String, reason: String) throws {
        let rig = try LinkRig(answersAtOnce: true)
        defer { rig.finish() }
        let good = try rig.client()
        let client = try rig.rawClient(greets: false)
        client.send(text)
        let lines = client.lines()
        #expect(lines.count == 1, "The reason, and nothing else.")
        #expect(lines.last?.contains(reason) == true, "\(lines)")
        #expect(rig.notes.wait(until: .now + .seconds(20)).first?.contains(reason) == true)
        #expect(try PendingAnswer(good, LinkRig.comment("fine")).get().position == Position(1))
    }

    @Test(
        "are closed also after their greeting",
        arguments: [
            #"{"hello":{"protocol":2,"version":"1.0"}}"#,
            #"{"command":{"number":1,"command":{"explode":{}}}}"#,
            #"{"command":{"number":"one"}}"#,
        ]
    )
    func brokenLater(text: String) throws {
        let rig = try LinkRig()
        defer { rig.finish() }
        let client = try rig.rawClient()
        client.send(text + "\n")
        #expect(client.lines().last?.contains("refused") == true)
        #expect(rig.engine.asked.take().isEmpty)
    }

    @Test("cannot use a number twice")
    func number() throws {
        let rig = try LinkRig()
        defer { rig.finish() }
        let client = try rig.rawClient()
        let command = #"{"command":{"command":{"undo":{"_0":"study"}},"number":3}}"# + "\n"
        client.send(command + command)
        #expect(client.lines().last?.contains("two requests") == true)
    }

    @Test("that never take their answers hold up nobody else, and lose nothing")
    func slow() throws {
        let rig = try LinkRig(answersAtOnce: true)
        defer { rig.finish() }
        let count = 20_000
        let slow = try rig.rawClient()
        let text = (1...count).map {
            #"{"command":{"command":{"undo":{"_0":"study"}},"number":\#($0)}}"# + "\n"
        }
        let done = try Mailbox<Void>(capacity: 1)
        let sender = SlowSender(slow, text.joined(), done)
        sender.start()
        let good = try rig.client()
        for number in 1...50 {
            rig.engine.grow(to: Int64(number))
            _ = try PendingAnswer(good, LinkRig.comment("\(number)")).get()
        }
        #expect(done.take().isEmpty, "More is waiting than anybody keeps for it.")
        var answers = 0
        while answers < count, let line = slow.line() {
            if line.hasPrefix(#"{"reply""#) { answers += 1 }
        }
        #expect(answers == count)
        #expect(!done.wait(until: .now + .seconds(20)).isEmpty)
    }

    @Test("that never read are told of growth together")
    func coalesced() throws {
        let rig = try LinkRig()
        defer { rig.finish() }
        let client = try rig.rawClient()
        let other = try rig.client()
        let heard = try Mailbox<Growth>(capacity: 200_000)
        other.follow { heard.post($0) }
        _ = client.line()
        let last = 100_000
        for number in 1...last { rig.engine.grow(to: Int64(number)) }
        var told: Growth?
        while told?.position != Position(Int64(last)) {
            told = heard.wait(until: .now + .seconds(20)).last
            try #require(told != nil)
        }
        var lines = 0
        while let line = client.line() {
            lines += 1
            if line.contains(#""position":{"number":\#(last)}"#) { break }
        }
        #expect(lines < last / 4, "\(lines)")
    }

    @Test("beyond the most that are served are told so")
    func tooMany() throws {
        let rig = try LinkRig(answersAtOnce: true)
        defer { rig.finish() }
        let clients = try (1...LinkLimits.clients).map { _ in try rig.client() }
        let failure = #expect(throws: LinkFailure.self) { try rig.client() }
        guard case .refused(let refusal) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(refusal.text.contains("\(LinkLimits.clients) screens"))
        clients[3].close()
        // The server hears of it in its own time.
        while (try? rig.client()) == nil {}
        #expect(try PendingAnswer(clients[4], .undo("study")).get().position == Position(1))
    }
}
