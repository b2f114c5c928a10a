import Glibc

/// The digests in the manifest of a folder, taken without its paths.
///
/// A manifest of a million files is larger than all else in memory, and to know whether its files
/// are in the cache takes their digests alone.
struct ManifestDigests {
    /// So much is gone through before the memory is given back.
    private static let stepSize = 1 << 20

    let digests: [Bits128]

    /// Reads an object; nil where it is missing, or is not the manifest of this name.
    init?(of hash: ContentHash, at path: RawPath) throws(ContentFailure) {
        let status = try wrapping { () throws(FileFailure) in try FileStatus.of(path) }
        guard let status, status.isFile, status.size <= ObjectCache.manifestLimit else {
            return nil
        }
        guard let map = MappedFile(path, followsLink: true) else { return nil }
        var digest = MD5()
        var scanner = Scanner(bytes: map.bytes)
        var offset = 0
        while offset < map.bytes.count {
            let end = min(offset + Self.stepSize, map.bytes.count)
            digest.update(UnsafeRawBufferPointer(rebasing: map.bytes[offset..<end]))
            scanner.scan(upTo: end)
            map.giveBack(upTo: scanner.position)
            offset = end
        }
        guard digest.digest() == hash.digest else { return nil }
        if let digests = scanner.result {
            self.digests = digests
            return
        }
        // Whole, but of another form than DVC's.
        guard let manifest = FolderManifest(json: Array(map.bytes)) else { return nil }
        digests = manifest.entries.compactMap { Bits128(hex: $0.digest) }
        guard digests.count == manifest.entries.count else { return nil }
    }

    /// Goes through a manifest in the form DVC writes.
    private struct Scanner {
        private static let open = Array("{\"md5\": \"".utf8)
        private static let middle = Array("\", \"relpath\": \"".utf8)
        private static let close = Array("\"}".utf8)

        let bytes: UnsafeRawBufferPointer
        /// All before it was understood.
        private(set) var position = 0

        private var digests: [Bits128] = []
        private var isUnderstood = true

        init(bytes: UnsafeRawBufferPointer) {
            self.bytes = bytes
            isUnderstood = bytes.first == UInt8(ascii: "[")
            position = 1
        }

        /// The digests, if all of the manifest was understood.
        var result: [Bits128]? {
            guard isUnderstood else { return nil }
            let isEmpty = digests.isEmpty && bytes.count == 2 && bytes[1] == UInt8(ascii: "]")
            return isEmpty || !digests.isEmpty && position == bytes.count ? digests : nil
        }

        /// Takes the entries that begin before an offset.
        mutating func scan(upTo end: Int) {
            while isUnderstood, position < end, bytes.count > 2 {
                guard let digest = entry() else {
                    isUnderstood = false
                    return
                }
                digests.append(digest)
            }
        }

        private mutating func entry() -> Bits128? {
            guard take(Self.open), position + 32 < bytes.count else { return nil }
            let text = String(decoding: bytes[position..<(position + 32)], as: UTF8.self)
            guard let digest = Bits128(hex: text) else { return nil }
            position += 32
            guard take(Self.middle) else { return nil }
            while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
                position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            guard take(Self.close), position < bytes.count else { return nil }
            if bytes[position] == UInt8(ascii: "]") {
                position += 1
                return position == bytes.count ? digest : nil
            }
            return take(Array(", ".utf8)) ? digest : nil
        }

        private mutating func take(_ text: [UInt8]) -> Bool {
            guard position + text.count <= bytes.count,
                text.indices.allSatisfy({ bytes[position + $0] == text[$0] })
            else { return false }
            position += text.count
            return true
        }
    }
}

extension ObjectCache {
    /// Objects that one thread looks at.
    private static let blockSize = 2_048

    /// The sum of the sizes of objects; nil where one is missing or damaged.
    func sum(of digests: [Bits128]) throws(ContentFailure) -> Int64? {
        let step = Self.blockSize
        let start = folder.appending("files/md5/").bytes
        let parts = Parallel.map((digests.count + step - 1) / step) { index in
            Result { () throws(ContentFailure) in
                try self.sum(
                    of: digests[(index * step)..<min((index + 1) * step, digests.count)],
                    in: start
                )
            }
        }
        var sum: Int64 = 0
        for part in parts {
            guard let part = try part.get() else { return nil }
            sum &+= part
        }
        return sum
    }

    private func sum(
        of digests: ArraySlice<Bits128>,
        in folder: [UInt8]
    ) throws(ContentFailure) -> Int64? {
        var sum: Int64 = 0
        var path = folder
        for digest in digests {
            let name = digest.hex
            path.removeLast(path.count - folder.count)
            path += name.utf8.prefix(2)
            path.append(UInt8(ascii: "/"))
            path += name.utf8.dropFirst(2)
            path.append(0)
            var raw = stat()
            let code = path.withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) { text in
                    text.baseAddress.map { stat($0, &raw) } ?? -1
                }
            }
            let isVerified = raw.st_mode & (S_IFMT | 0o7777) == S_IFREG | Self.verifiedMode
            if code == 0, isVerified {
                sum &+= Int64(raw.st_size)
            } else {
                guard let found = try wholeObject(ContentHash(file: name)) else { return nil }
                sum &+= found.size
            }
        }
        return sum
    }
}
