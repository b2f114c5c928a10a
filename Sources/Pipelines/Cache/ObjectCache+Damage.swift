/// Why a content that the cache should have cannot come back.
struct ObjectDamage: Hashable, Sendable {
    /// The object, below the cache's folder.
    let object: RawPath
    /// Of a folder the file in it whose object this is; nil for the object of the whole.
    let file: RawPath?
    /// Its bytes are not what its name says, or some are missing; else it is not there.
    let isDamaged: Bool

    /// What follows "… is not in the cache".
    var words: String {
        let subject = file.map { "'\($0)' in it" } ?? "it"
        return isDamaged
            ? "the object '\(object)' of \(subject) is damaged" : "\(subject) is missing there"
    }
}

extension ObjectCache {
    /// What is wrong with a content that the cache does not hold; nil where nothing of it is there.
    func damage(of hash: ContentHash) throws(ContentFailure) -> ObjectDamage? {
        let isThere = try wrapping { () throws(FileFailure) in
            try FileStatus.of(path(of: hash)) != nil
        }
        guard isThere else { return nil }
        let whole = ObjectDamage(object: name(of: hash), file: nil, isDamaged: true)
        guard hash.isFolder, let manifest = try manifest(hash) else { return whole }
        for entry in manifest.entries {
            let file = ContentHash(file: entry.digest)
            guard try wholeObject(file) == nil else { continue }
            let isThere = try wrapping { () throws(FileFailure) in
                try FileStatus.of(path(of: file)) != nil
            }
            return ObjectDamage(object: name(of: file), file: entry.path, isDamaged: isThere)
        }
        return whole
    }

    private func name(of hash: ContentHash) -> RawPath {
        RawPath("files/md5/\(hash.objectName)")
    }
}
