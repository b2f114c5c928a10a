/// The files of a folder with their hashes, in the form whose MD5 is the folder's hash.
package struct FolderManifest: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        /// Relative to the folder, `/` between its parts.
        package let path: RawPath
        /// The MD5 of the file, 32 hex digits.
        package let digest: String

        package init(path: RawPath, digest: String) {
            self.path = path
            self.digest = digest
        }
    }

    /// In the order of the code points of their paths, which for UTF-8 is the order of bytes.
    package let entries: [Entry]

    /// Takes files in any order.
    package init(_ entries: [Entry]) {
        let isText = entries.allSatisfy { String(validating: $0.path.bytes, as: UTF8.self) != nil }
        if isText {
            self.entries = entries.sorted { $0.path < $1.path }
        } else {
            // Python orders the stand-ins for stray bytes below U+E000, not by the bytes.
            let keyed = entries.map { ($0, JSONText.codePoints(of: $0.path.bytes)) }
            self.entries = keyed.sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
        }
    }

    /// The bytes that DVC writes for it.
    package var json: [UInt8] {
        var bytes = Array("[".utf8)
        for (index, entry) in entries.enumerated() {
            if index > 0 { bytes.append(contentsOf: ", ".utf8) }
            bytes.append(contentsOf: "{\"md5\": \"\(entry.digest)\", \"relpath\": ".utf8)
            JSONText.append(entry.path.bytes, to: &bytes)
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: "]"))
        return bytes
    }

    /// The hash of the folder.
    package var hash: ContentHash { ContentHash(folder: MD5.digest(of: json)) }

    /// The part of the manifest below a path inside the folder, its paths relative to that.
    package func below(_ path: RawPath) -> FolderManifest {
        let prefix = path.bytes + [UInt8(ascii: "/")]
        return FolderManifest(
            entries.filter { $0.path.bytes.starts(with: prefix) }.map {
                Entry(
                    path: RawPath(bytes: Array($0.path.bytes.dropFirst(prefix.count))),
                    digest: $0.digest
                )
            }
        )
    }

    /// Reads the bytes of a manifest; nil where they are none.
    ///
    /// A path that is absolute, has an empty part, or leads out of its folder makes it none.
    package init?(json bytes: [UInt8]) {
        var reader = JSONReader(bytes)
        guard let value = try? reader.document(), case .list(let items) = value else {
            return nil  // What is wrong does not matter: the object is damaged.
        }
        var entries: [Entry] = []
        entries.reserveCapacity(items.count)
        for item in items {
            guard case .object(let members) = item, let path = members.text("relpath"),
                let digest = members.text("md5"), Self.isSafe(path),
                let hash = ContentHash(String(decoding: digest, as: UTF8.self)), !hash.isFolder
            else { return nil }
            entries.append(Entry(path: RawPath(bytes: path), digest: hash.text))
        }
        self.init(entries)
    }

    private static func isSafe(_ path: [UInt8]) -> Bool {
        guard !path.contains(0) else { return false }
        return path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .allSatisfy { part in
                !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
            }
    }
}

extension [JSONValue.Member] {
    /// The bytes of a text member.
    fileprivate func text(_ name: String) -> [UInt8]? {
        guard let member = first(where: { $0.name.elementsEqual(name.utf8) }),
            case .text(let bytes) = member.value
        else { return nil }
        return bytes
    }
}
