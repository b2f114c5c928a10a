import Glibc

extension ObjectCache {
    /// Puts a content from the cache at a path, in place of what is there.
    ///
    /// It is linked or copied beside its place, as DVC's settings say, from objects whose bytes
    /// were checked, and only then takes the place. `isExecutable` gives a file its executable
    /// bits back. What patterns leave out of a folder stays in it. Without `isLinked` the files are
    /// files of their own, which may be written.
    package func bringBack(
        _ hash: ContentHash,
        to path: RawPath,
        isExecutable: Bool = false,
        isLinked: Bool = true
    ) throws(ContentFailure) {
        let part = path.parent.appending(".\(path.name).pitwall-tmp")
        // A folder that cannot be listed has nothing that is known to be left out.
        let leftOut = hash.isFolder ? (try? reader.leftOut(of: path)) ?? [] : []
        do throws(ContentFailure) {
            try wrapping { () throws(FileFailure) in
                try Files.makeFolder(path.parent)
                try Files.remove(part)
            }
            if hash.isFolder {
                try makeFolder(hash, at: part, isLinked: isLinked)
            } else {
                try makeFile(hash, at: part, isExecutable: isExecutable, isLinked: isLinked)
            }
            try wrapping { () throws(FileFailure) in
                try Self.move(leftOut, from: path, to: part)
                try Self.exchange(path, for: part, isFolder: hash.isFolder)
            }
        } catch {
            // The first failure is the one to tell.
            try? Self.move(leftOut, from: part, to: path)
            try? Files.remove(part)
            guard case .file(let failure) = error else { throw error }
            throw .notBroughtBack(path, failure)
        }
    }

    private static func exchange(
        _ path: RawPath,
        for part: RawPath,
        isFolder: Bool
    ) throws(FileFailure) {
        // A rename replaces a file, but neither a folder nor a file by a folder; and of two names
        // of one file it would leave both.
        if let old = try FileStatus.ofLink(path) {
            let isSame = try FileStatus.ofLink(part)?.isSameFile(as: old) == true
            if old.isFolder || isFolder || isSame { try Files.remove(path) }
        }
        try Files.rename(part, to: path)
    }

    /// Moves those of some files and folders that are there and do not stand at the target yet.
    private static func move(
        _ names: [RawPath],
        from folder: RawPath,
        to target: RawPath
    ) throws(FileFailure) {
        for name in names {
            let (old, new) = (folder.appending(name), target.appending(name))
            guard try FileStatus.ofLink(old) != nil, try FileStatus.ofLink(new) == nil else {
                continue
            }
            try Files.makeFolder(new.parent)
            try Files.rename(old, to: new)
        }
    }

    // MARK: - Parts

    private func makeFolder(
        _ hash: ContentHash,
        at path: RawPath,
        isLinked: Bool
    ) throws(ContentFailure) {
        guard let manifest = try manifest(hash) else { throw lost(hash) }
        let entries = manifest.entries
        try wrapping { () throws(FileFailure) in
            try Files.makeFolder(path)
            var folders: Set<RawPath> = [path]
            for entry in entries {
                let folder = path.appending(entry.path).parent
                if folders.insert(folder).inserted { try Files.makeFolder(folder) }
            }
        }
        let failures = Parallel.map(entries.count) { index -> ContentFailure? in
            let file = path.appending(entries[index].path)
            do throws(ContentFailure) {
                let hash = ContentHash(file: entries[index].digest)
                try self.makeFile(hash, at: file, isExecutable: false, isLinked: isLinked)
                return nil
            } catch {
                return error
            }
        }
        if let failure = failures.lazy.compactMap(\.self).first { throw failure }
    }

    /// Makes a new file with the bytes of an object in the first way that works there.
    private func makeFile(
        _ hash: ContentHash,
        at path: RawPath,
        isExecutable: Bool,
        isLinked: Bool
    ) throws(ContentFailure) {
        let object = self.path(of: hash)
        var isChecked = false
        let mayShare = isLinked && !isExecutable
        let ways = try wrapping { () throws(FileFailure) in try links.types(in: path.parent) }
        for type in ways {
            if type == .copy || type.sharesObject && !mayShare {
                return try copyFile(hash, to: path, isExecutable: isExecutable)
            }
            if !isChecked {
                let content = try reader.content(of: object)
                guard let content, content.hash == hash else { throw lost(hash) }
                // All empty files would be one file, which can have so many names only.
                if type == .hardlink, content.size == 0 {
                    return try copyFile(hash, to: path, isExecutable: isExecutable)
                }
                isChecked = true
            }
            let isMade = try wrapping { () throws(FileFailure) in
                if type.sharesObject { try protect(object) }
                let old = try FileStatus.of(object)
                guard try links.make(type, of: object, at: path) else { return false }
                if let old, let new = try FileStatus.of(object) { reader.carry(old, to: new) }
                if isExecutable { try Self.makeExecutable(path) }
                return true
            }
            if isMade { return }
        }
        throw .noLink(path, links.types)
    }

    private func copyFile(
        _ hash: ContentHash,
        to path: RawPath,
        isExecutable: Bool
    ) throws(ContentFailure) {
        let object = self.path(of: hash)
        let source = try wrapping { () throws(FileFailure) in try OpenFile(reading: object) }
        guard let source else { throw .missingObject(hash) }
        var digest = MD5()
        try wrapping { () throws(FileFailure) in
            let target = try OpenFile(writing: path, flags: O_CREAT | O_EXCL)
            try source.forEachChunk { chunk throws(FileFailure) in
                digest.update(chunk)
                try target.write(chunk)
            }
        }
        guard digest.digest() == hash.digest else { throw lost(hash) }
        if isExecutable {
            try wrapping { () throws(FileFailure) in try Self.makeExecutable(path) }
        }
    }

    /// Lets those execute a file who may read it.
    private static func makeExecutable(_ path: RawPath) throws(FileFailure) {
        guard let mode = try FileStatus.of(path)?.mode else { return }
        try Files.setMode(path, mode | (mode & 0o444) >> 2)
    }

    /// Makes an object read-only that was checked just now.
    private func protect(_ object: RawPath) throws(FileFailure) {
        guard let status = try FileStatus.of(object), status.mode != Self.verifiedMode else {
            return
        }
        do throws(FileFailure) {
            try Files.setMode(object, Self.verifiedMode)
        } catch {
            // Another one of the group made it.
            guard error.errno == EPERM else { throw error }
        }
    }

    /// Why an object cannot be used; one that is damaged is trusted no more.
    private func lost(_ hash: ContentHash) -> ContentFailure {
        let object = path(of: hash)
        let status: FileStatus?
        do { status = try FileStatus.of(object) } catch { return .file(error) }
        guard let status else { return .missingObject(hash) }
        if status.mode == Self.verifiedMode {
            // Any other mode makes the next look read it. That it stays as it is does no harm:
            // it will be found damaged again.
            try? Files.setMode(object, 0o644)
        }
        return .damagedObject(hash, object)
    }
}
