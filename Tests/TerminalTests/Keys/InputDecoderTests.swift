import Terminal
import Testing

@Suite("Input decoder")
struct InputDecoderTests {
    @Test("every known sequence is decoded", arguments: KnownSequence.all)
    func wholeSequences(sequence: KnownSequence) {
        #expect(Simulation().bursts([sequence.bytes]) == sequence.events)
    }

    @Test("every known sequence may be split anywhere", arguments: KnownSequence.all)
    func splitSequences(sequence: KnownSequence) {
        for cut in 1..<max(2, sequence.bytes.count) {
            let parts = [Array(sequence.bytes.prefix(cut)), Array(sequence.bytes.dropFirst(cut))]
            #expect(Simulation().bursts(parts) == sequence.events, "cut after \(cut) bytes")
        }
        let single = sequence.bytes.map { [$0] }
        #expect(Simulation().bursts(single) == sequence.events, "byte by byte")
    }

    @Test("a sequence is followed by the next key at once", arguments: KnownSequence.all)
    func nothingIsEaten(sequence: KnownSequence) {
        guard sequence.isClosed else { return }
        let expected = sequence.events + [.key(Key("j"))]
        #expect(Simulation().bursts([sequence.bytes + Array("j".utf8)]) == expected)
    }

    @Test(
        "sequences nobody knows are swallowed whole",
        arguments: [
            "\u{1b}[99~", "\u{1b}[1;2;3;4;5z", "\u{1b}[?7l", "\u{1b}Oz", "\u{1b}[[Z",
            "\u{1b}[2 q", "\u{1b}]11;rgb:0000/0000/0000\u{1b}\\", "\u{1b}]52;c;AAAA\u{07}",
            "\u{1b}P1$r0m\u{1b}\\", "\u{1b}P>|tmux 3.3a\u{1b}\\", "\u{1b}_Gi=1;OK\u{1b}\\",
            "\u{1b}[?62;22c", "\u{1b}[>41;354;0c", "\u{1b}[0n", "\u{1b}[?997;1n", "\u{1b}[8;24;80t",
            "\u{1b}[201~", "\u{1b}[<0;0;0M", "\u{1b}[97;5:3u", "\u{1b}[57441u", "\u{1b}[97;9u",
            "\u{1b}[999999999999999999999999A\u{1b}[1;99999999999999999999u",
        ]
    )
    func swallowed(text: String) {
        let events = Simulation().bursts([Array(text.utf8) + Array("j".utf8)])
        let isArrow = text.hasSuffix("99u")
        #expect(isArrow ? events.last == .key(Key("j")) : events == [.key(Key("j"))])
    }

    @Test(
        "bytes that are no UTF-8 become replacement characters and eat nothing",
        arguments: [
            ([0xFF], "\u{FFFD}"), ([0x80], "\u{FFFD}"), ([0xC3], "\u{FFFD}"),
            ([0xE2, 0x97], "\u{FFFD}"), ([0xED, 0xA0, 0x80], "\u{FFFD}"),
            ([0xE0, 0x80, 0x80], "\u{FFFD}"), ([0xC3, 0xC3, 0xA9], "\u{FFFD}é"),
            ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}"), ([0xC2, 0x9B], ""),
        ] as [([UInt8], String)]
    )
    func brokenCharacters(bytes: [UInt8], text: String) {
        let expected = (text + "j").unicodeScalars.map { InputEvent.key(Key($0)) }
        #expect(Simulation().bursts([bytes + Array("j".utf8)]) == expected)
    }

    @Test("a sequence longer than any is swallowed to its end")
    func overlong() {
        let long = "\u{1b}[" + String(repeating: "1;", count: 4_000) + "Aj"
        #expect(Simulation().bursts([Array(long.utf8)]) == [.key(Key("j"))])
    }

    @Test("the erase byte of the terminal is backspace")
    func eraseByte() {
        var decoder = InputDecoder(erasesWithControlH: true)
        #expect(
            decoder.feed([0x08, 0x7F], at: origin) == [
                .key(Key(.backspace)), .key(Key(.backspace)),
            ]
        )
        decoder = InputDecoder()
        #expect(decoder.feed([0x08], at: origin) == [.key(Key("h", .control))])
    }

    @Test("a sequence cut off by another one loses only itself")
    func interrupted() {
        let text = "\u{1b}[1;\u{1b}[A\u{1b}]0;x\u{1b}[B\u{1b}[5\u{18}j"
        #expect(
            Simulation().bursts([Array(text.utf8)]) == [
                .key(Key(.up)), .key(Key(.down)), .key(Key("j")),
            ]
        )
    }
}

@Suite("Bracketed paste")
struct PasteTests {
    @Test("what is pasted comes as one text and never as keys")
    func whole() {
        let bytes = Array("\u{1b}[200~rm -rf\r\nq\u{1b}[A\u{03}é\r\u{1b}[201~j".utf8)
        let expected: [InputEvent] = [
            .paste(Paste("rm -rf\nq\u{1b}[A\u{03}é\n")), .key(Key("j")),
        ]
        #expect(Simulation().bursts([bytes]) == expected)
        #expect(Simulation().bursts(bytes.map { [$0] }) == expected)
    }

    @Test("an end mark that breaks off is part of the text")
    func almostEnded() {
        let bytes = Array("\u{1b}[200~a\u{1b}[20\u{1b}[201\u{1b}\u{1b}[201~".utf8)
        #expect(Simulation().bursts([bytes]) == [.paste(Paste("a\u{1b}[20\u{1b}[201\u{1b}"))])
    }

    @Test("bytes that are no UTF-8 are replaced")
    func invalid() {
        let bytes = Array("\u{1b}[200~a".utf8) + [0xFF] + Array("b\u{1b}[201~".utf8)
        #expect(Simulation().bursts([bytes]) == [.paste(Paste("a\u{FFFD}b"))])
    }

    @Test(
        "a paste longer than the limit is cut at a character and says so",
        arguments: [("aaaaaaa", false), ("aaaaaaaa", false), ("aaaaaaaaa", true)]
    )
    func limit(text: String, isCut: Bool) {
        var decoder = InputDecoder(pasteLimit: 8)
        let events = decoder.feed(Array("\u{1b}[200~\(text)\u{1b}[201~".utf8), at: origin)
        #expect(events == [.paste(Paste(String(text.prefix(8)), isCut: isCut))])
    }

    @Test("the cut never goes through a character")
    func limitWithinCharacter() {
        var decoder = InputDecoder(pasteLimit: 8)
        let events = decoder.feed(Array("\u{1b}[200~aaaaaa€€\u{1b}[201~".utf8), at: origin)
        #expect(events == [.paste(Paste("aaaaaa", isCut: true))])
    }

    @Test("a paste whose end never comes ends after a long silence")
    func lostEnd() {
        var decoder = InputDecoder()
        #expect(decoder.feed(Array("\u{1b}[200~abc".utf8), at: origin).isEmpty)
        let end = origin.advanced(by: InputDecoder.pasteSilence)
        #expect(decoder.nextDeadline == end)
        #expect(decoder.tick(end.advanced(by: .milliseconds(-1))).isEmpty)
        #expect(decoder.tick(end) == [.paste(Paste("abc"))])
        #expect(decoder.nextDeadline == nil)
        #expect(decoder.feed(Array("j".utf8), at: end) == [.key(Key("j"))])
    }
}
