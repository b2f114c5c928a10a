/// Progress that a program tells the terminal: `ESC ] 9 ; 4 ; state ; percent`, then BEL or ST.
enum TerminalProgressRule {
    private static let head: [UInt8] = [Byte.escape] + Array("]9;4;".utf8)

    /// What the last whole sequence says, or `nil` when there is none or it took progress away.
    static func latest(in bytes: [UInt8]) -> LogProgress? {
        var place = bytes.count - head.count
        while place >= 0 {
            defer { place -= 1 }
            guard bytes[place] == Byte.escape, bytes[place...].starts(with: head) else { continue }
            let end = bytes.withUnsafeBytes {
                EscapeSequence.end(in: $0, from: place, to: $0.count)
            }
            let last = bytes[end - 1]
            guard last == Byte.bell || last == UInt8(ascii: "\\") else { continue }
            let body = bytes[(place + head.count)..<end].prefix {
                $0 != Byte.bell && $0 != Byte.escape
            }
            return progress(String(decoding: body, as: UTF8.self), at: place)
        }
        return nil
    }

    private static func progress(_ body: String, at offset: Int) -> LogProgress? {
        let fields = body.split(separator: ";", omittingEmptySubsequences: false)
        guard let state = fields.first.flatMap({ Int($0) }) else { return nil }
        let percent = fields.count > 1 ? Int(fields[1]) : nil
        let fraction = percent.map { Double(min(100, max(0, $0))) / 100 }
        var progress = LogProgress(fraction: fraction, source: .terminal, offset: offset)
        switch state {
        case 1: return fraction == nil ? nil : progress
        case 2: progress.state = .failed
        case 3: progress.fraction = nil
        case 4: progress.state = .paused
        default: return nil
        }
        return progress
    }
}
