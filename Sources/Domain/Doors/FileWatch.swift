import Glibc

/// Hears from the kernel that files a person edits were saved: definitions, parameters, sources.
///
/// Folders are watched, since editors put a new file in the place of the old one; of what happens
/// there only the names asked for count, or all where an empty name is among them. Used on one
/// thread only.
package struct FileWatch {
    /// The most folders that are watched; a project with more is read again with the journal.
    private static let folderLimit = 256

    /// Readable when something was saved; -1 where the kernel gives no watches.
    package let descriptor: Int32
    private let events: UInt32
    private let hearsWriting: Bool
    private var names: [Int32: Set<String>] = [:]
    private var watched: [String: Set<String>] = [:]

    /// With `hearsWriting` every write counts, not only the last one before a file is closed.
    ///
    /// A folder counts as soon as it is made, a file only once it was written.
    package init(hearsWriting: Bool = false) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        let saving =
            UInt32(IN_CLOSE_WRITE) | UInt32(IN_MOVED_TO) | UInt32(IN_DELETE)
            | UInt32(IN_MOVED_FROM) | UInt32(IN_CREATE)
        events = hearsWriting ? saving | UInt32(IN_MODIFY) : saving
        self.hearsWriting = hearsWriting
    }

    /// Watches exactly these files, by their folder's absolute path.
    package mutating func watch(_ wanted: [String: Set<String>]) {
        guard descriptor >= 0, wanted != watched else { return }
        for watch in names.keys { inotify_rm_watch(descriptor, watch) }
        names = [:]
        watched = wanted
        for (folder, files) in wanted.sorted(by: { $0.key < $1.key }).prefix(Self.folderLimit) {
            let watch = inotify_add_watch(descriptor, folder, events)
            if watch >= 0 { names[watch, default: []].formUnion(files) }
        }
    }

    /// Takes what happened since; true where a watched file was saved, made or removed.
    package func takeChanges() -> Bool {
        var isChanged = false
        InotifyEvents.read(from: descriptor) { watch, name, event in
            guard let files = names[watch] else { return }
            // A new file is about to be written; what it holds by now would be read as it all.
            let isNewFile = event & UInt32(IN_CREATE) != 0 && event & UInt32(IN_ISDIR) == 0
            if isNewFile, !hearsWriting { return }
            if files.contains(name) || files.contains("") { isChanged = true }
        }
        return isChanged
    }

    /// Lets go of all watches.
    package func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }
}

/// The kernel's records of watches, one by one.
package enum InotifyEvents {
    /// Room for several records with the longest names.
    private static let bufferSize = 16_384

    /// Takes all that waits; the name is empty for a watch of a file itself, and the event says
    /// what happened in the kernel's bits.
    package static func read(
        from descriptor: Int32,
        _ body: (_ watch: Int32, _ name: String, _ event: UInt32) -> Void
    ) {
        let header = MemoryLayout<inotify_event>.size
        withUnsafeTemporaryAllocation(byteCount: bufferSize, alignment: 8) { buffer in
            while true {
                let count = Glibc.read(descriptor, buffer.baseAddress, bufferSize)
                guard count > 0 else { return }
                var offset = 0
                while offset + header <= count {
                    let event = buffer.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                    let end = min(count, offset + header + Int(event.len))
                    let bytes = buffer[(offset + header)..<end].prefix { $0 != 0 }
                    body(event.wd, String(decoding: bytes, as: UTF8.self), event.mask)
                    offset += header + Int(event.len)
                }
            }
        }
    }
}
