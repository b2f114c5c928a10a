import Foundation
import Logs
import Testing

@Suite("Log file")
struct LogFileTests {
    @Test("every line is found from either end, whatever its bytes")
    func lines() throws {
        let scratch = Scratch()
        let odd: [[UInt8]] = [
            Array("plain".utf8), [], Array("\u{1B}[31mred\u{1B}[0m".utf8), [0xFF, 0xC3, 0x28],
            [0, 0, 0], Array("tab\there".utf8), Array("no newline".utf8),
        ]
        scratch.write(odd.joined(separator: [10]))
        let log = try scratch.open()
        let forward = log.lines(from: 0, count: 100, .forward)
        #expect(forward.map(\.bytes) == odd)
        #expect(log.tail(100) == forward)
        #expect(forward.map { $0.number?.value } == [1, 2, 3, 4, 5, 6, 7])
        #expect(forward.map(\.isComplete) == [true, true, true, true, true, true, false])
        #expect(log.tail(2).map(\.text) == ["tab\there", "no newline"])
    }

    @Test("line ends of Windows are no redraws")
    func windows() throws {
        let scratch = Scratch()
        scratch.write("one\r\ntwo\r\n\r\n")
        let lines = try scratch.open().lines(from: 0, count: 9, .forward)
        #expect(lines.map(\.text) == ["one", "two", ""])
        #expect(lines.map(\.redraws) == [0, 0, 0])
    }

    @Test("an empty log has no lines")
    func empty() throws {
        let scratch = Scratch()
        scratch.write("")
        let log = try scratch.open()
        #expect(log.tail(5).isEmpty)
        #expect(log.lines(from: 9, count: 5, .forward).isEmpty)
        #expect(log.lineCount == LineNumber(value: 0, isApproximate: false))
        #expect(log.growth() == .unchanged)
    }

    @Test("a missing log says that nothing was printed")
    func missing() {
        let scratch = Scratch()
        #expect(throws: LogFileError(path: scratch.logPath, errno: 2)) { try scratch.open() }
        #expect(throws: LogFileError(path: scratch.folder, errno: nil)) {
            try LogFile(path: scratch.folder)
        }
    }

    @Test("random lines read the same in both directions and from any place", arguments: 0..<8)
    func random(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let scratch = Scratch()
        let piece = LogLimits.pieceBytes
        let lengths = [
            0, 1, 80, 500, piece - 1, piece, piece + 1, 2 * piece - 1, 2 * piece, 5 * piece,
        ]
        var bytes: [UInt8] = []
        while bytes.count < 40 * piece {
            let length = lengths.randomElement(using: &dice) ?? 0
            bytes += [UInt8](repeating: .random(in: 65...90, using: &dice), count: length) + [10]
        }
        if seed.isMultiple(of: 2) { bytes += Array("rest".utf8) }
        scratch.write(bytes)
        let log = try scratch.open()
        let forward = log.lines(from: 0, count: 10_000, .forward)
        #expect(log.tail(10_000) == forward)
        var rebuilt: [UInt8] = []
        for line in forward {
            #expect(line.offset == rebuilt.count && line.bytes.count <= LogLimits.lineBytes)
            rebuilt += line.bytes + (line.isComplete ? [10] : [])
            #expect(log.lineStart(of: line.offset) == line.offset)
            #expect(log.lineStart(of: line.end - 1) == line.offset)
        }
        #expect(rebuilt == bytes)
        let newlines = bytes.filter { $0 == 10 }.count
        #expect(forward.last?.number?.value == newlines + (seed.isMultiple(of: 2) ? 1 : 0))
    }

    @Test("a line of four gigabytes is read in pieces, from both ends and in the middle")
    func gigabytes() throws {
        let scratch = Scratch()
        let size = 4 << 30
        scratch.write("first\n")
        scratch.put("\nlast", at: size - 5, size: size)
        let log = try scratch.open()
        #expect(log.tail(1).map(\.text) == ["last"])
        let tail = log.tail(3)
        #expect(tail.allSatisfy { $0.bytes.count <= LogLimits.lineBytes })
        #expect(tail.map(\.isContinuation) == [true, true, false])
        let middle = log.lines(from: size / 2 + 77, count: 2, .forward)
        #expect(middle.map(\.offset) == [size / 2, size / 2 + LogLimits.pieceBytes])
        #expect(middle.map(\.continues) == [true, true])
        #expect(log.lines(from: 0, count: 2, .forward).map(\.offset) == [0, 6])
        #expect(middle[0].number?.isApproximate == true)
    }

    @Test("growth tells what was added and what was taken away")
    func growth() throws {
        let scratch = Scratch()
        scratch.write("one\ntwo")
        let log = try scratch.open()
        scratch.append("!\nthree\n")
        #expect(log.tail(1).map(\.text) == ["two"])
        #expect(log.growth() == .grew(from: 7, to: 15))
        #expect(log.tail(2).map(\.text) == ["two!", "three"])
        scratch.truncate(to: 2)
        // Before anybody looked: short answers, no fault.
        #expect(log.lines(from: 0, count: 5, .forward).first?.text == "on")
        #expect(log.growth() == .truncated(to: 2))
        #expect(log.tail(5).map(\.text) == ["on"])
    }

    @Test("numbers are estimates until the index has come there")
    func numbers() throws {
        let scratch = Scratch()
        let line = [UInt8](repeating: 120, count: 99) + [10]
        let count = 3 * LogLimits.indexBlockBytes / 100
        scratch.write(Array(repeatElement(line, count: count).joined()))
        let log = try scratch.open()
        let estimate = try #require(log.lineCount)
        #expect(estimate.isApproximate && abs(estimate.value - count) < 50)
        #expect(log.offset(ofLine: 7_000) == nil)
        #expect(log.indexFraction == 0)
        while log.extendIndex(byAtMost: 1) {}
        #expect(log.indexFraction == 1)
        #expect(log.lineCount == LineNumber(value: count, isApproximate: false))
        for number in [1, 2, 2_621, 2_622, 2_623, 7_000, count] {
            #expect(log.offset(ofLine: number) == (number - 1) * 100)
            #expect(log.number(at: number * 100 - 1)?.value == number)
        }
        #expect(log.offset(ofLine: count + 1) == nil)
        #expect(log.offset(ofLine: 0) == nil)
    }

    @Test("the dropped stretch is one line, and nobody numbers what is behind it")
    func gap() throws {
        let scratch = Scratch()
        let head = "one\ntwo\nthr"
        scratch.write(head)
        scratch.put("ee\nlast\n", at: 5_000_000, size: 5_000_000)
        scratch.times(gap: 11..<5_000_000, dropped: 7, [])
        let log = try scratch.open()
        let lines = log.lines(from: 0, count: 20, .forward)
        #expect(lines.map(\.text) == ["one", "two", "thr", "", "ee", "last"])
        let gap = try #require(LogGap(start: 11, end: 5_000_000))
        #expect(lines[3].kind == .gap(gap))
        #expect(gap.notice == "… 4.9 MB dropped here …")
        #expect(
            log.tail(20)
                == lines.map { line in
                    var line = line
                    // Read from behind, the first line is still numbered.
                    line.number = line.number
                    return line
                }
        )
        #expect(lines.map { $0.number?.value } == [1, 2, 3, nil, nil, nil])
        #expect(log.lineStart(of: 3_000_000) == 11)
        #expect(log.lineCount == nil && log.droppedBytes == 7)
        #expect(log.plainText(from: 0, through: 5_000_002).text.hasSuffix("dropped here …\nee\n"))
    }

    @Test("moments and offsets are found in each other")
    func times() throws {
        let scratch = Scratch()
        scratch.write("a\nb\nc\nd\n")
        scratch.times([(1_000_000, 0), (2_500_000, 4), (9_000_000, 6)])
        scratch.append("torn", to: "times")
        let log = try scratch.open()
        let dates = log.tail(9).map { $0.time?.timeIntervalSince1970 }
        #expect(dates == [1, 1, 2.5, 9])
        for (second, offset) in [
            (0.5, 0), (1, 0), (2.4, 0), (2.5, 4), (8.9, 4), (9, 6), (1e300, 6),
        ] {
            #expect(log.offset(atTime: Date(timeIntervalSince1970: second)) == offset)
        }
    }

    @Test(
        "times that are missing, short or not ours are no times",
        arguments: ["", "PWTIMES1", "PWTIMES2" + String(repeating: "x", count: 80)]
    )
    func badTimes(text: String) throws {
        let scratch = Scratch()
        scratch.write("a\n")
        scratch.write(text.utf8, to: "times")
        let log = try scratch.open()
        #expect(log.time(atOffset: 0) == nil)
        #expect(log.offset(atTime: Date(timeIntervalSince1970: 5)) == nil)
        #expect(log.extent.gap == nil && log.droppedBytes == 0)
    }

    @Test("a copy has no sequences, no controls, and joins pieces again")
    func copy() throws {
        let scratch = Scratch()
        let long = String(repeating: "x", count: 3 * LogLimits.pieceBytes)
        scratch.write(
            "\u{1B}[31mred\u{1B}[0m\u{1B}]0;title\u{7}\n10%\r20%\r\na\u{0}\u{202E}b\n\(long)\n"
        )
        let log = try scratch.open()
        let copy = log.plainText(from: 0, through: log.size - 1)
        #expect(copy.text == "red\n20%\nab\n\(long)\n")
        #expect(copy.lineCount == 4 && !copy.isCut)
    }
}
