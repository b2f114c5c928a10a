import Glibc
import Synchronization

/// Says what git thinks of files.
///
/// Git's own program is asked once where its files are; they are then read here, since asking it
/// about each file would cost more than all else of a stage. What is not sure to be understood
/// here is left to the program. Nothing is asked where the project is in no repository or git is
/// not installed.
package final class GitProbe: Sendable {
    /// For how long git's word on where its files are is taken.
    private static let layoutAge = Duration.seconds(2)
    /// A file of patterns that is larger is left to git's own program.
    private static let patternLimit = 1 << 20
    /// The same of an index.
    private static let indexLimit = 1 << 29

    /// A file of patterns as it was read.
    private struct Read {
        /// Before it was read, where a later change would show in it.
        var status: FileStatus?
        let bytes: [UInt8]
        let value: GitPatterns?
    }

    private struct State {
        var layout: (value: GitLayout?, readAt: ContinuousClock.Instant)?
        var index: (status: FileStatus, value: GitIndex?)?
        var patterns: [RawPath: Read] = [:]
    }

    /// The project's root.
    let root: RawPath

    private let program: GitProgram
    private let state = Mutex(State())

    package init(root: RawPath) {
        self.root = root
        program = GitProgram(folder: root)
    }

    /// Whether a folder or one above it is the root of a repository.
    var hasRepository: Bool {
        var folder = root
        while true {
            if (try? FileStatus.of(folder.appending(".git"))) != nil {
                // A folder that cannot be looked at is no repository of ours.
                return true
            }
            let parent = folder.parent
            if parent == folder || parent == RawPath(".") { return false }
            folder = parent
        }
    }

    /// Whether git leaves an absolute path out; nil where git could not say.
    package func ignores(_ path: RawPath) -> Bool? {
        if let layout, let answer = ignores(path, layout) { return answer }
        switch program.status(["check-ignore", "--quiet", "--no-index", "--"], path) {
        case 0: return true
        case 1: return false
        default: return nil
        }
    }

    /// Whether git keeps a path, or something in it, in its index; nil where git could not say.
    package func tracks(_ path: RawPath) -> Bool? {
        if let layout, let relative = path.below(layout.top), let index = index(layout) {
            return index.holds(relative)
        }
        let words = ["--literal-pathspecs", "ls-files", "--error-unmatch", "--"]
        switch program.status(words, path) {
        case 0: return true
        case 1: return false
        default: return nil
        }
    }

    // MARK: - Git's files

    /// Where git's files are; nil where that is not known, or they are of an unusual kind.
    private var layout: GitLayout? {
        let known = state.withLock(\.layout)
        if let known, .now - known.readAt < Self.layoutAge { return known.value }
        let value = GitLayout(program)
        state.withLock { $0.layout = (value, .now) }
        return value
    }

    /// The index as it is now; nil where it is of an unusual kind.
    private func index(_ layout: GitLayout) -> GitIndex? {
        let status: FileStatus
        do throws(FileFailure) {
            guard let found = try FileStatus.of(layout.index) else { return .empty }
            status = found
        } catch {
            return nil
        }
        // A new index comes by a rename, and so with other numbers.
        if let known = state.withLock(\.index), known.status == status { return known.value }
        let bytes = try? Files.read(layout.index, limit: Self.indexLimit)
        let value = bytes.flatMap(GitIndex.init)
        state.withLock { $0.index = (status, value) }
        return value
    }

    /// By git's rules for one path: what a folder above it is kept out by holds for all in it.
    private func ignores(_ path: RawPath, _ layout: GitLayout) -> Bool? {
        guard let relative = path.below(layout.top) else { return nil }
        let parts = relative.bytes.split(separator: UInt8(ascii: "/")).map { Array($0) }
        let isFolder: Bool
        do { isFolder = try FileStatus.ofLink(path)?.isFolder == true } catch { return nil }
        var files: [(depth: Int, patterns: GitPatterns)] = []
        for place in [layout.excludes, layout.exclude].compactMap(\.self) {
            guard let patterns = patterns(in: place) else { return nil }
            files.append((0, patterns))
        }
        var folder = layout.top
        for depth in parts.indices {
            guard let patterns = patterns(in: folder.appending(".gitignore")) else { return nil }
            files.append((depth, patterns))
            let isLast = depth == parts.count - 1
            // The last file that speaks of a path decides, and in it the last pattern.
            for file in files.reversed() {
                let answer = file.patterns.verdict(
                    on: parts[file.depth...depth],
                    isFolder: isLast ? isFolder : true
                )
                guard let answer else { continue }
                if answer { return true }
                break
            }
            folder = folder.appending(RawPath(bytes: parts[depth]))
        }
        return false
    }

    /// The patterns of a file, none where there is none; nil where they are not understood here.
    private func patterns(in file: RawPath) -> GitPatterns? {
        do throws(FileFailure) {
            let begun = StatCache.now()
            guard let status = try FileStatus.ofLink(file) else { return GitPatterns.none }
            let known = state.withLock { $0.patterns[file] }
            if let known, known.status == status { return known.value }
            // Git itself follows links to some of its files only.
            guard status.isFile, let bytes = try Files.read(file, limit: Self.patternLimit) else {
                return nil
            }
            let read = Read(
                status: status.isSettled(at: begun) ? status : nil,
                bytes: bytes,
                value: Self.patterns(bytes, known)
            )
            state.withLock { $0.patterns[file] = read }
            return read.value
        } catch {
            return nil
        }
    }

    /// Takes over what is known of a file that was only added to.
    private static func patterns(_ bytes: [UInt8], _ known: Read?) -> GitPatterns? {
        guard let known else { return GitPatterns(bytes) }
        if known.bytes == bytes { return known.value }
        guard let value = known.value, known.bytes.last == UInt8(ascii: "\n"),
            bytes.starts(with: known.bytes)
        else { return GitPatterns(bytes) }
        return value.adding(bytes[known.bytes.count...])
    }
}

extension RawPath {
    /// This path as seen from a folder it is in; nil for other paths.
    fileprivate func below(_ folder: RawPath) -> RawPath? {
        let mark = UInt8(ascii: "/")
        let start = folder.bytes.last == mark ? folder.bytes : folder.bytes + [mark]
        var rest = bytes[...]
        while rest.last == mark { rest.removeLast() }
        guard rest.count > start.count, rest.starts(with: start) else { return nil }
        return RawPath(bytes: Array(rest[start.count...]))
    }
}
