/// The file that says when which part of a log was written.
///
/// Written by the stage's watcher beside the log: a header of 64 bytes, then a record of 16 bytes
/// for each moment, at most about ten a second. It may be missing, short or torn at any time; what
/// is there is used.
struct LogTimes: Sendable {
    static let magic: [UInt8] = Array("PWTIMES1".utf8)
    static let headerBytes = 64
    static let recordBytes = 16

    private let descriptor: Descriptor?

    init(_ descriptor: Descriptor?) {
        self.descriptor = descriptor
    }

    /// What the header says now.
    struct Header: Sendable, Hashable {
        var gap: LogGap?
        var droppedBytes = 0
    }

    /// Reads the header; an empty one stands for a file that is missing or not ours.
    var header: Header {
        guard let descriptor else { return Header() }
        let bytes = descriptor.bytes(0..<Self.headerBytes)
        guard bytes.count == Self.headerBytes, bytes.starts(with: Self.magic) else {
            return Header()
        }
        return Header(
            gap: LogGap(start: Self.number(in: bytes, at: 8), end: Self.number(in: bytes, at: 16)),
            droppedBytes: max(0, Self.number(in: bytes, at: 24))
        )
    }

    /// A reader for several look-ups near each other.
    func reader() -> LogTimeReader {
        guard let descriptor else { return LogTimeReader(nil, count: 0) }
        let magic = descriptor.bytes(0..<Self.magic.count)
        guard magic == Self.magic else { return LogTimeReader(nil, count: 0) }
        let count = max(0, descriptor.size - Self.headerBytes) / Self.recordBytes
        return LogTimeReader(descriptor, count: count)
    }

    static func number(in bytes: [UInt8], at place: Int) -> Int {
        guard place + 8 <= bytes.count else { return 0 }
        let raw = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Int64.self) }
        return Int(Int64(littleEndian: raw))
    }
}
