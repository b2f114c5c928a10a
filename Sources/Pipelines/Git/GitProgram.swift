import Foundation
import Glibc

/// The `git` program, asked about one folder.
struct GitProgram: Sendable {
    /// An answer that is longer is none.
    private static let answerLimit = 1 << 20

    /// Where it is asked.
    let folder: RawPath

    /// The exit status of a git command; nil where it could not be run.
    func status(_ words: [String], _ path: RawPath) -> Int32? {
        run(words.map { Array($0.utf8) } + [path.bytes], answer: nil)
    }

    /// What a git command prints, and its exit status; nil where it could not be run.
    func answer(_ words: [String]) -> (status: Int32, bytes: [UInt8])? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var bytes: [UInt8] = []
        let status = run(words.map { Array($0.utf8) }, answer: ends[1]) {
            close(ends[1])
            var buffer = [UInt8](repeating: 0, count: 1 << 14)
            while bytes.count <= Self.answerLimit {
                let count = read(ends[0], &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                bytes += buffer[..<count]
            }
            close(ends[0])
        }
        guard let status, bytes.count <= Self.answerLimit else { return nil }
        return (status, bytes)
    }

    /// Runs a command; `whileRunning` is called in any case, once it runs or cannot.
    private func run(
        _ words: [[UInt8]],
        answer: Int32?,
        whileRunning: () -> Void = {}
    ) -> Int32? {
        // Asking must run nothing that the project's own git settings name.
        let options = ["git", "-C", folder.description, "-c", "core.fsmonitor=false"]
        let environment = ProcessInfo.processInfo.environment.sorted { $0.key < $1.key }
        let arguments = CTexts(options.map { Array($0.utf8) } + words)
        let variables = CTexts(environment.map { Array("\($0.key)=\($0.value)".utf8) })
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        if let answer {
            posix_spawn_file_actions_adddup2(&actions, answer, 1)
        } else {
            posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, "git", &actions, nil, arguments.list, variables.list)
        whileRunning()
        guard code == 0 else { return nil }
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
