import Logs
import Testing

@Suite("Search")
struct SearchTests {
    /// Every match by the simplest means: each place of each line.
    private static func oracle(_ text: [UInt8], _ needle: String, folds: Bool) -> [Int] {
        func form(_ byte: UInt8) -> UInt8 { folds && (65...90).contains(byte) ? byte + 32 : byte }
        let needle = needle.utf8.map(form)
        var found: [Int] = []
        var place = 0
        while place + needle.count <= text.count {
            if text[place..<place + needle.count].elementsEqual(needle, by: { form($0) == $1 }) {
                found.append(place)
                place += needle.count
            } else {
                place += 1
            }
        }
        return found
    }

    private static func randomLog(_ seed: UInt64, bytes: Int) -> [UInt8] {
        var dice = Dice(seed: seed)
        let piece = LogLimits.searchOverrunBytes
        var text: [UInt8] = []
        while text.count < bytes {
            let lengths = [
                0, 3, 40, 200, 3_000, piece - 1, 2 * piece + 9, LogLimits.searchBlockBytes + 7,
            ]
            let isLong = Int.random(in: 0..<200, using: &dice) == 0
            let length = (isLong ? lengths[5...] : lengths[..<5]).randomElement(using: &dice) ?? 0
            text += (0..<length).map { _ in
                UInt8.random(in: 64...71, using: &dice) &+ 32
                    * UInt8.random(in: 0...1, using: &dice)
            }
            text.append(10)
        }
        return text
    }

    @Test(
        "finds what a naive search finds, from every side",
        arguments: 0..<2,
        ["ab", "ABC", "aBdeF", "gG"]
    )
    func plain(seed: UInt64, needle: String) throws {
        let scratch = Scratch()
        let text = Self.randomLog(seed, bytes: 800_000)
        scratch.write(text)
        let log = try scratch.open()
        let folds = needle == needle.lowercased()
        let expected = Self.oracle(text, needle, folds: folds)
        let search = LogSearch(log, for: try SearchPattern(needle), from: 600_000)
        search.start()
        search.wait()
        #expect(search.status.matches == expected.count)
        #expect(search.status.fraction == 1 && search.status.isDone && search.status.notice == nil)
        let all = Self.all(search, .forward)
        #expect(all.map(\.offset) == expected)
        #expect(Self.all(search, .backward).map(\.offset).reversed() == expected)
        for result in all where result.offset % 50 == 0 {
            #expect(result.lineStart == log.lineStart(of: result.offset))
        }
        if expected.count > 5, let fifth = all.dropFirst(4).first {
            #expect(search.ordinal(of: fifth) == 5)
            #expect(search.next(after: fifth.offset)?.offset == expected[5])
            #expect(search.previous(before: fifth.offset)?.offset == expected[3])
        }
        var lines = 0
        var lineEnd = -1
        for place in expected where place > lineEnd {
            lines += 1
            lineEnd = text[place...].firstIndex(of: 10) ?? .max
        }
        let cuts = text.count / LogLimits.searchBlockBytes + 1
        #expect(search.status.lines >= lines && search.status.lines <= lines + cuts)
    }

    private static func all(_ search: LogSearch, _ direction: LineDirection) -> [SearchResult] {
        var found: [SearchResult] = []
        while found.count < 1_000_000 {
            let batch: SearchResults
            if direction == .forward {
                batch = search.results(after: found.last?.offset ?? -1, atMost: 5_000)
                found += batch.results
            } else {
                batch = search.results(before: found.last?.offset ?? .max, atMost: 5_000)
                found += batch.results.reversed()
            }
            if !batch.hasMore { break }
        }
        return found
    }

    @Test("reads the text a person sees: colours do not hide it, and are not found")
    func colours() throws {
        let scratch = Scratch()
        scratch.write(
            "\u{1B}[31mERR\u{1B}[1mOR\u{1B}[0m here\nplain ERROR\n31m\u{1B}]0;ERROR\u{7}\n"
        )
        let log = try scratch.open()
        let found = LogSearch(log, for: try SearchPattern("ERROR")).results(after: -1, atMost: 9)
        #expect(found.results.map(\.offset) == [5, 30])
        #expect(found.results.map(\.length) == [9, 5])
        let start = LogSearch(log, for: try SearchPattern("^error", .regularExpression))
        #expect(start.next(after: -1)?.offset == 5)
        let code = LogSearch(log, for: try SearchPattern("31m")).results(after: -1, atMost: 9)
        #expect(code.results.map(\.offset) == [36])
    }

    @Test(
        "tells small and capital letters apart when the text has a capital",
        arguments: [
            ("error", SearchPattern.Kind.plain, 3), ("Error", .plain, 1), ("über", .plain, 2),
            ("error", .regularExpression, 3), ("Err.r", .regularExpression, 1),
            (#"err\Sr"#, .regularExpression, 3),
        ]
    )
    func smartCase(text: String, kind: SearchPattern.Kind, count: Int) throws {
        let scratch = Scratch()
        scratch.write("error Error ERROR\nüber Über\n")
        let search = LogSearch(try scratch.open(), for: try SearchPattern(text, kind))
        #expect(search.results(after: -1, atMost: 9).results.count == count)
    }

    @Test("gives each line once when lines are asked for, and says when there are more")
    func lines() throws {
        let scratch = Scratch()
        scratch.write((0..<100).map { "x \($0 % 3 == 0 ? "hit hit" : "miss")\n" }.joined())
        let search = LogSearch(try scratch.open(), for: try SearchPattern("hit"))
        let some = search.results(after: -1, atMost: 10, .lines)
        #expect(some.results.count == 10 && some.hasMore)
        #expect(Set(some.results.map(\.lineStart)).count == 10)
        let rest = search.results(after: some.results[9].offset + 4, atMost: 100, .lines)
        #expect(rest.results.count == 24 && !rest.hasMore)
        search.start(threads: 1)
        search.wait()
        #expect(search.status == SearchStatus(matches: 68, lines: 34, fraction: 1, isDone: true))
    }

    @Test("follows a log that grows and one that is cut")
    func growth() throws {
        let scratch = Scratch()
        scratch.write("hit\nhi")
        let log = try scratch.open()
        let search = LogSearch(log, for: try SearchPattern("hit"))
        for (added, count) in [
            ("t\n", 2), (String(repeating: "hit\n", count: 300_000), 300_002), ("x\nhit", 300_003),
        ] {
            search.start()
            search.wait()
            scratch.append(added)
            _ = log.growth()
            search.start()
            search.wait()
            #expect(search.status.matches == count && search.status.isDone)
        }
        scratch.truncate(to: 4)
        _ = log.growth()
        search.start()
        search.wait()
        #expect(search.status == SearchStatus(matches: 1, lines: 1, fraction: 1, isDone: true))
        #expect(search.next(after: 0) == nil)
    }

    @Test("passes over what was dropped, and over holes of any size")
    func gap() throws {
        let scratch = Scratch()
        scratch.write("hit\n")
        scratch.put("tail hit\n", at: 300_000_000, size: 300_000_000)
        scratch.times(gap: 4..<300_000_000, [])
        let search = LogSearch(try scratch.open(), for: try SearchPattern(".", .regularExpression))
        search.start()
        search.wait()
        #expect(search.status.matches == 11 && search.status.lines == 2)
        #expect(search.previous(before: 300_000_000)?.offset == 2)
    }

    @Test("ends when it is cancelled")
    func cancel() throws {
        let scratch = Scratch()
        scratch.write(String(repeating: "aaaa\n", count: 1_000_000))
        let search = LogSearch(try scratch.open(), for: try SearchPattern("a"))
        search.cancel()
        search.start()
        search.wait()
        #expect(search.status.isDone && search.status.matches == 0)
        #expect(search.next(after: -1) == nil)
    }

    @Test("of a pattern that explodes elsewhere is linear here", .timeLimit(.minutes(5)))
    func linear() throws {
        let scratch = Scratch()
        scratch.write(String(repeating: String(repeating: "a", count: 5_000) + "!\n", count: 20))
        for pattern in ["(a|aa)+$", "(a*)*b", "(x+x+)+y", "^(a+)+$", "(.*a){12}b"] {
            let search = LogSearch(
                try scratch.open(),
                for: try SearchPattern(pattern, .regularExpression)
            )
            search.start()
            search.wait()
            #expect(search.status == SearchStatus(fraction: 1, isDone: true))
        }
    }

    @Test(
        "of a pattern that only backtracking can match stops after its time and says so",
        .timeLimit(.minutes(5))
    )
    func tooSlow() throws {
        let scratch = Scratch()
        scratch.write("short\naaab\n" + String(repeating: "a", count: 60) + "!\n")
        let pattern = try SearchPattern(#"(a|aa)+(?!a)$|b\b(?<=b)"#, .regularExpression)
        #expect(pattern.isSlow)
        let search = LogSearch(try scratch.open(), for: pattern)
        search.start()
        search.wait()
        #expect(search.status.isDone)
        #expect(
            search.status.notice
                == "The pattern took more than 2 s on line 3, so the search was stopped."
        )
        #expect(search.next(after: -1) == nil)
    }
}
