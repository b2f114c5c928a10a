import Glibc

/// The records that earlier processes left in a file, found without reading all of them.
///
/// First the records in the order of their keys, then those that were added since. The file is
/// only ever replaced as a whole or added to, so that a map of it stays what it is; a damaged
/// one, or a damaged record, counts as if it were not there.
final class StatTable: Sendable {
    /// More records than this are not kept.
    static let recordLimit = 4_000_000
    /// So many records, or an eighth of the ordered ones, may stand behind the ordered ones.
    private static let looseLimit = 4_096

    private static let head = Array("pitwall stat 01\n".utf8)
    /// The head, the number of ordered records, and zeros.
    private static let headCount = StatRecord.byteCount

    private let map: MappedFile?
    private let orderedCount: Int
    private let loose: [StatRecord.Key: StatRecord]

    /// Opens the table of a file; an empty one where there is none that can be used.
    init(_ path: RawPath) {
        guard let map = MappedFile(path), map.bytes.count >= Self.headCount,
            map.bytes.prefix(Self.head.count).elementsEqual(Self.head)
        else {
            (map, orderedCount, loose) = (nil, 0, [:])
            return
        }
        let ordered = Int(
            truncatingIfNeeded: map.bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
        )
        let count = min(map.bytes.count / StatRecord.byteCount - 1, Self.recordLimit)
        guard ordered >= 0, ordered <= count else {
            (self.map, orderedCount, loose) = (nil, 0, [:])
            return
        }
        self.map = map
        orderedCount = ordered
        loose = Dictionary(
            (ordered..<count).compactMap { Self.record($0, map) }.map { ($0.key, $0) },
            uniquingKeysWith: { $1 }
        )
    }

    func record(_ key: StatRecord.Key) -> StatRecord? {
        if let record = loose[key] { return record }
        guard let map else { return nil }
        var (low, high) = (0, orderedCount)
        while low < high {
            let middle = (low + high) / 2
            let offset = Self.headCount + middle * StatRecord.byteCount
            let other = StatRecord.Key(
                device: map.bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
                inode: map.bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
            )
            if other == key { return Self.record(middle, map) }
            if other < key { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    private static func record(_ index: Int, _ map: MappedFile) -> StatRecord? {
        let start = headCount + index * StatRecord.byteCount
        let bytes = map.bytes[start..<(start + StatRecord.byteCount)]
        return StatRecord(UnsafeRawBufferPointer(rebasing: bytes))
    }

    /// Writes records beside those of the file; fewer of them are added to its end.
    func write(_ records: [StatRecord], to path: RawPath) throws(FileFailure) {
        let allowed = max(Self.looseLimit, orderedCount / 8)
        if map != nil, loose.count + records.count <= allowed {
            let file = try OpenFile(writing: path, flags: O_APPEND)
            // Behind a record that was cut off nothing could be found.
            let size = try file.status().size
            guard size % Int64(StatRecord.byteCount) == 0 else { return try replace(records, path) }
            return try file.write(Self.bytes(of: records))
        }
        try replace(records, path)
    }

    /// Writes all records in order, piece by piece: a large table does not fit twice.
    private func replace(_ records: [StatRecord], _ path: RawPath) throws(FileFailure) {
        var changed = loose
        for record in records { changed[record.key] = record }
        let new = changed.values.sorted { $0.key < $1.key }
        let old = orderedCount + new.count <= Self.recordLimit ? map : nil
        let part = path.parent.appending(".\(path.name).pitwall-tmp")
        let file = try OpenFile(writing: part, flags: O_CREAT | O_TRUNC)
        do throws(FileFailure) {
            try file.setMode(0o600)
            let count = try write(new, old, changed, to: file)
            // Now that the number is known, behind which nothing is in order.
            try file.overwrite(Self.headBytes(count), at: 0)
        } catch {
            part.withCString { _ = unlink($0) }
            throw error
        }
        try Files.rename(part, to: path)
    }

    /// Writes the head's place and the records of both, the new ones in the place of old ones.
    ///
    /// Gives how many there are.
    private func write(
        _ new: [StatRecord],
        _ old: MappedFile?,
        _ changed: [StatRecord.Key: StatRecord],
        to file: borrowing OpenFile
    ) throws(FileFailure) -> Int {
        var bytes = Self.headBytes(0)
        var count = 0
        var next = 0
        for index in 0..<(old == nil ? 0 : orderedCount) {
            guard let old, let record = Self.record(index, old), changed[record.key] == nil else {
                continue
            }
            while next < new.count, new[next].key < record.key {
                new[next].append(to: &bytes)
                (next, count) = (next + 1, count + 1)
            }
            record.append(to: &bytes)
            count += 1
            guard bytes.count >= Self.pieceSize else { continue }
            try file.write(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        for record in new[next...] { record.append(to: &bytes) }
        try file.write(bytes)
        return count + new.count - next
    }

    /// Bytes written at once.
    private static let pieceSize = 1 << 20

    private static func headBytes(_ count: Int) -> [UInt8] {
        var bytes = head
        withUnsafeBytes(of: UInt64(count).littleEndian) { bytes.append(contentsOf: $0) }
        return bytes + [UInt8](repeating: 0, count: headCount - bytes.count)
    }

    private static func bytes(of records: [StatRecord]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(records.count * StatRecord.byteCount)
        for record in records { record.append(to: &bytes) }
        return bytes
    }
}
