import Foundation
import Glibc

/// Asks git what it thinks of files.
///
/// Nothing is asked where the project is in no repository or git is not installed.
struct GitProbe {
    /// The project's root.
    let root: RawPath

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
    func ignores(_ path: RawPath) -> Bool? {
        switch run(["check-ignore", "--quiet", "--no-index", "--"], path) {
        case 0: true
        case 1: false
        default: nil
        }
    }

    /// Whether git keeps a path, or something in it, in its index; nil where git could not say.
    func tracks(_ path: RawPath) -> Bool? {
        switch run(["--literal-pathspecs", "ls-files", "--error-unmatch", "--"], path) {
        case 0: true
        case 1: false
        default: nil
        }
    }

    /// The exit status of a git command; nil where it could not be run.
    private func run(_ words: [String], _ path: RawPath) -> Int32? {
        // Asking must run nothing that the project's own git settings name.
        let options = ["-C", root.description, "-c", "core.fsmonitor=false"]
        let words = (["git"] + options + words).map { Array($0.utf8) }
        let environment = ProcessInfo.processInfo.environment.sorted { $0.key < $1.key }
        let arguments = CTexts(words + [path.bytes])
        let variables = CTexts(environment.map { Array("\($0.key)=\($0.value)".utf8) })
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var pid: pid_t = 0
        guard posix_spawnp(&pid, "git", &actions, nil, arguments.list, variables.list) == 0
        else { return nil }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { return nil }
        }
        return status & 0x7f == 0 ? (status >> 8) & 0xff : nil
    }
}

/// Texts as C wants a list of them; they live as long as this does.
private struct CTexts: ~Copyable {
    let list: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [[UInt8]]) {
        list = texts.map { text in text.withUnsafeBufferPointer { terminated($0) } } + [nil]
    }

    deinit {
        for text in list { free(text) }
    }
}

/// A copy of bytes with a zero after them.
private func terminated(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeMutablePointer<CChar>? {
    let copy = malloc(bytes.count + 1)
    if let base = bytes.baseAddress { copy?.copyMemory(from: base, byteCount: bytes.count) }
    copy?.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
    return copy?.assumingMemoryBound(to: CChar.self)
}
