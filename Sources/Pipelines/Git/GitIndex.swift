/// The paths that a git index holds.
package struct GitIndex: Sendable {
    /// Where nothing was ever added.
    static let empty = GitIndex(names: [], offsets: [0])

    /// All paths, one after the other, in the order of their bytes.
    private let names: [UInt8]
    /// Where each path begins; after them, where the last one ends.
    private let offsets: [Int]

    private init(names: [UInt8], offsets: [Int]) {
        self.names = names
        self.offsets = offsets
    }

    /// Reads an index of the versions 2 to 4 with SHA-1 names.
    ///
    /// Nil where it is cut off, or where parts of it are in other files or left out.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= 32, bytes.starts(with: "DIRC".utf8) else { return nil }
        let version = bytes.number(at: 4)
        guard (2...4).contains(version) else { return nil }
        var names: [UInt8] = []
        var offsets = [0]
        var last: [UInt8] = []
        var position = 12
        for _ in 0..<bytes.number(at: 8) {
            guard position + 64 <= bytes.count else { return nil }
            let flags = Int(bytes[position + 60]) << 8 | Int(bytes[position + 61])
            var start = position + 62
            if flags & 0x4000 != 0 {
                guard version > 2 else { return nil }
                start += 2
            }
            if version == 4 {
                guard let cut = bytes.offset(at: &start), cut <= last.count else { return nil }
                last.removeLast(cut)
            } else {
                last = []
            }
            guard let end = bytes[start...].firstIndex(of: 0) else { return nil }
            last += bytes[start..<end]
            names += last
            offsets.append(names.count)
            // Entries before version 4 are filled with zeros to a multiple of eight bytes.
            position = version == 4 ? end + 1 : position + (end - position + 8) / 8 * 8
        }
        guard position + 20 <= bytes.count, Self.isWhole(bytes, extensionsAt: position) else {
            return nil
        }
        self.names = names
        self.offsets = offsets
    }

    /// Whether all entries stand in this file, each for a file of its own.
    private static func isWhole(_ bytes: [UInt8], extensionsAt start: Int) -> Bool {
        var position = start
        while position + 28 <= bytes.count {
            let name = bytes[position..<(position + 4)]
            if name.elementsEqual("link".utf8) || name.elementsEqual("sdir".utf8) { return false }
            position += 8 + bytes.number(at: position + 4)
        }
        return true
    }

    /// Whether it holds a path, or one inside of it.
    package func holds(_ path: RawPath) -> Bool {
        let place = firstIndex(notBefore: path.bytes)
        if place < offsets.count - 1, name(place).elementsEqual(path.bytes) { return true }
        let inside = path.bytes + [UInt8(ascii: "/")]
        let next = firstIndex(notBefore: inside)
        return next < offsets.count - 1 && name(next).starts(with: inside)
    }

    private func name(_ index: Int) -> ArraySlice<UInt8> {
        names[offsets[index]..<offsets[index + 1]]
    }

    private func firstIndex(notBefore path: [UInt8]) -> Int {
        var (low, high) = (0, offsets.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if name(middle).lexicographicallyPrecedes(path) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

extension [UInt8] {
    /// A number of four bytes, the highest first.
    fileprivate func number(at offset: Int) -> Int {
        self[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
    }

    /// A number of as many bytes as it takes, as git writes offsets; goes behind it.
    fileprivate func offset(at position: inout Int) -> Int? {
        var value = -1
        for _ in 0..<8 {
            guard position < count else { return nil }
            let byte = self[position]
            position += 1
            value = (value + 1) << 7 | Int(byte & 0x7f)
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }
}
