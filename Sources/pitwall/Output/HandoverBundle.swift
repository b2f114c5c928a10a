import Domain
import Foundation
import Glibc

/// A new folder with what a handover is about.
struct HandoverBundle {
    private static let blockSize = 1 << 16

    let path: String

    /// Makes the folder; fails where something is there already.
    init(_ folder: String) throws {
        guard mkdir(folder, 0o700) == 0, let whole = realpath(folder, nil) else {
            guard errno == EEXIST else { throw Self.refusal("made", folder) }
            throw Refusal(
                .badInput,
                "'\(folder)' is there already, and a bundle is a new folder. Give another name "
                    + "to --bundle, or move that one away."
            )
        }
        defer { free(whole) }
        path = String(cString: whole)
    }

    func write(_ text: String, as name: String) throws {
        try write(name) { file in try file.write(contentsOf: Data(text.utf8)) }
    }

    /// Every event in words, as a line of JSON.
    func write(_ entries: [JournalEntry]) throws {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try write("events.jsonl") { file in
            for entry in entries {
                try file.write(contentsOf: try encoder.encode(EntryRow(entry)) + Data("\n".utf8))
            }
        }
    }

    /// Logs as they are, secrets masked, numbered so that no two names meet.
    func copyLogs(of attempts: [AttemptID], _ reading: any Reading) throws {
        guard !attempts.isEmpty else { return }
        guard mkdir(path + "/logs", 0o700) == 0 else { throw Self.refusal("made", path + "/logs") }
        for (index, attempt) in attempts.enumerated() {
            let descriptors = try reading.log(of: attempt)
            if let times = descriptors.times { close(times) }
            guard let log = descriptors.log else { continue }
            defer { close(log) }
            let words = "\(attempt.run) \(attempt.stage.text) \(attempt.number)"
            let name = words.map { character in
                character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
            }
            try write("logs/\(index + 1)-\(String(name)).log") { try Self.copy(log, to: $0) }
        }
    }

    private static func copy(_ log: Int32, to file: FileHandle) throws {
        var buffer = [UInt8](repeating: 0, count: blockSize)
        var offset = 0
        while true {
            let count = pread(log, &buffer, buffer.count, off_t(offset))
            guard count > 0 else { return }
            offset += count
            try file.write(contentsOf: buffer[..<count])
        }
    }

    private func write(_ name: String, _ body: (FileHandle) throws -> Void) throws {
        let whole = path + "/" + name
        let file = open(whole, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw Self.refusal("made", whole) }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do { try body(handle) } catch { throw Self.refusal("written", whole) }
    }

    private static func refusal(_ what: String, _ path: String) -> Refusal {
        Refusal(.badInput, "'\(path)' cannot be \(what): \(String(cString: strerror(errno))).")
    }
}
