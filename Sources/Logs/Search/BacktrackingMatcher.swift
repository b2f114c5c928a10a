import Foundation

/// Finds what only a backtracking engine can match: references back, lookaround and their like.
///
/// Slow, and some patterns take for ever on some lines. That is why each line has a limit of time,
/// which the engine's own progress reports are used to keep.
final class BacktrackingMatcher: LineMatcher {
    private let expression: NSRegularExpression
    private let limit: Duration
    private let interrupted: () -> Bool

    /// A control character: what stands there cannot be meant by a pattern, nor change its place.
    private static let broken: UInt8 = 0x1A

    init(
        _ expression: NSRegularExpression,
        limit: Duration,
        interrupted: @escaping () -> Bool
    ) {
        self.expression = expression
        self.limit = limit
        self.interrupted = interrupted
    }

    func match(_ text: UnsafeMutableRawBufferPointer, _ found: (Range<Int>) -> Bool) -> MatchingEnd
    {
        UTF8Repair.mark(text, with: Self.broken)
        let bytes = UnsafeRawBufferPointer(text)
        var start = 0
        while start < bytes.count {
            let end = Bytes.first(Byte.newline, in: bytes, from: start) ?? bytes.count
            let result = matchLine(bytes, start..<end, found)
            if result != .finished { return result }
            start = end + 1
        }
        return .finished
    }

    private func matchLine(
        _ bytes: UnsafeRawBufferPointer,
        _ range: Range<Int>,
        _ found: (Range<Int>) -> Bool
    ) -> MatchingEnd {
        var range = range
        if range.last.map({ bytes[$0] }) == Byte.carriageReturn {
            range = range.lowerBound..<range.upperBound - 1
        }
        let line = String(decoding: bytes[range], as: UTF8.self)
        let began = ContinuousClock.now
        var ranges: [NSRange] = []
        var isLate = false
        var isCancelled = false
        let (limit, interrupted) = (limit, interrupted)
        let whole = NSRange(location: 0, length: line.utf16.count)
        expression.enumerateMatches(in: line, options: [.reportProgress], range: whole) {
            result,
            flags,
            stop in
            if let result {
                ranges.append(result.range)
            } else if ContinuousClock.now - began > limit || flags.contains(.internalError) {
                // The engine gives up by itself where its stack would overflow.

                isLate = true
                stop.pointee = true
            } else if interrupted() {
                isCancelled = true
                stop.pointee = true
            }
        }
        if isCancelled { return .interrupted }
        if isLate { return .tooSlow(range.lowerBound) }
        let spans = Self.byteRanges(ranges, in: line)
        for span in spans where !span.isEmpty || spans.count == 1 {
            let match = range.lowerBound + span.lowerBound..<range.lowerBound + span.upperBound
            if !found(match) { return .refused }
        }
        return .finished
    }

    /// The same ranges counted in bytes, in one pass.
    private static func byteRanges(_ ranges: [NSRange], in line: String) -> [Range<Int>] {
        guard line.utf8.count != line.utf16.count else {
            return ranges.map { $0.location..<$0.location + $0.length }
        }
        var units = 0
        var bytes = 0
        var scalars = line.unicodeScalars.makeIterator()
        func bytePlace(of unit: Int) -> Int {
            while units < unit, let scalar = scalars.next() {
                units += UTF16.width(scalar)
                bytes += UTF8.width(scalar)
            }
            return bytes
        }
        return ranges.map { range in
            let start = bytePlace(of: range.location)
            return start..<bytePlace(of: range.location + range.length)
        }
    }
}
