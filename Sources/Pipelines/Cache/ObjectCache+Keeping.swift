import Glibc

extension ObjectCache {
    /// Puts a content into the cache and links its place with it, as DVC's settings say.
    ///
    /// What is in the cache already stays. Fails where the content is not `hash` any more; then,
    /// and where the cache cannot take it, everything at the place stays as it is. Without
    /// `isLinked` the files at the place stay files of their own.
    package func keep(
        _ path: RawPath,
        as hash: ContentHash,
        isExecutable: Bool = false,
        isLinked: Bool = true
    ) throws(ContentFailure) {
        let staysOwn = isExecutable || !isLinked
        guard hash.isFolder else {
            return try keepFile(KeptFile(path: path, hash: hash, staysOwn: staysOwn))
        }
        let manifest = try reader.manifest(of: path)
        guard manifest.hash == hash else { throw .unsteady(path) }
        let entries = manifest.entries
        let failures = Parallel.map(entries.count) { index -> ContentFailure? in
            let file = KeptFile(
                path: path.appending(entries[index].path),
                hash: ContentHash(file: entries[index].digest),
                // DVC takes the executable bits of files in folders away.
                staysOwn: !isLinked
            )
            do throws(ContentFailure) {
                try self.keepFile(file)
                return nil
            } catch {
                return error
            }
        }
        if let failure = failures.lazy.compactMap(\.self).first { throw failure }
        do throws(FileFailure) { try keepManifest(manifest) } catch { throw .notKept(path, error) }
    }

    private func keepFile(_ file: KeptFile) throws(ContentFailure) {
        do throws(ContentFailure) {
            if try !settle(file) { try store(file) }
            try link(file)
        } catch {
            // What the kernel refuses is told with the output's own name.
            guard case .file(let failure) = error else { throw error }
            throw .notKept(file.path, failure)
        }
    }

    /// Whether the object is there and whole; one that is damaged is left to be replaced.
    private func settle(_ file: KeptFile) throws(ContentFailure) -> Bool {
        let size = try wrapping { () throws(FileFailure) in try FileStatus.of(file.path)?.size }
        // One that was cut off keeps the mode that says that it was read once.
        guard let status = try wholeObject(file.hash), status.size == size else { return false }
        return try protect(file.hash, status)
    }

    private func settle(_ hash: ContentHash) throws(ContentFailure) -> Bool {
        guard let status = try wholeObject(hash) else { return false }
        if hash.isFolder, try manifest(hash) == nil { return false }
        return try protect(hash, status)
    }

    private func protect(
        _ hash: ContentHash,
        _ status: FileStatus
    ) throws(ContentFailure) -> Bool {
        guard status.mode != Self.verifiedMode else { return true }
        do throws(FileFailure) {
            try Files.setMode(path(of: hash), Self.verifiedMode)
        } catch {
            // Another one of the group made it; it is read again each time.
            guard error.errno == EPERM else { throw .file(error) }
        }
        return true
    }

    // MARK: - Storing

    /// Makes the object of a file in the cheapest way that its place allows.
    private func store(_ file: KeptFile) throws(ContentFailure) {
        if try isToShare(file), try adopt(file) { return }
        let part = try wrapping { () throws(FileFailure) in try parts.make() }
        let isCloned = links.types == [.copy] ? false : try clone(file, into: part)
        if !isCloned { try copy(file, into: part) }
        try wrapping { () throws(FileFailure) in try publish(part, as: file.hash) }
    }

    /// Whether its place is to hold the object itself.
    private func isToShare(_ file: KeptFile) throws(ContentFailure) -> Bool {
        guard !file.staysOwn else { return false }
        return try ways(for: file).first?.sharesObject == true
    }

    /// The ways to link that are left for a file.
    private func ways(for file: KeptFile) throws(ContentFailure) -> [LinkType] {
        try wrapping { () throws(FileFailure) in try links.types(in: file.path.parent) }
    }

    private func works(_ type: LinkType, for file: KeptFile) throws(ContentFailure) -> Bool {
        try wrapping { () throws(FileFailure) in try links.works(type, in: file.path.parent) }
    }

    /// Makes the file itself the object, by another name; false where that cannot be done.
    private func adopt(_ file: KeptFile) throws(ContentFailure) -> Bool {
        guard try works(.hardlink, for: file),
            let before = try steadyStatus(of: file)
        else { return false }
        // Under a name it has already it might be written, and that name would change its mode.
        guard before.isFile, before.linkCount == 1, before.size > 0 else { return false }
        return try wrapping { () throws(FileFailure) in
            guard try takeRights(of: file.path) else { return false }
            let after = try FileStatus.ofLink(file.path)
            let isSteady = after?.isSameContent(as: before) == true
            let code = isSteady ? try name(file.path, as: file.hash) : ESTALE
            guard code != 0 else {
                if let own = try FileStatus.ofLink(file.path) { reader.carry(before, to: own) }
                return true
            }
            try Files.setMode(file.path, before.mode)
            switch code {
            // A damaged object, or one that another stage made just now.
            case EEXIST, EMLINK, ESTALE: break
            case _ where ObjectLinks.isRefusal(code):
                try links.refuse(.hardlink, in: file.path.parent)
            default: throw FileFailure(.link, path(of: file.hash), code)
            }
            return false
        }
    }

    /// Makes a file read-only; false where it belongs to somebody else.
    private func takeRights(of path: RawPath) throws(FileFailure) -> Bool {
        do throws(FileFailure) {
            try Files.setMode(path, Self.verifiedMode)
            return true
        } catch {
            guard error.errno == EPERM else { throw error }
            return false
        }
    }

    /// The status of a file that has the content it should have, the link itself where it is one.
    private func steadyStatus(of file: KeptFile) throws(ContentFailure) -> FileStatus? {
        let status = try wrapping { () throws(FileFailure) in try FileStatus.ofLink(file.path) }
        guard try reader.content(of: file.path)?.hash == file.hash else {
            throw .unsteady(file.path)
        }
        return status
    }

    /// Lets the object share the file's blocks; false where that cannot be done.
    private func clone(
        _ file: KeptFile,
        into part: borrowing PartFile
    ) throws(ContentFailure) -> Bool {
        guard try works(.reflink, for: file), let before = try steadyStatus(of: file) else {
            return false
        }
        let isCloned = try wrapping { () throws(FileFailure) in
            guard let source = try OpenFile(reading: file.path) else { return false }
            let code = ObjectLinks.clone(source, into: part.file)
            guard code != 0 else { return true }
            guard ObjectLinks.isRefusal(code) else {
                throw FileFailure(.write, part.file.path, code)
            }
            try links.refuse(.reflink, in: file.path.parent)
            return false
        }
        guard isCloned else { return false }
        let after = try wrapping { () throws(FileFailure) in try FileStatus.ofLink(file.path) }
        guard let after, after.isSameContent(as: before) else { throw .unsteady(file.path) }
        return true
    }

    private func copy(_ file: KeptFile, into part: borrowing PartFile) throws(ContentFailure) {
        var digest = MD5()
        try wrapping { () throws(FileFailure) in
            guard let source = try OpenFile(reading: file.path) else {
                throw FileFailure(.read, file.path, ENOENT)
            }
            try source.forEachChunk { chunk throws(FileFailure) in
                digest.update(chunk)
                try part.file.write(chunk)
            }
        }
        guard digest.digest() == file.hash.digest else { throw .unsteady(file.path) }
    }

    private func keepManifest(_ manifest: FolderManifest) throws(FileFailure) {
        let hash = manifest.hash
        if (try? settle(hash)) == true { return }  // One that cannot be read is made anew.
        let part = try parts.make()
        try part.file.write(manifest.json)
        try publish(part, as: hash)
    }

    // MARK: - Publishing

    /// Moves a whole file to the place of its object.
    private func publish(_ part: borrowing PartFile, as hash: ContentHash) throws(FileFailure) {
        let path = path(of: hash)
        try part.file.setMode(Self.verifiedMode)
        try Files.makeFolder(path.parent, mode: folderMode)
        try Files.rename(part.file.path, to: path)
        note(path)
    }

    /// Makes the place of an object another name of a file; the number of the error, or 0.
    private func name(_ file: RawPath, as hash: ContentHash) throws(FileFailure) -> Int32 {
        let path = path(of: hash)
        var code = ObjectLinks.link(file, to: path)
        if code == ENOENT {
            try Files.makeFolder(path.parent, mode: folderMode)
            code = ObjectLinks.link(file, to: path)
        }
        if code == 0 { note(path) }
        return code
    }

    // MARK: - Linking

    /// Puts a link to the object in the place of a file, where its own bytes are not to stay.
    private func link(_ file: KeptFile) throws(ContentFailure) {
        let object = path(of: file.hash)
        guard !file.staysOwn else { return }
        while let type = try ways(for: file).first {
            guard type.sharesObject else { return }
            let (status, own) = try wrapping { () throws(FileFailure) in
                (try FileStatus.of(object), try FileStatus.ofLink(file.path))
            }
            guard let status, let own else { throw .missingObject(file.hash) }
            // All empty files would be one file, which can have so many names only.
            if type == .hardlink, status.size == 0 { return }
            if type == .hardlink, own.isSameFile(as: status) { return }
            if type == .symlink, own.kind == .link, file.path.isLink(to: object) { return }
            if try replace(file, own, by: type, of: object) { return }
            // An object that has all the names it can have is copied.
            if try ways(for: file).first == type { return }
        }
        throw .noLink(file.path, links.types)
    }

    private func replace(
        _ file: KeptFile,
        _ own: FileStatus,
        by type: LinkType,
        of object: RawPath
    ) throws(ContentFailure) -> Bool {
        // What was written meanwhile must not be lost.
        let isObject = try wrapping { () throws(FileFailure) in
            try FileStatus.of(object)?.isSameFile(as: own) == true
        }
        if !isObject { _ = try steadyStatus(of: file) }
        let part = file.path.parent.appending(".\(file.path.name).pitwall-tmp")
        return try wrapping { () throws(FileFailure) in
            try Files.remove(part)
            let old = try FileStatus.of(object)
            guard try links.make(type, of: object, at: part) else { return false }
            do throws(FileFailure) {
                try Files.rename(part, to: file.path)
            } catch {
                try? Files.remove(part)  // The first failure is the one to tell.
                throw error
            }
            // Its number of names may be another one, which changes its status.
            if let old, let new = try FileStatus.of(object) { reader.carry(old, to: new) }
            return true
        }
    }
}

/// A file that goes to the cache.
private struct KeptFile {
    let path: RawPath
    let hash: ContentHash
    /// Its place keeps a file of its own: it may be written, or has executable bits, which an
    /// object never has.
    let staysOwn: Bool
}

extension FileStatus {
    /// It is the very same file.
    func isSameFile(as other: FileStatus) -> Bool {
        device == other.device && inode == other.inode
    }

    /// Nothing was written to it since.
    func isSameContent(as other: FileStatus) -> Bool {
        isSameFile(as: other) && size == other.size && modifiedAt == other.modifiedAt
    }
}

extension RawPath {
    /// It is a link that holds exactly this path.
    fileprivate func isLink(to target: RawPath) -> Bool {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = withCString { name in
            bytes.withUnsafeMutableBytes { buffer in
                buffer.withMemoryRebound(to: CChar.self) { text in
                    text.baseAddress.map { readlink(name, $0, text.count) } ?? -1
                }
            }
        }
        return count >= 0 && bytes.prefix(count).elementsEqual(target.bytes)
    }
}
