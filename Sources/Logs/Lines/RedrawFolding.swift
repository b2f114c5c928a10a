/// Which part of a line that redraws itself is to be seen.
///
/// A carriage return takes the cursor back to the line's start; what is printed then replaces what
/// stood there. Shown is the last redraw that says anything: bars are often wiped with blanks or an
/// erase sequence at the end, and what they said last is worth more than nothing. The carriage
/// returns before the newline, as in `\r\n`, end the line and are no redraws.
struct RedrawFolding: Equatable {
    /// The place of the visible part in the line.
    let visible: Range<Int>
    /// How many redraws there were before it and are hidden.
    let hidden: Int

    init(_ line: UnsafeRawBufferPointer) {
        var end = line.count
        while end > 0 && line[end - 1] == Byte.carriageReturn { end -= 1 }
        var segmentEnd = end
        while true {
            let start = Bytes.last(Byte.carriageReturn, in: line, before: segmentEnd).map { $0 + 1 }
            let segment = (start ?? 0)..<segmentEnd
            if Self.saysSomething(line, segment) {
                visible = segment
                break
            }
            guard let start else {
                // Blanks, or bytes that say nothing: shown as they are.
                visible = segment
                break
            }
            segmentEnd = start - 1
        }
        let before = UnsafeRawBufferPointer(rebasing: line[..<visible.lowerBound])
        hidden = Bytes.count(Byte.carriageReturn, in: before)
    }

    /// Whether anything but blanks and escape sequences stands there.
    private static func saysSomething(
        _ line: UnsafeRawBufferPointer,
        _ segment: Range<Int>
    ) -> Bool {
        var place = segment.lowerBound
        while place < segment.upperBound {
            if line[place] == Byte.escape {
                place = EscapeSequence.end(in: line, from: place, to: segment.upperBound)
            } else if line[place] <= Byte.space {
                place += 1
            } else {
                return true
            }
        }
        return false
    }
}
